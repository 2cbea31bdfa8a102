/** Whether columns that came over the wire are what their table says. */
import type { Relation } from '#language';
import { rowsOf, type ColumnData } from './batch.ts';

/** @returns what is wrong, or undefined for a good batch. */
export function batchProblem(
  relation: Relation,
  rowCount: number,
  columns: readonly ColumnData[],
): string | undefined {
  if (!Number.isSafeInteger(rowCount) || rowCount < 0) return 'its row count is not a number';
  if (columns.length !== relation.length) {
    return `it has ${String(columns.length)} columns instead of ${String(relation.length)}`;
  }
  for (const [index, column] of columns.entries()) {
    const wanted = relation[index];
    if (wanted === undefined) continue;
    const { name, dataType } = wanted;
    if (column.dataType !== dataType)
      return `column ${name} is ${column.dataType}, not ${dataType}`;
    const rows = rowsOf(column);
    if (rows !== rowCount) return `column ${name} has ${String(rows)} of ${String(rowCount)} rows`;
    if (column.dataType === 'STRING' && !isWithin(column)) {
      return `texts of column ${name} lie outside their buffer`;
    }
  }
  return undefined;
}

function isWithin({ bytes, starts, ends }: Extract<ColumnData, { dataType: 'STRING' }>): boolean {
  for (let row = 0; row < ends.length; row += 1) {
    const start = starts[row] ?? 0;
    const end = ends[row] ?? 0;
    if (start > end || end > bytes.length) return false;
  }
  return true;
}
