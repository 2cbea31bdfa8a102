/**
 * Best-effort removal of personal data. Tags and their checks follow the function's documented
 * behaviour. @see src/carnot/funcs/builtins/pii_ops.h in pixie-io/pixie
 */
interface Tagger {
  readonly tag: string;
  readonly pattern: RegExp;
  /** A pattern alone finds too much for some kinds. */
  readonly accept?: (text: string) => boolean;
}

const HEX = '[0-9A-Fa-f]';
const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';

const TAGGERS: readonly Tagger[] = [
  {
    tag: 'IPV6',
    pattern: new RegExp(
      `(?<![0-9A-Za-z:])(?:(?:${HEX}{1,4}:){7}${HEX}{1,4}|(?:${HEX}{1,4}:){1,7}:|(?:${HEX}{1,4}:){1,6}(?::${HEX}{1,4}){1,6}|:(?::${HEX}{1,4}){1,7})(?![0-9A-Za-z:])`,
      'gu',
    ),
  },
  { tag: 'IPV4', pattern: new RegExp(`(?<![0-9.])(?:${OCTET}\\.){3}${OCTET}(?![0-9.])`, 'gu') },
  { tag: 'EMAIL', pattern: /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/gu },
  {
    tag: 'MAC_ADDR',
    pattern: new RegExp(
      `(?<![0-9A-Za-z])(?:${HEX}{2}([:-])(?:${HEX}{2}\\1){4}${HEX}{2})(?![0-9A-Za-z])`,
      'gu',
    ),
  },
  {
    tag: 'IBAN',
    pattern: /(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?:[ -]?[0-9A-Z]){11,30}(?![0-9A-Za-z])/gu,
    accept: isIban,
  },
  {
    tag: 'CC_NUMBER',
    pattern: /(?<![0-9])(?:[0-9][ -]?){12,18}[0-9](?![0-9])/gu,
    accept: (text) => /^(?:[3-6]|2[2-7])/u.test(text) && isLuhn(text),
  },
  {
    tag: 'IMEI',
    pattern: /(?<![0-9])[0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{6}[ -]?[0-9](?![0-9])/gu,
    accept: isLuhn,
  },
  {
    tag: 'SSN',
    pattern:
      /(?<![0-9-])(?!000|666|9[0-9]{2})[0-9]{3}[- ](?!00)[0-9]{2}[- ](?!0000)[0-9]{4}(?![0-9-])/gu,
  },
];

export function redactPii(text: string): string {
  return TAGGERS.reduce(
    (current, { tag, pattern, accept }) =>
      current.replace(pattern, (found) =>
        accept === undefined || accept(found) ? `<REDACTED_${tag}>` : found,
      ),
    text,
  );
}

function isLuhn(text: string): boolean {
  const digits = text.replace(/[^0-9]/gu, '');
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function isIban(text: string): boolean {
  const plain = text.replace(/[ -]/gu, '');
  const moved = plain.slice(4) + plain.slice(0, 4);
  const digits = moved.replace(/[A-Z]/gu, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
