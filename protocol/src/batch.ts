/** Rows in columns, the only form in which rows cross a wall. */
import type { Relation } from '#language';

/**
 * One column of a batch. `bytes`, `starts` and `ends` of a STRING column locate row i at
 * `bytes[starts[i], ends[i])`; columns may share `bytes`. Strings are bytes, UTF-8 expected, not
 * promised. UINT128 holds `[high, low]` pairs, 2 x rows long.
 *
 * @see px.api.vizierpb.Column
 */
export type ColumnData =
  | { readonly dataType: 'BOOLEAN'; readonly values: Uint8Array }
  | { readonly dataType: 'INT64' | 'TIME64NS'; readonly values: BigInt64Array }
  | { readonly dataType: 'FLOAT64'; readonly values: Float64Array }
  | { readonly dataType: 'UINT128'; readonly values: BigUint64Array }
  | StringColumn;

export interface StringColumn {
  readonly dataType: 'STRING';
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** How many rows a column holds. */
export function rowsOf(column: ColumnData): number {
  if (column.dataType === 'STRING') return Math.min(column.starts.length, column.ends.length);
  return column.dataType === 'UINT128' ? column.values.length / 2 : column.values.length;
}

/** @see px.api.vizierpb.RowBatchData */
export interface RowBatch {
  /** The `id` of the table's metadata. */
  readonly tableId: string;
  readonly rowCount: number;
  readonly columns: readonly ColumnData[];
  /** End of window. */
  readonly eow: boolean;
  /** End of stream: the table is complete. */
  readonly eos: boolean;
}

/** @see px.api.vizierpb.QueryMetadata */
export interface TableMetadata {
  readonly id: string;
  readonly name: string;
  readonly relation: Relation;
}
