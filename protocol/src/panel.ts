/** The wire between the extension and the results panel. */
import type { ColumnData, TableMetadata } from './batch.ts';
import type { RunError } from './errors.ts';
import type { RunStats } from './run.ts';

/** Unique in the workspace, also over reloads of the window. */
export type RunId = string;

export interface RunHeader {
  readonly runId: RunId;
  /** File name of the script. */
  readonly title: string;
  readonly clusterName: string;
  readonly clusterId: string;
  /** True when the rows are simulated; the panel says so. */
  readonly simulated: boolean;
  readonly scriptUri: string;
  /** Called function and its arguments, empty for a whole script. */
  readonly functions: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** Rows per table after which the cluster cuts off; undefined for streams. */
  readonly rowLimit: number | undefined;
}

export type RunOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: RunError };

/** Extension to panel. */
export type ToPanel =
  | { readonly type: 'runStarted'; readonly run: RunHeader }
  | { readonly type: 'table'; readonly runId: RunId; readonly table: TableMetadata }
  | {
      readonly type: 'batch';
      readonly runId: RunId;
      /** Counts from 1 in each run; the panel acknowledges each. */
      readonly seq: number;
      readonly tableId: string;
      readonly rowCount: number;
      /** Buffers are exact copies: nothing else lies behind them. STRING columns share one buffer. */
      readonly columns: readonly ColumnData[];
      readonly eos: boolean;
    }
  | { readonly type: 'stats'; readonly runId: RunId; readonly stats: PanelStats }
  | { readonly type: 'runEnded'; readonly runId: RunId; readonly outcome: RunOutcome }
  /** After a reload of the window, when rows are gone: what was run last. */
  | { readonly type: 'restored'; readonly run: RunHeader | undefined };

/** RunStats as decimal text: a bare bigint does not survive the wire. */
export type PanelStats = { readonly [K in keyof RunStats]: string };

/** Panel to extension. */
export type FromPanel =
  | { readonly type: 'ready' }
  /** Rows of this batch are stored; at most PANEL_WINDOW batches may be unacknowledged. */
  | { readonly type: 'ack'; readonly runId: RunId; readonly seq: number }
  | { readonly type: 'cancel'; readonly runId: RunId }
  | { readonly type: 'rerun' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'showPosition'; readonly line: number; readonly column: number }
  | { readonly type: 'selectCluster' }
  | { readonly type: 'saveCsv'; readonly tableName: string; readonly csv: string };

export const PANEL_WINDOW = 4;
