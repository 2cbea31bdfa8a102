/**
 * Columns as they may be posted to a page: every buffer is an exact copy, because a posted view
 * carries the whole buffer behind it and a Node Buffer does not survive.
 */
import type { ColumnData, RowBatch, StringColumn } from '#protocol/batch';

/** Rows and bytes of one message to the page at most; a single larger row goes alone. */
export const MAX_MESSAGE_ROWS = 10_000;
export const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

export interface RowRange {
  readonly batch: RowBatch;
  readonly from: number;
  readonly to: number;
}

/** Bytes of a batch's cells, without the offsets of texts. */
export function sizeBytes({ columns, rowCount }: RowBatch): number {
  let sum = 0;
  for (const column of columns) {
    if (column.dataType === 'STRING') sum += textBytes(column, 0, rowCount) + 8 * rowCount;
    else sum += column.values.BYTES_PER_ELEMENT * column.values.length;
  }
  return sum;
}

function textBytes({ starts, ends }: StringColumn, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row < to; row += 1) sum += (ends[row] ?? 0) - (starts[row] ?? 0);
  return sum;
}

/** Cuts a batch so that no part is above the limits. An empty batch is one empty range. */
export function rangesOf(batch: RowBatch): readonly RowRange[] {
  const { rowCount } = batch;
  const ranges: RowRange[] = [];
  let from = 0;
  let bytes = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const rowBytes = bytesOfRow(batch.columns, row);
    const full = row - from >= MAX_MESSAGE_ROWS || bytes + rowBytes > MAX_MESSAGE_BYTES;
    if (full && row > from) {
      ranges.push({ batch, from, to: row });
      from = row;
      bytes = 0;
    }
    bytes += rowBytes;
  }
  ranges.push({ batch, from, to: rowCount });
  return ranges;
}

function bytesOfRow(columns: readonly ColumnData[], row: number): number {
  let sum = 0;
  for (const column of columns) {
    sum +=
      column.dataType === 'STRING'
        ? 8 + (column.ends[row] ?? 0) - (column.starts[row] ?? 0)
        : column.dataType === 'UINT128'
          ? 16
          : column.values.BYTES_PER_ELEMENT;
  }
  return sum;
}

/** The rows of all ranges in one set of columns. Ranges are of one table. */
export function transferableColumns(ranges: readonly RowRange[]): readonly ColumnData[] {
  const rows = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const texts = sharedText(ranges);
  return (ranges[0]?.batch.columns ?? []).map((column, index): ColumnData => {
    const parts = ranges.map(({ batch, from, to }) => ({ column: batch.columns[index], from, to }));
    switch (column.dataType) {
      case 'STRING':
        return texts.copy(index, rows);
      case 'BOOLEAN':
        return { dataType: column.dataType, values: joined(new Uint8Array(rows), parts, 1) };
      case 'INT64':
      case 'TIME64NS':
        return { dataType: column.dataType, values: joined(new BigInt64Array(rows), parts, 1) };
      case 'FLOAT64':
        return { dataType: column.dataType, values: joined(new Float64Array(rows), parts, 1) };
      case 'UINT128':
        return { dataType: 'UINT128', values: joined(new BigUint64Array(2 * rows), parts, 2) };
    }
  });
}

interface Part {
  readonly column: ColumnData | undefined;
  readonly from: number;
  readonly to: number;
}
interface Settable<T> {
  set(values: T, offset: number): void;
  subarray(from: number, to: number): T;
}

/** Fills `target`; the ranges are of one table, so their columns have the target's type. */
function joined<T extends Settable<T>>(target: T, parts: readonly Part[], width: number): T {
  let offset = 0;
  for (const { column, from, to } of parts) {
    if (column === undefined || column.dataType === 'STRING') {
      throw new Error('batches of one table differ in their columns');
    }
    const values = column.values as unknown as T;
    target.set(values.subarray(from * width, to * width), offset);
    offset += (to - from) * width;
  }
  return target;
}

/** One buffer for all texts of a message. */
function sharedText(ranges: readonly RowRange[]) {
  let total = 0;
  for (const { batch, from, to } of ranges) {
    for (const column of batch.columns) {
      if (column.dataType === 'STRING') total += textBytes(column, from, to);
    }
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  const copyCell = (source: Uint8Array, start: number, end: number) => {
    bytes.set(source.subarray(start, end), at);
    at += end - start;
  };
  const copy = (index: number, rows: number): StringColumn => {
    const starts = new Uint32Array(rows);
    const ends = new Uint32Array(rows);
    let out = 0;
    for (const { batch, from, to } of ranges) {
      const column = batch.columns[index];
      if (column?.dataType !== 'STRING') {
        throw new Error('batches of one table differ in their columns');
      }
      for (let row = from; row < to; row += 1) {
        starts[out] = at;
        copyCell(column.bytes, column.starts[row] ?? 0, column.ends[row] ?? 0);
        ends[out] = at;
        out += 1;
      }
    }
    return { dataType: 'STRING', bytes, starts, ends };
  };
  return { copy };
}
