/** The rows of one table as they came: batches of columns, cells decoded when looked at. */
import type { Relation } from '#language';
import type { ColumnData } from '#protocol/batch';
import { type Cell, cellOf, decodeText } from '#rows';

export interface StoredBatch {
  /** Number of the batch's first row in the table. */
  readonly first: number;
  readonly rowCount: number;
  readonly columns: readonly ColumnData[];
}

export interface StoredCell {
  readonly value: Cell;
  /** False for a STRING cell whose bytes are not UTF-8. */
  readonly isUtf8: boolean;
}

/** Rows are only added; a row keeps its number for ever. */
export class TableStore {
  private readonly stored: StoredBatch[] = [];
  private readonly buffers = new Set<ArrayBufferLike>();
  private rows = 0;
  private memoryBytes = 0;
  /** The batch found last: neighbours are mostly asked for together. */
  private latest: StoredBatch | undefined;

  constructor(readonly relation: Relation) {}

  get rowCount(): number {
    return this.rows;
  }

  /** Memory held by the columns; a buffer that several columns share counts once. */
  get sizeBytes(): number {
    return this.memoryBytes;
  }

  get batches(): readonly StoredBatch[] {
    return this.stored;
  }

  /** @param columns Checked against the relation; see `batchProblem`. */
  append(rowCount: number, columns: readonly ColumnData[]): void {
    if (rowCount === 0) return;
    this.stored.push({ first: this.rows, rowCount, columns });
    this.rows += rowCount;
    for (const column of columns) {
      const views =
        column.dataType === 'STRING' ? [column.bytes, column.starts, column.ends] : [column.values];
      for (const { buffer } of views) {
        if (this.buffers.has(buffer)) continue;
        this.buffers.add(buffer);
        this.memoryBytes += buffer.byteLength;
      }
    }
  }

  /** The exact value of a cell. Rows and columns that do not exist give an empty text. */
  cell(row: number, column: number): StoredCell {
    const batch = this.batchOf(row);
    const data = batch?.columns[column];
    if (batch === undefined || data === undefined) return { value: '', isUtf8: true };
    const at = row - batch.first;
    if (data.dataType === 'STRING') {
      const { text, isUtf8 } = decodeText(data.bytes.subarray(data.starts[at], data.ends[at]));
      return { value: text, isUtf8 };
    }
    return { value: cellOf(data, at), isUtf8: true };
  }

  private batchOf(row: number): StoredBatch | undefined {
    const { latest, stored } = this;
    if (latest !== undefined && row >= latest.first && row < latest.first + latest.rowCount) {
      return latest;
    }
    if (row < 0 || row >= this.rows) return undefined;
    let low = 0;
    let high = stored.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((stored[middle]?.first ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    this.latest = stored[low];
    return this.latest;
  }
}
