/** The wire between the extension and the results panel: the shape of each message, and its type. */
import * as v from 'valibot';
import type { DataType, SemanticType } from '#language';
import type { ColumnData, TableMetadata } from './batch.ts';
import { RUN_ERROR_KINDS, type RunError } from './errors.ts';
import { MUTATION_STATES, type MutationState, type RunStats } from './run.ts';
import { count, fitting, maybe, type Shaped } from './shapes.ts';

/** Unique in the workspace, also over reloads of the window. */
const runId = v.pipe(v.string(), v.maxLength(200));
export type RunId = v.InferOutput<typeof runId>;

const runHeader = v.object({
  runId,
  /** File name of the script. */
  title: v.string(),
  clusterName: v.string(),
  clusterId: v.string(),
  /** True when the rows are simulated; the panel says so. */
  simulated: v.boolean(),
  scriptUri: v.string(),
  /** Called function and its arguments, empty for a whole script. */
  functions: v.array(v.string()),
  /** Milliseconds since the epoch. */
  startedAtMs: v.number(),
  /** Rows per table after which the cluster cuts off; undefined for no limit. */
  rowLimit: maybe(v.number()),
});
export type RunHeader = Shaped<typeof runHeader>;

/** @returns undefined for anything that is no run header. */
export const readRunHeader = (value: unknown): RunHeader | undefined => fitting(runHeader, value);

/** Written out, because the catalog's own list would bring the whole catalog into the page. */
const dataType: v.GenericSchema<unknown, DataType> = v.picklist([
  'BOOLEAN',
  'INT64',
  'UINT128',
  'FLOAT64',
  'STRING',
  'TIME64NS',
]);

/** Any name will do, because a name without a format of its own is shown as plain values. */
const semanticType = v.custom<SemanticType>((value) => typeof value === 'string');

const tableMetadata: v.GenericSchema<unknown, TableMetadata> = v.object({
  id: v.string(),
  name: v.string(),
  relation: v.array(
    v.object({
      name: v.string(),
      dataType,
      semanticType,
      description: v.optional(v.string()),
      values: v.optional(v.record(v.string(), v.string())),
    }),
  ),
});

/** Typed arrays are passed on as they are: no row is looked at or copied. */
const columnData: v.GenericSchema<unknown, ColumnData> = v.variant('dataType', [
  v.object({ dataType: v.literal('BOOLEAN'), values: v.instance(Uint8Array) }),
  v.object({ dataType: v.picklist(['INT64', 'TIME64NS']), values: v.instance(BigInt64Array) }),
  v.object({ dataType: v.literal('FLOAT64'), values: v.instance(Float64Array) }),
  v.object({ dataType: v.literal('UINT128'), values: v.instance(BigUint64Array) }),
  v.object({
    dataType: v.literal('STRING'),
    bytes: v.instance(Uint8Array),
    starts: v.instance(Uint32Array),
    ends: v.instance(Uint32Array),
  }),
]);

const runError: v.GenericSchema<unknown, RunError> = v.object({
  kind: v.picklist(RUN_ERROR_KINDS),
  message: v.string(),
  nextStep: v.string(),
  compilerErrors: v.array(v.object({ line: v.number(), column: v.number(), message: v.string() })),
});

const runOutcome = v.variant('kind', [
  v.object({
    kind: v.literal('done'),
    /** Names of tables that may lack rows, as in the run's last event. */
    incompleteTables: v.optional(v.array(v.string())),
  }),
  v.object({ kind: v.literal('cancelled') }),
  v.object({ kind: v.literal('failed'), error: runError }),
]);
export type RunOutcome = Shaped<typeof runOutcome>;

/** RunStats as decimal text: a bare bigint does not survive the wire. */
const panelStats = v.object({
  compileNs: v.string(),
  executeNs: v.string(),
  bytesProcessed: v.string(),
  recordsProcessed: v.string(),
} satisfies Record<keyof RunStats, unknown>);
export type PanelStats = Shaped<typeof panelStats>;

const mutationState: v.GenericSchema<unknown, MutationState> = v.object({
  id: v.string(),
  name: v.string(),
  state: v.picklist(MUTATION_STATES),
});

const toPanel = v.variant('type', [
  v.object({ type: v.literal('runStarted'), run: runHeader }),
  v.object({ type: v.literal('table'), runId, table: tableMetadata }),
  v.object({
    type: v.literal('batch'),
    runId,
    /** Counts from 1 in each run; the panel acknowledges each. */
    seq: v.number(),
    tableId: v.string(),
    rowCount: v.number(),
    /** Buffers are exact copies: nothing else lies behind them. STRING columns share one buffer. */
    columns: v.array(columnData),
    eos: v.boolean(),
  }),
  v.object({ type: v.literal('stats'), runId, stats: panelStats }),
  /** What the run waits for; until the next event. */
  v.object({ type: v.literal('progress'), runId, message: v.string() }),
  /** Tracepoints and settings that the run changes, as they are now. */
  v.object({ type: v.literal('mutation'), runId, states: v.array(mutationState) }),
  v.object({ type: v.literal('runEnded'), runId, outcome: runOutcome }),
  /** After a reload of the window, when rows are gone: what was run last. */
  v.object({ type: v.literal('restored'), run: maybe(runHeader) }),
]);
/** Extension to panel. */
export type ToPanel = Shaped<typeof toPanel>;

/** A message, or why it is none. */
export type ReadToPanel =
  | { readonly kind: 'message'; readonly message: ToPanel }
  | { readonly kind: 'unknown'; readonly reason: string };

const typed = v.object({ type: v.string() });

/** Checks shape and types, not the values within columns. */
export function readToPanel(data: unknown): ReadToPanel {
  const read = v.safeParse(toPanel, data);
  if (read.success) return { kind: 'message', message: read.output };
  const type = fitting(typed, data)?.type;
  if (type === undefined) return { kind: 'unknown', reason: 'a message without a type' };
  const isKnown = toPanel.options.some(({ entries }) => entries.type.literal === type);
  const reason = isKnown
    ? `a message ${type} of unknown form`
    : `a message of unknown type ${type}`;
  return { kind: 'unknown', reason };
}

/** Characters a page may put on the clipboard or into a file. */
const MAX_TEXT = 256 * 1024 * 1024;
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));

const fromPanel = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  /** Rows of this batch are stored; at most PANEL_WINDOW batches may be unacknowledged. */
  v.object({ type: v.literal('ack'), runId, seq: count }),
  v.object({ type: v.literal('cancel'), runId }),
  v.object({ type: v.literal('rerun') }),
  v.object({ type: v.literal('copy'), text }),
  v.object({ type: v.literal('showPosition'), line: count, column: count }),
  v.object({ type: v.literal('selectCluster') }),
  v.object({ type: v.literal('saveCsv'), tableName: text, csv: text }),
]);
/** Panel to extension. */
export type FromPanel = Shaped<typeof fromPanel>;

/** @returns undefined for anything that is not a known message. */
export const readFromPanel = (value: unknown): FromPanel | undefined => fitting(fromPanel, value);

export const PANEL_WINDOW = 4;
