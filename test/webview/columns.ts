/** Columns and batches made from plain values, for tests of the panel. */
import type { Column, DataType, Relation, SemanticType } from '#language';
import type { ColumnData } from '#protocol/batch';
import { TableStore } from '../../webview/src/store/tableStore.ts';

/** `INT64`, or `INT64 BYTES` with a semantic type. */
type TypeWords = DataType | `${DataType} ${string}`;

export function column(name: string, types: TypeWords): Column {
  const [dataType, meaning = 'NONE'] = types.split(' ');
  return { name, dataType: dataType as DataType, semanticType: `ST_${meaning}` as SemanticType };
}

export const relation = (columns: Readonly<Record<string, TypeWords>>): Relation =>
  Object.entries(columns).map(([name, types]) => column(name, types));

export type Value = bigint | number | boolean | string | Uint8Array | readonly [bigint, bigint];

const encoder = new TextEncoder();

/** Values of one column, in the form that crosses the wire. */
export function columnData(dataType: DataType, values: readonly Value[]): ColumnData {
  switch (dataType) {
    case 'BOOLEAN':
      return { dataType, values: Uint8Array.from(values, (value) => (value === true ? 1 : 0)) };
    case 'INT64':
    case 'TIME64NS':
      return { dataType, values: BigInt64Array.from(values as readonly bigint[]) };
    case 'FLOAT64':
      return { dataType, values: Float64Array.from(values, Number) };
    case 'UINT128':
      return {
        dataType,
        values: BigUint64Array.from(values.flatMap((value) => value as readonly bigint[])),
      };
    case 'STRING':
      return stringData(values);
  }
}

function stringData(values: readonly Value[]): ColumnData {
  const parts = values.map((value) =>
    value instanceof Uint8Array ? value : encoder.encode(String(value)),
  );
  const starts = new Uint32Array(parts.length);
  const ends = new Uint32Array(parts.length);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  parts.forEach((part, row) => {
    bytes.set(part, at);
    starts[row] = at;
    at += part.length;
    ends[row] = at;
  });
  return { dataType: 'STRING', bytes, starts, ends };
}

/** Rows as columns. */
export const batchOf = (columns: Relation, rows: readonly (readonly Value[])[]) => ({
  rowCount: rows.length,
  columns: columns.map(({ dataType }, index) =>
    columnData(
      dataType,
      rows.map((row) => row[index] ?? ''),
    ),
  ),
});

/** A store filled with rows, a few per batch so that batches' borders are met. */
export function storeOf(
  columns: Relation,
  rows: readonly (readonly Value[])[],
  rowsPerBatch = 3,
): TableStore {
  const store = new TableStore(columns);
  for (let from = 0; from < rows.length; from += rowsPerBatch) {
    const batch = batchOf(columns, rows.slice(from, from + rowsPerBatch));
    store.append(batch.rowCount, batch.columns);
  }
  return store;
}
