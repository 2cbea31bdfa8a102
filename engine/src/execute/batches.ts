/** Shapes the database's rows into batches: not too small to be worth sending, not too big to send. */
import type { ColumnData, StringColumn } from '#protocol/batch';
import type { Rows } from '../store/store.ts';

/** Rows are sent at once from here on, or after `FLUSH_MS`. */
const ENOUGH_ROWS = 1024;
const FLUSH_MS = 200;
/** Above this a batch is halved; a single row may be larger. */
const MAX_BYTES = 1024 * 1024;

/** The bytes a batch holds, as its values would be counted on the wire. */
export function byteCount(rows: Rows): number {
  return rows.columns.reduce((sum, column) => sum + columnBytes(column), 0);
}

function columnBytes(column: ColumnData): number {
  if (column.dataType !== 'STRING') return column.values.byteLength;
  let sum = 0;
  for (let row = 0; row < column.starts.length; row++) sum += stringLength(column, row);
  return sum;
}

const stringLength = (column: StringColumn, row: number): number =>
  (column.ends[row] ?? 0) - (column.starts[row] ?? 0);

/** Merges small chunks, which wait at most `FLUSH_MS` for more rows, and splits big ones. */
export async function* batchesOf(chunks: AsyncIterable<Rows>): AsyncGenerator<Rows> {
  const iterator = chunks[Symbol.asyncIterator]();
  let pending: Rows[] = [];
  let waiting = 0;
  // One for all chunks of a batch: chunks can be as small as one row.
  let flush: Flush | undefined;
  try {
    let next = iterator.next();
    for (;;) {
      const result = flush === undefined ? await next : await Promise.race([next, flush.due]);
      if (result !== undefined && result.done === true) break;
      if (result !== undefined) {
        flush ??= flushIn(FLUSH_MS);
        pending.push(result.value);
        waiting += result.value.rowCount;
        next = iterator.next();
        // A failure is seen when the loop awaits it; until then it must not count as unhandled.
        next.catch(() => undefined);
      }
      if (result !== undefined && waiting < ENOUGH_ROWS) continue;
      flush?.cancel();
      flush = undefined;
      yield* split(merged(pending));
      pending = [];
      waiting = 0;
    }
    if (pending.length > 0) yield* split(merged(pending));
  } finally {
    flush?.cancel();
    await iterator.return?.();
  }
}

interface Flush {
  readonly due: Promise<undefined>;
  cancel(): void;
}

function flushIn(timeoutMs: number): Flush {
  let timer: NodeJS.Timeout | undefined;
  const due = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, timeoutMs);
  });
  return {
    due,
    cancel: () => {
      clearTimeout(timer);
    },
  };
}

/** One batch of the rows of several. */
function merged(parts: readonly Rows[]): Rows {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? { rowCount: 0, columns: [] };
  return {
    rowCount: parts.reduce((sum, part) => sum + part.rowCount, 0),
    columns: first.columns.map((_, index) =>
      mergedColumn(
        parts.flatMap((part) => {
          const column = part.columns[index];
          return column === undefined ? [] : [column];
        }),
      ),
    ),
  };
}

function mergedColumn(parts: readonly ColumnData[]): ColumnData {
  const [first] = parts;
  if (first === undefined) throw new Error('a batch without the column of the others');
  switch (first.dataType) {
    case 'STRING':
      return mergedStrings(parts.filter((part) => part.dataType === 'STRING'));
    case 'BOOLEAN':
      return { dataType: 'BOOLEAN', values: concatenated(parts, Uint8Array) };
    case 'INT64':
    case 'TIME64NS':
      return { dataType: first.dataType, values: concatenated(parts, BigInt64Array) };
    case 'FLOAT64':
      return { dataType: 'FLOAT64', values: concatenated(parts, Float64Array) };
    case 'UINT128':
      return { dataType: 'UINT128', values: concatenated(parts, BigUint64Array) };
  }
}

interface NumberArray<V> {
  readonly length: number;
  set(values: ArrayLike<V>, offset: number): void;
}

function concatenated<V, T extends NumberArray<V> & ArrayLike<V>>(
  parts: readonly ColumnData[],
  type: new (length: number) => T,
): T {
  const arrays = parts.flatMap((part) => {
    const values: unknown = part.dataType === 'STRING' ? undefined : part.values;
    return values instanceof type ? [values] : [];
  });
  const result = new type(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    result.set(array, at);
    at += array.length;
  }
  return result;
}

function mergedStrings(parts: readonly StringColumn[]): StringColumn {
  const rowCount = parts.reduce((sum, part) => sum + part.starts.length, 0);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + columnBytes(part), 0));
  const starts = new Uint32Array(rowCount);
  const ends = new Uint32Array(rowCount);
  let at = 0;
  let target = 0;
  for (const part of parts) {
    for (let row = 0; row < part.starts.length; row++) {
      bytes.set(part.bytes.subarray(part.starts[row], part.ends[row]), at);
      starts[target] = at;
      at += stringLength(part, row);
      ends[target++] = at;
    }
  }
  return { dataType: 'STRING', bytes, starts, ends };
}

function* split(rows: Rows): Generator<Rows> {
  if (rows.rowCount <= 1 || byteCount(rows) <= MAX_BYTES) {
    if (rows.rowCount > 0) yield rows;
    return;
  }
  const middle = Math.floor(rows.rowCount / 2);
  yield* split(slice(rows, 0, middle));
  yield* split(slice(rows, middle, rows.rowCount));
}

function slice(rows: Rows, start: number, end: number): Rows {
  return {
    rowCount: end - start,
    columns: rows.columns.map((column): ColumnData => {
      switch (column.dataType) {
        case 'STRING':
          return {
            ...column,
            starts: column.starts.subarray(start, end),
            ends: column.ends.subarray(start, end),
          };
        case 'UINT128':
          return { ...column, values: column.values.subarray(2 * start, 2 * end) };
        case 'BOOLEAN':
          return { ...column, values: column.values.subarray(start, end) };
        case 'FLOAT64':
          return { ...column, values: column.values.subarray(start, end) };
        case 'INT64':
        case 'TIME64NS':
          return { ...column, values: column.values.subarray(start, end) };
      }
    }),
  };
}
