/** The narrow wall to the database. Nothing above it names DuckDB. */
import type { Relation } from '#language';
import type { ColumnData } from '#protocol/batch';

/** Columns of equal length; `dataType` of each fits the target's column. */
export interface Rows {
  readonly rowCount: number;
  readonly columns: readonly ColumnData[];
}

/**
 * Physical types: BOOLEAN, BIGINT (INT64 and TIME64NS, ns since the epoch), UHUGEINT (UINT128),
 * DOUBLE, VARCHAR. There is no NULL in any table.
 */
export interface Store {
  /** Executes statements without a result. @throws StoreError; AbortError when cancelled. */
  run(sql: string, signal?: AbortSignal): Promise<void>;
  /** All rows as objects of bigint, number, boolean and string; for small results. */
  all(sql: string, signal?: AbortSignal): Promise<readonly Record<string, unknown>[]>;
  /** Appends rows to a table given as quoted SQL name, e.g. `demo.http_events`. */
  append(table: string, rows: Rows): Promise<void>;
  /**
   * Streams a query's rows in order, a few thousand rows at a time. `relation` gives the columns'
   * types, in the order of the select list. Cancelling interrupts the database within 100 ms.
   * Several streams may be open at once; each has a connection of its own.
   */
  stream(sql: string, relation: Relation, signal: AbortSignal): AsyncIterable<Rows>;
  dispose(): void;
}
