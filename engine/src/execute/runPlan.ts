/** Executes one plan: prepares sources and shared results, then streams every result table. */
import { randomUUID } from 'node:crypto';
import type {
  Expr,
  MemorySourceOperator,
  Operator,
  OperatorId,
  OtelSinkOperator,
  Plan,
  SinkOperator,
} from '#language';
import type { RowBatch } from '#protocol/batch';
import type { RunEvent } from '#protocol/run';
import type { EngineCluster } from '../cluster/cluster.ts';
import { patternsOf } from '../functions/regex.ts';
import type { ClusterContext } from '../functions/rules.ts';
import type { Dimensions, FindDimension } from '../metadata/dimensionCache.ts';
import { planSql } from '../sql/planSql.ts';
import { SQL_TYPES, stringColumnOf } from '../store/chunks.ts';
import { quoteName, quoteString } from '../store/quoting.ts';
import { StoreError } from '../store/duckdbStore.ts';
import type { Rows, Store } from '../store/store.ts';
import { exportRows } from '../export/otelExport.ts';
import { batchesOf, byteCount } from './batches.ts';
import { oneAhead } from './oneAhead.ts';
import { QueryTables } from './queryTables.ts';
import { sharedOperators } from './sharing.ts';
import {
  QUERY_PLAN_RELATION,
  QUERY_PLAN_TABLE,
  queryPlanDot,
  type OperatorCost,
} from './queryPlan.ts';
import { newRows, type Window } from './streaming.ts';
import type { Tracepoint } from './tracepoints.ts';
import { udtfRows, type UdtfValue } from './udtfs.ts';

export interface PlanRun {
  readonly plan: Plan;
  readonly cluster: EngineCluster;
  readonly clusterName: string;
  readonly version: string;
  readonly tracepoints: readonly Tracepoint[];
  readonly store: Store;
  /** As the cluster's metadata was when the run began; whoever made them releases them. */
  readonly dimensions: Promise<Dimensions>;
  /** As the cluster's metadata is now; to be released. */
  readonly currentDimensions: () => Promise<Dimensions>;
  readonly compileNs: bigint;
}

interface Execution extends PlanRun {
  readonly findDimension: FindDimension;
  readonly context: ClusterContext;
  /** Rows at hand by operator: table functions and results used more than once. */
  readonly tables: Map<OperatorId, string>;
  /** In a stream, what is new of its sources. */
  readonly arrived?: ReadonlyMap<OperatorId, Window>;
  readonly scratch: QueryTables;
}

/** Events up to the statistics. @throws AbortError; StoreError; RunFailure from the cluster. */
export async function* runPlan(run: PlanRun, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const started = process.hrtime.bigint();
  const sinks = run.plan.operators.filter((operator) => operator.kind === 'sink');
  const exports = run.plan.operators.filter((operator) => operator.kind === 'otelSink');
  const tables = sinks.map((sink) => ({ sink, id: randomUUID() }));
  for (const { sink, id } of tables) {
    yield { kind: 'table', table: { id, name: sink.name, relation: sink.relation } };
  }
  const scratch = new QueryTables(run.store);
  let sentBytes = 0;
  try {
    const execution = await prepared(run, scratch, signal);
    const endless = streamingSinks(run.plan);
    const { explain, analyze } = run.plan.flags;
    if (explain || analyze) {
      const costs = analyze ? await measured(execution, endless, signal) : new Map();
      yield* queryPlanEvents(queryPlanDot(run.plan, costs));
    }
    const finite = [...sinks, ...exports].filter(({ id }) => !endless.has(id));
    await materialiseShared(execution, finite, signal);
    const sources = tables.flatMap(({ sink, id }) =>
      endless.has(sink.id)
        ? []
        : [(either: AbortSignal) => sinkBatches(execution, sink, id, either)],
    );
    for await (const batch of oneAhead(sources, signal)) {
      sentBytes += byteCount(batch);
      yield { kind: 'batch', batch };
    }
    for (const exported of exports) {
      if (endless.has(exported.id)) continue;
      await sendExport(execution, exported, signal);
    }
    if (endless.size > 0) {
      yield* streamedBatches(
        execution,
        {
          tables: tables.filter(({ sink }) => endless.has(sink.id)),
          exports: exports.filter(({ id }) => endless.has(id)),
        },
        signal,
      );
    }
    const records = await sourceRows(execution, signal);
    yield {
      kind: 'stats',
      stats: {
        compileNs: run.compileNs,
        executeNs: process.hrtime.bigint() - started,
        bytesProcessed: BigInt(sentBytes),
        recordsProcessed: records,
      },
    };
  } finally {
    await scratch.dispose();
  }
}

async function prepared(
  run: PlanRun,
  scratch: QueryTables,
  signal: AbortSignal,
): Promise<Execution> {
  const { plan, cluster, store } = run;
  const [{ find }] = await Promise.all([run.dimensions, prepareSources(run, signal)]);
  const context: ClusterContext = {
    metadata: cluster.metadata(),
    cluster: { id: cluster.id, name: run.clusterName },
    invalidPatterns: await invalidPatterns(plan, store, signal),
  };
  const execution: Execution = { ...run, findDimension: find, context, tables: new Map(), scratch };
  for (const operator of plan.operators) {
    if (operator.kind !== 'udtfSource') continue;
    const table = await scratch.name(`udtf_${String(operator.id)}`, signal);
    const rows = udtfRows(operator, cluster, run);
    await store.run(udtfTable(table, operator, rows), signal);
    execution.tables.set(operator.id, table);
  }
  return execution;
}

async function prepareSources({ plan, cluster, store }: PlanRun, signal: AbortSignal) {
  for (const source of memorySources(plan)) {
    const endNs = source.endNs ?? plan.nowNs;
    await cluster.prepare(store, source.table, source.startNs, endNs, signal);
  }
}

const memorySources = (plan: Plan): MemorySourceOperator[] =>
  plan.operators.filter((operator) => operator.kind === 'memorySource');

function udtfTable(
  table: string,
  operator: Operator,
  rows: readonly (readonly UdtfValue[])[],
): string {
  const columns = operator.relation.map(
    (column) => `${quoteName(column.name)} ${SQL_TYPES[column.dataType]}`,
  );
  const create = `CREATE TABLE ${table} (${columns.join(', ')})`;
  if (rows.length === 0) return create;
  const cell = (value: UdtfValue): string =>
    typeof value === 'string' ? quoteString(value) : String(value);
  const values = rows.map((row) => `(${row.map(cell).join(', ')})`);
  return `${create}; INSERT INTO ${table} VALUES ${values.join(', ')}`;
}

/** Patterns RE2 refuses, found before the query so that they give Pixie's answers, not an abort. */
async function invalidPatterns(
  plan: Plan,
  store: Store,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const patterns = new Set<string>();
  const visit = (expr: Expr): void => {
    if (expr.kind !== 'call') return;
    for (const pattern of patternsOf(expr)) patterns.add(pattern);
    expr.args.forEach(visit);
  };
  for (const operator of plan.operators) {
    if (operator.kind === 'map') operator.columns.forEach(({ expr }) => visit(expr));
    if (operator.kind === 'filter') visit(operator.condition);
  }
  const invalid = new Map<string, string>();
  for (const pattern of patterns) {
    try {
      await store.all(`SELECT regexp_full_match('', ${quoteString(pattern)}, 's')`, signal);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      invalid.set(pattern, error.message.replace(/^[A-Za-z ]*Error: /u, ''));
    }
  }
  return invalid;
}

const sourceTable = ({ cluster }: PlanRun, source: MemorySourceOperator): string =>
  `${quoteName(cluster.schema)}.${quoteName(source.table)}`;

/** Without bounds only what the cluster shows is meant; older and later rows may be there. */
function bounded({ plan, cluster }: Execution): Plan {
  const earliestNs = plan.nowNs - cluster.retentionNs;
  const lastNs = cluster.lastTimeNs?.(plan.nowNs);
  return {
    ...plan,
    operators: plan.operators.map((operator) => {
      if (operator.kind !== 'memorySource') return operator;
      const startNs = operator.startNs ?? (earliestNs > 0n ? earliestNs : undefined);
      // What a stream reads ends where its window does.
      const endNs = operator.streaming ? operator.endNs : earlier(operator.endNs, lastNs);
      return { ...operator, startNs, endNs };
    }),
  };
}

function earlier(one: bigint | undefined, other: bigint | undefined): bigint | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

function sqlOf(execution: Execution, target: OperatorId): string {
  return planSql(bounded(execution), target, {
    context: execution.context,
    findDimension: execution.findDimension,
    source: (source) => execution.arrived?.get(source.id)?.rows ?? sourceTable(execution, source),
    tables: execution.tables,
  });
}

/** Computes once what several result tables need. */
async function materialiseShared(
  execution: Execution,
  sinks: readonly Operator[],
  signal: AbortSignal,
): Promise<void> {
  for (const operator of sharedOperators(execution.plan, sinks)) {
    const table = await execution.scratch.name(`op_${String(operator.id)}`, signal);
    await execution.store.run(`CREATE TABLE ${table} AS ${sqlOf(execution, operator.id)}`, signal);
    execution.tables.set(operator.id, table);
  }
}

/**
 * Runs the operators one after the other, each into a table the next one reads, so that every one
 * has rows and a time of its own. Slower than the query as a whole, which is what analysing asks.
 */
async function measured(
  execution: Execution,
  endless: ReadonlySet<OperatorId>,
  signal: AbortSignal,
): Promise<ReadonlyMap<OperatorId, OperatorCost>> {
  const costs = new Map<OperatorId, OperatorCost>();
  for (const operator of execution.plan.operators) {
    if (endless.has(operator.id) || operator.relation.length === 0) continue;
    const table = await execution.scratch.name(`measured_${String(operator.id)}`, signal);
    const started = process.hrtime.bigint();
    await execution.store.run(`CREATE TABLE ${table} AS ${sqlOf(execution, operator.id)}`, signal);
    const durationNs = process.hrtime.bigint() - started;
    execution.tables.set(operator.id, table);
    const [row] = await execution.store.all(`SELECT count(*) AS n FROM ${table}`, signal);
    const count = row?.['n'];
    costs.set(operator.id, { rows: typeof count === 'bigint' ? count : 0n, durationNs });
  }
  return costs;
}

function* queryPlanEvents(dot: string): Generator<RunEvent> {
  const id = randomUUID();
  yield { kind: 'table', table: { id, name: QUERY_PLAN_TABLE, relation: QUERY_PLAN_RELATION } };
  const columns = [stringColumnOf([Buffer.from(dot)])];
  yield { kind: 'batch', batch: { tableId: id, rowCount: 1, columns, eow: true, eos: true } };
}

async function* sinkBatches(
  execution: Execution,
  sink: SinkOperator,
  tableId: string,
  signal: AbortSignal,
): AsyncGenerator<RowBatch> {
  const cap = execution.plan.flags.maxOutputRowsPerTable;
  const limit = cap === undefined ? '' : ` LIMIT ${String(cap)}`;
  const query = `${sqlOf(execution, sink.id)}${limit}`;
  const chunks = execution.store.stream(query, sink.relation, signal);
  for await (const rows of batchesOf(chunks)) {
    yield { tableId, rowCount: rows.rowCount, columns: rows.columns, eow: false, eos: false };
  }
  yield { tableId, ...emptyRows(sink), eow: true, eos: true };
}

/** Result tables that read a stream, which never ends. */
function streamingSinks(plan: Plan): ReadonlySet<OperatorId> {
  const endless = new Set<OperatorId>();
  for (const operator of plan.operators) {
    const streams = operator.kind === 'memorySource' && operator.streaming;
    if (streams || operator.parents.some((parent) => endless.has(parent))) endless.add(operator.id);
  }
  return endless;
}

/** All rows: the cap of result tables is not for exports. */
async function sendExport(
  execution: Execution,
  exported: OtelSinkOperator,
  signal: AbortSignal,
): Promise<void> {
  const query = sqlOf(execution, exported.id);
  const chunks = execution.store.stream(query, exported.relation, signal);
  await exportRows(exported, batchesOf(chunks), signal);
}

async function* streamedBatches(
  execution: Execution,
  {
    tables,
    exports,
  }: {
    readonly tables: readonly { readonly sink: SinkOperator; readonly id: string }[];
    readonly exports: readonly OtelSinkOperator[];
  },
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const { cluster, store, plan } = execution;
  const sources = memorySources(plan).filter((source) => source.streaming);
  for await (const windows of newRows(sources, cluster, store, signal)) {
    const operators = plan.operators.map((operator) =>
      operator.kind === 'memorySource' ? { ...operator, ...windows.get(operator.id) } : operator,
    );
    // Pods and processes come and go while a stream runs.
    const dimensions = await execution.currentDimensions();
    const current: Execution = {
      ...execution,
      arrived: windows,
      findDimension: dimensions.find,
      plan: { ...plan, operators },
    };
    try {
      for (const { sink, id } of tables) {
        const chunks = store.stream(sqlOf(current, sink.id), sink.relation, signal);
        for await (const { rowCount, columns } of batchesOf(chunks)) {
          const batch = { tableId: id, rowCount, columns, eow: false, eos: false };
          yield { kind: 'batch', batch };
        }
      }
      for (const exported of exports) await sendExport(current, exported, signal);
    } finally {
      await dimensions.release();
    }
  }
}

function emptyRows(sink: SinkOperator): Rows {
  return {
    rowCount: 0,
    columns: sink.relation.map(({ dataType }) => {
      switch (dataType) {
        case 'BOOLEAN':
          return { dataType, values: new Uint8Array() };
        case 'INT64':
        case 'TIME64NS':
          return { dataType, values: new BigInt64Array() };
        case 'FLOAT64':
          return { dataType, values: new Float64Array() };
        case 'UINT128':
          return { dataType, values: new BigUint64Array() };
        case 'STRING':
          return {
            dataType,
            bytes: new Uint8Array(),
            starts: new Uint32Array(),
            ends: new Uint32Array(),
          };
      }
    }),
  };
}

/** Rows in the time ranges the script reads. */
async function sourceRows(execution: Execution, signal: AbortSignal): Promise<bigint> {
  let total = 0n;
  for (const source of memorySources(bounded(execution))) {
    const conditions: string[] = [];
    if (source.startNs !== undefined) conditions.push(`"time_" >= ${String(source.startNs)}`);
    if (source.endNs !== undefined) conditions.push(`"time_" <= ${String(source.endNs)}`);
    // Without a condition the database knows the answer.
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    const [row] = await execution.store.all(
      `SELECT count(*) AS n FROM ${sourceTable(execution, source)}${where}`,
      signal,
    );
    const count = row?.['n'];
    if (typeof count === 'bigint') total += count;
  }
  return total;
}
