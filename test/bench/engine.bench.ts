/** The engine on many rows and the demo cluster's scripts, beside hand-written SQL. */
import { readFileSync, writeFileSync } from 'node:fs';
import { bundledCatalog, type Relation } from '#language';
import { encodeBatch, encodeBatchResponse } from '#proto';
import type { Runner } from '#protocol/run';
import type { Store } from '../../engine/src/index.ts';
import { quoteName } from '../../engine/src/store/quoting.ts';
import { BENCH_CLUSTER_ID, openBenchData, SLIM_ROWS, type BenchData } from './engineData.ts';
import { measureDemo } from './engineDemo.ts';
import { QUERIES, type BenchQuery } from './engineQueries.ts';
import { measureStream } from './engineStream.ts';
import { cost, cpuMs, wallMs, type Cost, type Measurement } from './measurement.ts';

/** Uncounted, until functions are compiled, as in a cluster that runs for longer. */
const WARM_UP = 2;
const ROUNDS = 5;

interface Outcome {
  readonly rows: number;
  readonly relation: Relation;
  readonly firstRowsMs: number;
}

async function runScript(engine: Runner, script: string): Promise<Outcome> {
  const startMs = performance.now();
  let rows = 0;
  let firstRowsMs = 0;
  let relation: Relation = [];
  const request = { clusterId: BENCH_CLUSTER_ID, script, execFuncs: [], queryName: '' };
  const events = engine.run({ ...request, mutation: false }, new AbortController().signal);
  for await (const event of events) {
    if (event.kind === 'failed') throw new Error(event.error.message);
    if (event.kind === 'table') relation = event.table.relation;
    if (event.kind !== 'batch') continue;
    if (rows === 0 && event.batch.rowCount > 0) firstRowsMs = performance.now() - startMs;
    rows += event.batch.rowCount;
  }
  return { rows, relation, firstRowsMs };
}

async function runSql(store: Store, sql: string, relation: Relation): Promise<number> {
  let rows = 0;
  for await (const chunk of store.stream(sql, relation, new AbortController().signal)) {
    rows += chunk.rowCount;
  }
  return rows;
}

/** Highest resident size since the last call, in bytes; the present one where Linux cannot tell. */
function peakBytes(): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/u.exec(readFileSync('/proc/self/status', 'utf8'));
    // Makes the kernel count from here on.
    writeFileSync('/proc/self/clear_refs', '5');
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return process.memoryUsage().rss;
  }
}

/** Processor milliseconds to add up as many bytes as the query's columns hold, one after the other. */
async function scanMs(store: Store, query: BenchQuery): Promise<number> {
  const relation = bundledCatalog().tables.get(query.table.replace('slim', 'http'))?.relation ?? [];
  const sizes = query.columns.map((name) => {
    const type = relation.find((column) => column.name === name)?.dataType;
    if (type === 'STRING') return `sum(strlen(${quoteName(name)}))`;
    return `count(*) * ${type === 'UINT128' ? '16' : type === 'BOOLEAN' ? '1' : '8'}`;
  });
  const [row] = await store.all(
    `SELECT (${sizes.join(' + ')})::DOUBLE AS bytes FROM bench.${quoteName(query.table)}`,
  );
  const numbers = new Float64Array(Math.ceil(Number(row?.['bytes']) / 8)).fill(1);
  const costs: number[] = [];
  for (let round = 0; round < 4; round++) {
    const { cpuMs: ms } = await cost(() => {
      let sum = 0;
      for (const number of numbers) sum += number;
      return Promise.resolve(sum);
    });
    costs.push(ms);
  }
  return Math.min(...costs);
}

const median = (samples: readonly number[]): number =>
  [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;

async function measureQuery(data: BenchData, query: BenchQuery): Promise<Measurement[]> {
  const { rows, relation } = await runScript(data.engine, query.script);
  const sql = query.orderBy === undefined ? query.sql : `${query.sql} ORDER BY ${query.orderBy}`;
  const byHandRows = await runSql(data.store, sql, relation);
  if (rows !== byHandRows) {
    throw new Error(`${query.name}: ${String(rows)} rows, by hand ${String(byHandRows)}`);
  }
  const ours: Cost[] = [];
  const byHand: Cost[] = [];
  const unsorted: Cost[] = [];
  let memory = 0;
  // In turns, so that what else the machine does falls on both.
  for (let round = 0; round < WARM_UP; round++) await runScript(data.engine, query.script);
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.memoryUsage().rss;
    peakBytes();
    ours.push(await cost(() => runScript(data.engine, query.script)));
    memory = Math.max(memory, peakBytes() - before);
    byHand.push(await cost(() => runSql(data.store, sql, relation)));
    if (query.orderBy !== undefined) {
      unsorted.push(await cost(() => runSql(data.store, query.sql, relation)));
    }
  }
  const scan = await scanMs(data.store, query);
  const ratio = (others: readonly Cost[]): number =>
    median(ours.map(cpuMs)) / median(others.map(cpuMs));
  return [
    { what: query.name, unit: 'ms', samples: ours.map(wallMs) },
    {
      what: '  scanned',
      unit: 'rows/s',
      samples: ours.map((one) => (1000 * query.rows) / one.wallMs),
    },
    { what: '  memory above the resting process', unit: 'MB', samples: [memory / 2 ** 20] },
    { what: '  hand-written SQL', unit: 'ms', samples: byHand.map(wallMs) },
    { what: '  ratio to hand-written SQL (processor time)', unit: 'x', samples: [ratio(byHand)] },
    ...(unsorted.length === 0
      ? []
      : [
          {
            what: '  ratio to the same in any order (processor time)',
            unit: 'x' as const,
            samples: [ratio(unsorted)],
          },
        ]),
    {
      what: '  ratio to a scan of the same bytes (processor time)',
      unit: 'x',
      samples: [median(ours.map(cpuMs)) / scan],
    },
    ...(query.carnotMs === undefined
      ? []
      : [
          {
            what: '  times as fast as Carnot (processor time)',
            unit: 'x' as const,
            samples: [query.carnotMs / median(ours.map(cpuMs))],
          },
        ]),
  ];
}

/** The first rows of a scan, and rows as they leave the server: 12 columns, 4 of them strings. */
async function measureOutput({ engine }: BenchData): Promise<Measurement[]> {
  const first: number[] = [];
  const head = "import px\ndf = px.DataFrame('http_events')\npx.display(df.head(1000))";
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const { firstRowsMs } = await runScript(engine, head);
    if (round >= WARM_UP) first.push(firstRowsMs);
  }
  const columns = `['time_', 'upid', 'remote_addr', 'remote_port', 'local_addr', 'trace_role', 'encrypted', 'req_method', 'req_path', 'resp_status', 'resp_body_size', 'latency']`;
  const script = `#px:set max_output_rows_per_table=${String(SLIM_ROWS)}\nimport px\ndf = px.DataFrame('http_events')\ndf = df.head(${String(SLIM_ROWS)})\npx.display(df[${columns}])`;
  const out: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    out.push(
      await cost(async () => {
        let bytes = 0;
        const request = { clusterId: BENCH_CLUSTER_ID, script, execFuncs: [], queryName: '' };
        const events = engine.run({ ...request, mutation: false }, new AbortController().signal);
        for await (const event of events) {
          if (event.kind !== 'batch') continue;
          bytes += encodeBatchResponse('batch', encodeBatch(event.batch), 'id').length;
        }
        if (bytes < SLIM_ROWS) throw new Error('rows are missing');
      }),
    );
  }
  const rate = (ms: number): number => (1000 * SLIM_ROWS) / ms;
  return [
    { what: 'head(1000): first rows', unit: 'ms', samples: first },
    {
      what: '1,000,000 rows of 12 columns, encoded for the wire',
      unit: 'rows/s',
      samples: out.map((one) => rate(one.wallMs)),
    },
    { what: '  by processor time', unit: 'rows/s', samples: out.map((one) => rate(one.cpuMs)) },
  ];
}

/** From the cancel to the end of the run. */
async function measureCancel({ engine }: BenchData): Promise<Measurement[]> {
  const samples: number[] = [];
  for (const { script } of QUERIES.slice(0, 6)) {
    const controller = new AbortController();
    let cancelledMs = 0;
    const timer = setTimeout(() => {
      cancelledMs = performance.now();
      controller.abort();
    }, 60);
    const request = { clusterId: BENCH_CLUSTER_ID, script, execFuncs: [], queryName: '' };
    let last = '';
    for await (const event of engine.run({ ...request, mutation: false }, controller.signal)) {
      last = event.kind;
    }
    clearTimeout(timer);
    if (last === 'cancelled') samples.push(performance.now() - cancelledMs);
  }
  return [{ what: 'cancelled until stopped', unit: 'ms', samples }];
}

export async function measure(): Promise<Measurement[]> {
  const data = await openBenchData();
  const results: Measurement[] = [];
  for (const query of QUERIES) results.push(...(await measureQuery(data, query)));
  results.push(...(await measureOutput(data)), ...(await measureCancel(data)));
  data.dispose();
  results.push(...(await measureDemo()), ...(await measureStream()));
  return results;
}
