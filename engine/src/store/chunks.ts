/** Columns to DuckDB's vectors; reading.ts goes the other way. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  UHUGEINT,
  VARCHAR,
  type DuckDBType,
  type DuckDBVector,
} from '@duckdb/node-api';
import type { DataType } from '#language';
import type { ColumnData, StringColumn } from '#protocol/batch';
import { storedTextOfBytes } from './quoting.ts';
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
