/** Characters of an IBAN by country. @see src/carnot/funcs/builtins/pii_ops.h in pixie-io/pixie */
const COUNTRIES: Readonly<Record<number, string>> = {
  15: 'NO',
  16: 'BE',
  18: 'DK FO FI GL NL',
  19: 'MK SI',
  20: 'AT BA EE KZ LT LU XK',
  21: 'HR LV LI CH',
  22: 'BH BG CR GE DE IE ME RS GB VA',
  23: 'GI IL IQ AE TL',
  24: 'AD CZ MD PK RO SA SK ES SE TN VG',
  25: 'PT ST',
  26: 'IS TR',
  27: 'FR GR IT MR MC SM',
  28: 'AL AZ BY CY DO GT HU LB PL SV',
  29: 'BR PS UA QA',
  30: 'JO KW MU',
  31: 'MT SC',
  32: 'LC',
};

export const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  Object.entries(COUNTRIES).flatMap(([length, codes]) =>
    codes.split(' ').map((code) => [code, Number(length)] as const),
  ),
);
