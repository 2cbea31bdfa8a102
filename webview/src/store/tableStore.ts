/** The rows of one table as they came: batches of columns, cells decoded when looked at. */
import type { Column } from '#language';
import type { ColumnData } from '#protocol/batch';
import { cellOf, type Cell } from '#protocol/cells';

interface StoredBatch {
  /** Number of the batch's first row in the table. */
  readonly first: number;
  readonly rowCount: number;
  readonly columns: readonly ColumnData[];
}

export class TableStore {
  private readonly batches: StoredBatch[] = [];
  private rows = 0;
  /** Row numbers in the order shown; undefined for the order of arrival. */
  private order: Uint32Array | undefined;

  constructor(readonly relation: readonly Column[]) {}

  get rowCount(): number {
    return this.rows;
  }

  append(rowCount: number, columns: readonly ColumnData[]): void {
    if (rowCount === 0) return;
    this.batches.push({ first: this.rows, rowCount, columns });
    this.rows += rowCount;
    this.order = undefined;
  }

  /** The exact value at a place of the order shown. */
  cell(place: number, column: number): Cell {
    return this.valueAt(this.order?.[place] ?? place, column);
  }

  private valueAt(row: number, column: number): Cell {
    let low = 0;
    let high = this.batches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.batches[middle]?.first ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    const batch = this.batches[low];
    const data = batch?.columns[column];
    return batch === undefined || data === undefined ? '' : cellOf(data, row - batch.first);
  }

  /** Sorts by a column, exactly and keeping the order of equals; undefined gives the arrival order. */
  sort(by: { readonly column: number; readonly ascending: boolean } | undefined): void {
    if (by === undefined) {
      this.order = undefined;
      return;
    }
    const keys = Array.from({ length: this.rows }, (_, row) => this.valueAt(row, by.column));
    const order = Uint32Array.from(keys.keys());
    const sign = by.ascending ? 1 : -1;
    order.sort((a, b) => sign * compareCells(keys[a], keys[b]) || a - b);
    this.order = order;
  }
}

/** Numbers by value, text by code point; values that are no number come last. */
export function compareCells(a: Cell | undefined, b: Cell | undefined): number {
  if (a === b) return 0;
  if (typeof a === 'number' && Number.isNaN(a)) return 1;
  if (typeof b === 'number' && Number.isNaN(b)) return -1;
  if (a === undefined || b === undefined) return 0;
  return a < b ? -1 : 1;
}
