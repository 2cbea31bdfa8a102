/**
 * DuckDB's vectors to columns, a few native calls per column instead of one per value. The values
 * are read where the database keeps them: numbers as arrays, strings as 16-byte entries that hold a
 * short string themselves and the address of a long one.
 *
 * @see https://duckdb.org/docs/stable/clients/c/vector (duckdb_string_t)
 */
import duckdb, { type Vector } from '@duckdb/node-bindings';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { DataType, Relation } from '#language';
import type { ColumnData, StringColumn } from '#protocol/batch';
import { stringColumnOf } from './chunks.ts';
import { bytesOfStored, mayHoldStandIn } from './quoting.ts';
import type { Rows } from './store.ts';

const ENTRY_BYTES = 16;
/** Strings up to this length lie in their entry. */
const INLINE_BYTES = 12;
const NUMBER_BYTES: Readonly<Record<Exclude<DataType, 'STRING'>, number>> = {
  BOOLEAN: 1,
  INT64: 8,
  TIME64NS: 8,
  FLOAT64: 8,
  UINT128: 16,
};

/** Rows of a chunk whose columns have the types of `relation`. */
export function rowsOfChunk(chunk: DuckDBDataChunk, relation: Relation): Rows {
  const { rowCount } = chunk;
  const columns = relation.map(({ dataType }, index) => {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
    if (dataType === 'STRING') return strings(vector, rowCount);
    return numbers(vector, dataType, rowCount);
  });
  return { rowCount, columns };
}

function numbers(
  vector: Vector,
  dataType: Exclude<DataType, 'STRING'>,
  rowCount: number,
): ColumnData {
  const width = NUMBER_BYTES[dataType];
  const bytes = aligned(duckdb.vector_get_data(vector, rowCount * width));
  for (const row of nullRows(vector, rowCount)) bytes.fill(0, row * width, (row + 1) * width);
  const { buffer, byteOffset } = bytes;
  switch (dataType) {
    case 'BOOLEAN':
      return { dataType, values: bytes };
    case 'INT64':
    case 'TIME64NS':
      return { dataType, values: new BigInt64Array(buffer, byteOffset, rowCount) };
    case 'FLOAT64':
      return { dataType, values: new Float64Array(buffer, byteOffset, rowCount) };
    case 'UINT128':
      return { dataType, values: highFirst(new BigUint64Array(buffer, byteOffset, 2 * rowCount)) };
  }
}

/** DuckDB keeps the low half first. */
function highFirst(values: BigUint64Array): BigUint64Array {
  for (let at = 0; at < values.length; at += 2) {
    const low = values[at] ?? 0n;
    values[at] = values[at + 1] ?? 0n;
    values[at + 1] = low;
  }
  return values;
}

const aligned = (bytes: Uint8Array): Uint8Array =>
  bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);

function nullRows(vector: Vector, rowCount: number): readonly number[] {
  // The declaration leaves out that there is no mask where no value is missing.
  const byteCount = 8 * Math.ceil(rowCount / 64);
  const mask = duckdb.vector_get_validity(vector, byteCount) as Uint8Array | null;
  if (mask === null) return [];
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    if (((mask[row >> 3] ?? 0xff) & (1 << (row & 7))) === 0) rows.push(row);
  }
  return rows;
}

/** Bytes of memory from `address` on, placed at `target` of the column's bytes. */
interface Run {
  readonly address: number;
  readonly target: number;
  readonly firstRow: number;
  byteCount: number;
}

/** Long strings nearly always follow each other in memory, so that they are read as few runs. */
function strings(vector: Vector, rowCount: number): StringColumn {
  const entries = aligned(duckdb.vector_get_data(vector, rowCount * ENTRY_BYTES));
  for (const row of nullRows(vector, rowCount)) {
    entries.fill(0, row * ENTRY_BYTES, (row + 1) * ENTRY_BYTES);
  }
  const words = new Uint32Array(entries.buffer, entries.byteOffset, 4 * rowCount);
  const starts = new Uint32Array(rowCount);
  const ends = new Uint32Array(rowCount);
  const runs: Run[] = [];
  let run: Run | undefined;
  let total = entries.length;
  for (let row = 0; row < rowCount; row++) {
    const length = words[4 * row] ?? 0;
    if (length <= INLINE_BYTES) {
      starts[row] = row * ENTRY_BYTES + 4;
    } else {
      const address = (words[4 * row + 2] ?? 0) + (words[4 * row + 3] ?? 0) * 2 ** 32;
      const gap = run === undefined ? Infinity : address - run.address - run.byteCount;
      if (run === undefined || gap > 0 || gap + run.byteCount < 0) {
        run = { address, target: total, firstRow: row, byteCount: 0 };
        runs.push(run);
      }
      const within = address - run.address;
      // Only bytes of strings are read: a run has no gaps.
      const grown = Math.max(run.byteCount, within + length);
      total += grown - run.byteCount;
      run.byteCount = grown;
      starts[row] = run.target + within;
    }
    ends[row] = (starts[row] ?? 0) + length;
  }
  const bytes = new Uint8Array(total);
  bytes.set(entries);
  for (const { target, firstRow, byteCount } of runs) {
    const pointer = entries.byteOffset + firstRow * ENTRY_BYTES + 8;
    bytes.set(duckdb.get_data_from_pointer(arrayBufferOf(entries), pointer, byteCount), target);
  }
  const column: StringColumn = { dataType: 'STRING', bytes, starts, ends };
  if (!mayHoldStandIn(bytes)) return column;
  // Addresses are no text, but can look like it.
  const copied = new Uint32Array(bytes.buffer, bytes.byteOffset, 4 * rowCount);
  for (let row = 0; row < rowCount; row++) {
    if ((copied[4 * row] ?? 0) > INLINE_BYTES) copied.fill(0, 4 * row + 2, 4 * row + 4);
  }
  return mayHoldStandIn(bytes) ? withoutStandIns(column) : column;
}

function arrayBufferOf({ buffer }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) return buffer;
  throw new Error('the database gave shared memory');
}

/** Rebuilds a column whose bytes hold stand-ins. Rare, so simple rather than fast. */
function withoutStandIns(column: StringColumn): StringColumn {
  const parts = Array.from(column.starts, (start, row) =>
    bytesOfStored(column.bytes.subarray(start, column.ends[row])),
  );
  return stringColumnOf(parts);
}
