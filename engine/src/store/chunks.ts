/** Between DuckDB's vectors and columns. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBBlobVector,
  DuckDBDataChunk,
  UHUGEINT,
  VARCHAR,
  type DuckDBType,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { DataType, Relation } from '#language';
import type { ColumnData, StringColumn } from '#protocol/batch';
import { bytesOfStored, mayHoldStandIn, quoteName, storedTextOfBytes } from './quoting.ts';
import type { Rows } from './store.ts';

/** The SQL type of a data type. */
export const SQL_TYPES: Readonly<Record<DataType, string>> = {
  BOOLEAN: 'BOOLEAN',
  INT64: 'BIGINT',
  UINT128: 'UHUGEINT',
  FLOAT64: 'DOUBLE',
  STRING: 'VARCHAR',
  TIME64NS: 'BIGINT',
};

const VECTOR_TYPES: Readonly<Record<DataType, DuckDBType>> = {
  BOOLEAN,
  INT64: BIGINT,
  UINT128: UHUGEINT,
  FLOAT64: DOUBLE,
  STRING: VARCHAR,
  TIME64NS: BIGINT,
};

/** Most rows a chunk holds. */
export const CHUNK_ROWS = 2048;

/** Row indexes `[start, end)` of `rows` as one chunk. */
export function chunkOf(rows: Rows, start: number, end: number): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(
    rows.columns.map((column) => VECTOR_TYPES[column.dataType]),
    end - start,
  );
  rows.columns.forEach((column, index) => {
    const vector = chunk.getColumnVector(index);
    fillVector(vector, column, start, end);
    vector.flush();
  });
  return chunk;
}

function fillVector(vector: DuckDBVector, column: ColumnData, start: number, end: number): void {
  switch (column.dataType) {
    case 'INT64':
    case 'TIME64NS':
      itemsOf(vector, BigInt64Array).set(column.values.subarray(start, end));
      return;
    case 'FLOAT64':
      itemsOf(vector, Float64Array).set(column.values.subarray(start, end));
      return;
    case 'BOOLEAN':
      for (let row = start; row < end; row++) vector.setItem(row - start, column.values[row] !== 0);
      return;
    case 'UINT128':
      for (let row = start; row < end; row++) {
        const high = column.values[2 * row] ?? 0n;
        vector.setItem(row - start, (high << 64n) | (column.values[2 * row + 1] ?? 0n));
      }
      return;
    case 'STRING':
      for (let row = start; row < end; row++) {
        const bytes = column.bytes.subarray(column.starts[row], column.ends[row]);
        vector.setItem(row - start, storedTextOfBytes(bytes));
      }
  }
}

/**
 * Rewrites a query so that its rows can be read without a call per value: UINT128 as two halves,
 * BOOLEAN as bytes, and all strings of a row joined into one BLOB after their lengths. A string
 * costs one native call and a copy, so one per row instead of one per value. Order is kept.
 */
export function packedQuery(sql: string, relation: Relation): string {
  const names = relation.map((_, index) => `c${String(index)}`);
  const items = relation.flatMap((column, index) =>
    packedItems(column.dataType, `c${String(index)}`),
  );
  const strings = names.filter((_, index) => relation[index]?.dataType === 'STRING');
  if (strings.length > 0) items.push(`encode(concat(${strings.join(', ')}))`);
  if (items.length === 0) items.push('0::UTINYINT');
  return `SELECT ${items.join(', ')} FROM (${sql}) AS ${quoteName('q')}(${names.join(', ')})`;
}

function packedItems(dataType: DataType, name: string): string[] {
  switch (dataType) {
    case 'BOOLEAN':
      return [`${name}::UTINYINT`];
    case 'UINT128':
      return [`(${name} >> 64)::UBIGINT`, `(${name} & 18446744073709551615::UHUGEINT)::UBIGINT`];
    case 'STRING':
      return [`strlen(${name})::INTEGER`];
    case 'INT64':
    case 'TIME64NS':
    case 'FLOAT64':
      return [name];
  }
}

/** Rows of a chunk of a packed query. */
export function unpackChunk(chunk: DuckDBDataChunk, relation: Relation): Rows {
  const rowCount = chunk.rowCount;
  let next = 0;
  const lengths: Int32Array[] = [];
  const readers = relation.map((column) => {
    const { dataType } = column;
    if (dataType !== 'STRING') {
      const first = chunk.getColumnVector(next++);
      const second = dataType === 'UINT128' ? chunk.getColumnVector(next++) : undefined;
      return (): ColumnData => numberColumn(dataType, first, second);
    }
    const order = lengths.length;
    lengths.push(itemsOf(chunk.getColumnVector(next++), Int32Array));
    return (strings: readonly StringColumn[]): ColumnData => {
      const found = strings[order];
      if (found === undefined) throw new Error('a string column is missing from its chunk');
      return found;
    };
  });
  const strings = lengths.length === 0 ? [] : unpackStrings(chunk.getColumnVector(next), lengths);
  return { rowCount, columns: readers.map((read) => read(strings)) };
}

function numberColumn(
  dataType: Exclude<DataType, 'STRING'>,
  first: DuckDBVector,
  second: DuckDBVector | undefined,
): ColumnData {
  switch (dataType) {
    case 'INT64':
    case 'TIME64NS':
      return { dataType, values: itemsOf(first, BigInt64Array) };
    case 'FLOAT64':
      return { dataType, values: itemsOf(first, Float64Array) };
    case 'BOOLEAN':
      return { dataType, values: itemsOf(first, Uint8Array) };
    case 'UINT128': {
      const highs = itemsOf(first, BigUint64Array);
      const lows = second === undefined ? highs : itemsOf(second, BigUint64Array);
      const values = new BigUint64Array(2 * highs.length);
      for (let row = 0; row < highs.length; row++) {
        values[2 * row] = highs[row] ?? 0n;
        values[2 * row + 1] = lows[row] ?? 0n;
      }
      return { dataType, values };
    }
  }
}

/**
 * The typed array behind a vector of numbers. The declarations hide it, yet it is the only access
 * without a call per value.
 */
function itemsOf<T extends ArrayBufferView>(
  vector: DuckDBVector,
  type: new (length: number) => T,
): T {
  const items: unknown = Reflect.get(vector, 'items');
  if (items instanceof type) return items;
  throw new Error(`the database gave a column of type ${vector.type.toString()}`);
}

function unpackStrings(vector: DuckDBVector, lengths: readonly Int32Array[]): StringColumn[] {
  if (!(vector instanceof DuckDBBlobVector)) throw new Error('strings came without their blob');
  const rowCount = vector.itemCount;
  const totals = lengths.reduce((sum, column) => sum + column.reduce((a, b) => a + b, 0), 0);
  const bytes = new Uint8Array(totals);
  const columns = lengths.map(() => ({
    starts: new Uint32Array(rowCount),
    ends: new Uint32Array(rowCount),
  }));
  let at = 0;
  for (let row = 0; row < rowCount; row++) {
    const item = vector.getItemBytes(row);
    if (item !== null) bytes.set(item, at);
    columns.forEach((column, index) => {
      column.starts[row] = at;
      at += lengths[index]?.[row] ?? 0;
      column.ends[row] = at;
    });
  }
  const strings = columns.map((column) => ({ dataType: 'STRING' as const, bytes, ...column }));
  return mayHoldStandIn(bytes) ? strings.map(withoutStandIns) : strings;
}

/** Rebuilds a column whose bytes hold stand-ins. Rare, so simple rather than fast. */
function withoutStandIns(column: StringColumn): StringColumn {
  const parts = Array.from(column.starts, (start, row) =>
    bytesOfStored(column.bytes.subarray(start, column.ends[row])),
  );
  return stringColumnOf(parts);
}

/** A string column of the given values. */
export function stringColumnOf(parts: readonly Uint8Array[]): StringColumn {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  const starts = new Uint32Array(parts.length);
  const ends = new Uint32Array(parts.length);
  let at = 0;
  parts.forEach((part, row) => {
    bytes.set(part, at);
    starts[row] = at;
    at += part.length;
    ends[row] = at;
  });
  return { dataType: 'STRING', bytes, starts, ends };
}
