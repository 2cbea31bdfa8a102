/** The only door into rows: cells, columns, and rows as text. */
export { cellOf, decodeText, type Cell, type DecodedText } from './cells/cells.ts';
export {
  cellsOf,
  collectNamedRows,
  collectTables,
  successfulEvents,
  type CollectedTable,
  type NamedRow,
} from './cells/collect.ts';
export {
  MAX_MESSAGE_BYTES,
  MAX_MESSAGE_ROWS,
  rangesOf,
  sizeBytes,
  transferableColumns,
  type RowRange,
} from './cells/transferableColumns.ts';
export {
  exactText,
  formatOf,
  isNumeric,
  MAX_CELL_CHARS,
  type CellFormat,
  type CellView,
  type TimeForm,
} from './text/cellText.ts';
export { compactJson, prettyJson } from './text/json.ts';
export { labelOf, p99Of, statusOf, type Tone } from './text/structured.ts';
export { localTimeText, timeLines, timeText } from './text/time.ts';
export { headerText, typeText } from './text/typeText.ts';
export { cut, visible, visibleLines } from './text/visible.ts';
export { csvLine, tsvLine } from './write/delimited.ts';
export { jsonRows, jsonText, type Int64Form } from './write/jsonRow.ts';
export { UniqueNames, uniqueNames } from './write/uniqueNames.ts';
export { bytesText, countOf, countText, durationText, floatText } from '#language';
