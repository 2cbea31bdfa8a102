/** Rows of several tables, as they come out of received telemetry. */
import type { CellValue } from '#engine';

/** Tables that received telemetry and profiles go to. */
export const RECEIVED_TABLES = [
  'http_events',
  'mysql_events',
  'pgsql_events',
  'redis_events',
  'jvm_stats',
  'process_stats',
  'stack_traces.beta',
] as const;
export type ReceivedTable =
  | 'http_events'
  | 'mysql_events'
  | 'pgsql_events'
  | 'redis_events'
  | 'jvm_stats'
  | 'process_stats'
  | 'stack_traces.beta';

export interface TableRow {
  readonly table: ReceivedTable;
  /** In the order of the table's columns. */
  readonly cells: readonly CellValue[];
}
