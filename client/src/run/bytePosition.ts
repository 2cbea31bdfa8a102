/** Columns of compilers count bytes, those of an editor UTF-16 units. */

/** Position in UTF-16 units of a column counted from 1 in UTF-8 bytes. */
export function characterOf(line: string, column: number): number {
  let bytes = 1;
  let units = 0;
  for (const character of line) {
    if (bytes >= column) break;
    bytes += Buffer.byteLength(character);
    units += character.length;
  }
  return units;
}
