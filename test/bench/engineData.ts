/**
 * Rows to measure the engine on: a file in the system's temporary folder, made once. Its processes,
 * pods and services are those of the demo cluster.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledCatalog, type Catalog, type Relation } from '#language';
import type { Runner } from '#protocol/run';
import type { EngineCluster } from '../../engine/src/cluster/cluster.ts';
import { createTableOf } from '../../engine/src/cluster/tableSql.ts';
import { demoMetadata } from '../../clusters/src/demo/kubernetes.ts';
import { createEngine, openStore, type Store } from '../../engine/src/index.ts';
import { SQL_TYPES } from '../../engine/src/store/chunks.ts';
import { quoteName } from '../../engine/src/store/quoting.ts';

export const BENCH_CLUSTER_ID = '00000000-0000-4000-8000-00000000000c';
/** A new number when the rows change. */
const VERSION = 2;
const NOW_NS = 1_700_001_780_000_000_000n;

export const HTTP_ROWS = 5_000_000;
export const CONN_ROWS = 1_000_000;
export const STACK_ROWS = 1_000_000;
export const SLIM_ROWS = 1_000_000;

/** A value out of a list, by a hash of the row's number. */
const pick = (list: string, salt: number): string =>
  `${list}[1 + (hash(i * 31 + ${String(salt)}) % len(${list}))::INTEGER]`;
const random = (salt: number, below: number): string =>
  `(hash(i * 31 + ${String(salt)}) % ${String(below)})::BIGINT`;
/** Nanoseconds, most near one millisecond and some a thousand times as long. */
const latency = `(exp(${random(1, 10_000)} / 10000.0 * 7) * 1e5 + ${random(2, 1000)})::BIGINT`;
const spread = (rows: number): string =>
  `${String(NOW_NS)} - 300000000000 + (i * ${String(Math.floor(300e9 / rows))})::BIGINT`;
/** About 3,000 addresses, some of them of pods. */
const remote = `CASE WHEN ${random(3, 4)} = 0 THEN ${pick('pod_ips', 4)}
  ELSE '10.' || ${random(5, 7)} || '.' || ${random(6, 8)} || '.' || ${random(7, 54)} END`;

const HTTP_COLUMNS: Readonly<Record<string, string>> = {
  time_: spread(HTTP_ROWS),
  upid: pick('upids', 8),
  remote_addr: remote,
  remote_port: `1024 + ${random(9, 60_000)}`,
  local_addr: pick('pod_ips', 8),
  local_port: '8080',
  trace_role: `1 + ${random(10, 2)}`,
  encrypted: `${random(11, 10)} = 0`,
  major_version: '1',
  minor_version: '1',
  content_type: '1',
  req_headers: `'{"Host":"shop.example","User-Agent":"client/' || ${random(12, 50)} || '","Accept":"application/json","X-Request-Id":"' || hash(i) || '"}'`,
  req_method: pick(`['GET','GET','GET','POST','DELETE']`, 13),
  req_path: `'/api/v1/products/' || ${random(14, 400)} || CASE WHEN ${random(15, 20_000)} = 0 THEN '/rare' ELSE '' END`,
  req_body: `CASE WHEN ${random(16, 3)} = 0 THEN '{"user":' || ${random(17, 9000)} || ',"items":[1,2,3],"note":"leave it at the door"}' ELSE '' END`,
  req_body_size: random(18, 900),
  resp_headers: `'{"Content-Type":"application/json","Content-Length":"' || ${random(19, 4000)} || '","Server":"shop"}'`,
  resp_status: pick('[200,200,200,200,200,200,200,201,404,503]', 20),
  resp_message: `'OK'`,
  resp_body: `'{"id":' || ${random(21, 100_000)} || ',"name":"A thing worth having","price":' || ${random(22, 9000)} || ',"state":"available"}'`,
  resp_body_size: random(19, 4000),
  latency,
};

const CONN_COLUMNS: Readonly<Record<string, string>> = {
  time_: spread(CONN_ROWS),
  upid: pick('upids', 8),
  remote_addr: remote,
  remote_port: '8080',
  trace_role: `1 + ${random(10, 2)}`,
  addr_family: '2',
  protocol: random(12, 10),
  ssl: `${random(11, 10)} = 0`,
  conn_open: '(i // 100)::BIGINT',
  conn_close: '(i // 120)::BIGINT',
  conn_active: random(13, 20),
  bytes_sent: '(i * 117)::BIGINT',
  bytes_recv: '(i * 291)::BIGINT',
};

const STACK_COLUMNS: Readonly<Record<string, string>> = {
  time_: spread(STACK_ROWS),
  upid: pick('upids', 8),
  stack_trace_id: random(12, 20_000),
  stack_trace: `'main;server.handle;router.dispatch;handler_' || (${random(12, 20_000)} % 40) || ';json.encode;buffer.grow_' || ${random(12, 20_000)}`,
  count: `1 + ${random(13, 30)}`,
};

const SLIM = [
  ...(['time_', 'upid', 'remote_addr', 'req_method'] as const),
  ...(['req_path', 'resp_status', 'resp_body_size', 'latency'] as const),
];

async function generate(path: string): Promise<void> {
  const store = await openStore({ path });
  const metadata = demoMetadata(1, Number(NOW_NS / 60_000_000_000n));
  const living = metadata.processes.filter(({ stopNs }) => stopNs === 0n);
  const pods = new Map(metadata.pods.map((pod) => [pod.uid, pod]));
  const ips = living.map(({ podUid }) => `'${pods.get(podUid)?.podIp ?? ''}'`);
  const lists = `SELECT [${living.map(({ upid }) => `${String(upid)}::UHUGEINT`).join()}] AS upids, [${ips.join()}] AS pod_ips`;
  const tables = [
    ['http_events', HTTP_COLUMNS, HTTP_ROWS],
    ['conn_stats', CONN_COLUMNS, CONN_ROWS],
    ['stack_traces.beta', STACK_COLUMNS, STACK_ROWS],
  ] as const;
  await store.run('CREATE SCHEMA bench');
  for (const [table, columns, rows] of tables) {
    const relation = bundledCatalog().tables.get(table)?.relation ?? [];
    const items = relation.map(
      ({ name, dataType }) =>
        `(${columns[name] ?? 'NULL'})::${SQL_TYPES[dataType]} AS ${quoteName(name)}`,
    );
    await store.run(
      `CREATE TABLE bench.${quoteName(table)} AS
       SELECT ${items.join(', ')} FROM range(${String(rows)}) AS r(i), (${lists}) AS lists`,
    );
  }
  await store.run(
    `CREATE TABLE bench.slim_events AS SELECT ${SLIM.join(', ')} FROM bench.http_events LIMIT ${String(SLIM_ROWS)}`,
  );
  // What somebody who writes SQL by hand would have: one table for processes, one for addresses.
  const serviceOf = new Map(
    metadata.services.flatMap((service) =>
      service.podUids.map((uid) => [uid, `${service.namespace}/${service.name}`]),
    ),
  );
  const processes = living.map(({ upid, podUid, cmdline }) => {
    const pod = pods.get(podUid);
    return [
      String(upid),
      `${pod?.namespace ?? ''}/${pod?.name ?? ''}`,
      serviceOf.get(podUid) ?? '',
      pod?.podIp ?? '',
      cmdline,
    ];
  });
  const names = ['upid', 'pod', 'service', 'ip', 'cmdline'];
  await store.run(createTableOf('bench.process_names', names, processes));
  await store.run('ALTER TABLE bench.process_names ALTER upid TYPE UHUGEINT; CHECKPOINT');
  store.dispose();
}

export interface BenchData {
  readonly store: Store;
  readonly engine: Runner;
  dispose(): void;
}

/** Opens the rows, after making them where that was not done before. */
export async function openBenchData(): Promise<BenchData> {
  const folder = join(tmpdir(), 'pxl-bench');
  const path = join(folder, `engine-${String(VERSION)}.duckdb`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${path}.${String(process.pid)}`;
    await generate(unfinished);
    renameSync(unfinished, path);
  }
  const store = await openStore({ path });
  const engine = createEngine({ store, clusters: [benchCluster()] });
  return {
    store,
    engine,
    dispose: () => {
      engine.dispose();
      store.dispose();
    },
  };
}

function benchCluster(): EngineCluster {
  const metadata = demoMetadata(1, Number(NOW_NS / 60_000_000_000n));
  const catalog = bundledCatalog();
  const http = catalog.tables.get('http_events');
  const slim: Relation = (http?.relation ?? []).filter(({ name }) =>
    SLIM.some((column) => column === name),
  );
  const tables: Catalog['tables'] = new Map([
    ...catalog.tables,
    ['slim_events', { name: 'slim_events', description: '', relation: slim }],
  ]);
  return {
    id: BENCH_CLUSTER_ID,
    alias: 'bench',
    schema: 'bench',
    clock: { now: () => NOW_NS },
    catalog: { ...catalog, tables },
    retentionNs: NOW_NS,
    info: () =>
      Promise.resolve({
        id: BENCH_CLUSTER_ID,
        name: 'bench',
        status: 'HEALTHY',
        statusMessage: '',
        vizierVersion: '0',
        nodeCount: 3,
        instrumentedNodeCount: 3,
        lastHeartbeatNs: 0n,
      }),
    metadata: () => metadata,
    prepare: () => Promise.resolve(),
    dispose: () => undefined,
  };
}
