/** UUID text and the 128 bits it stands for. */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** high << 64 | low; undefined where the text is no UUID or all zero. */
export function uuidValue(text: string): bigint | undefined {
  if (!UUID.test(text)) return undefined;
  const value = BigInt(`0x${text.replaceAll('-', '')}`);
  return value === 0n ? undefined : value;
}
