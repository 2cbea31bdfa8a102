/** Rows as text that spreadsheets and programs read back cell by cell. */

/** A tab-separated line. Cells with tabs, line ends or quotes are quoted, as spreadsheets expect. */
export const tsvLine = (cells: readonly string[]): string =>
  cells.map((cell) => (/[\t\r\n"]/.test(cell) ? quoted(cell) : cell)).join('\t');

/** A comma-separated line. @see RFC 4180 */
export const csvLine = (cells: readonly string[]): string =>
  cells.map((cell) => (/[,\r\n"]/.test(cell) ? quoted(cell) : cell)).join(',');

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
