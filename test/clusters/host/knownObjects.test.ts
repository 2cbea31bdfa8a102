import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixedClock } from '../../../engine/src/cluster/clock.ts';
import { hostCluster } from '../../../clusters/src/hostCluster.ts';
import type { ContainerNames } from '../../../clusters/src/host/containerNames.ts';
import { createEngine } from '../../../engine/src/execute/engine.ts';
import { openStore } from '../../../engine/src/execute/engineStore.ts';
import type { TelemetrySink } from '#protocol/telemetry';
import { attributes } from '../otlp/receive.ts';
import { valuesOf } from '../../engine/support/smallCluster.ts';
import { fakeProc, type FakeProc } from './fakeProc.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

const names: ContainerNames = new Map([
  ['ab'.repeat(32), { name: 'db', pod: 'db-1', namespace: 'shop', service: 'db' }],
]);
const NOW = 1_700_000_000_000_000_000n;
let folder: string;
let proc: FakeProc;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pxl-known-'));
  proc = fakeProc();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  proc.remove();
});

type Query = (script: string) => Promise<unknown[][]>;

/** One run of the engine over the folder. */
async function inOneRun<T>(
  atNs: bigint,
  work: (query: Query, sink: TelemetrySink) => Promise<T>,
): Promise<T> {
  const store = await openStore({ threads: 1, folders: [folder] });
  const cluster = hostCluster({
    clock: fixedClock(atNs),
    procRoot: proc.root,
    socketStatistics: () => Promise.resolve(''),
    containerNames: () => Promise.resolve(names),
    storage: { folder, quotaBytes: 2 ** 24, onNotice: (text) => expect(text).toBe('') },
  });
  const engine = createEngine({ clusters: [cluster], store });
  try {
    return await work(
      (script) => valuesOf(engine, script, LOCAL_CLUSTERS.host.id),
      cluster.receive(store),
    );
  } finally {
    cluster.dispose();
    store.dispose();
  }
}

const REQUESTS = `import px
df = px.DataFrame('http_events')
df.service = df.ctx['service']
df.pod = df.ctx['pod']
px.display(df[['service', 'pod', 'req_path']])`;
const COMMANDS = `import px
df = px.DataFrame('process_stats')
df.cmdline = df.ctx['cmdline']
df.service = df.ctx['service']
px.display(df.groupby(['cmdline', 'service']).agg(n=('upid', px.count)))`;

/** A request of one span in OTLP's JSON names, which ends at `endNs`. */
function spanOf(path: string, endNs = NOW): object {
  const span = {
    name: 'GET',
    kind: 2,
    startTimeUnixNano: endNs - 5n,
    endTimeUnixNano: endNs,
    attributes: attributes({ 'http.request.method': 'GET', 'url.path': path }),
  };
  const sender = { 'service.name': 'cart', 'k8s.namespace.name': 'shop', 'k8s.pod.name': 'cart-1' };
  const resource = { attributes: attributes(sender) };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}

test('rows of an earlier run keep their service and pod', async () => {
  await inOneRun(NOW, (_query, sink) => sink.traces(spanOf('/before')));
  await inOneRun(NOW, async (query, sink) => {
    expect(await query(REQUESTS)).toEqual([['shop/cart', 'shop/cart-1', '/before']]);
    await sink.traces(spanOf('/after'));
    expect(await query(REQUESTS)).toEqual([
      ['shop/cart', 'shop/cart-1', '/before'],
      ['shop/cart', 'shop/cart-1', '/after'],
    ]);
  });
});

test('a sender that goes on for hours is still known when its first hours are gone', async () => {
  const HOUR = 3_600_000_000_000n;
  for (let hour = 0n; hour <= 26n; hour += 2n) {
    await inOneRun(NOW + hour * HOUR, async (query, sink) => {
      const endNs = NOW + hour * HOUR;
      await sink.traces(spanOf(`/${String(hour)}`, endNs));
      expect(await query(REQUESTS)).toEqual([['shop/cart', 'shop/cart-1', `/${String(hour)}`]]);
    });
  }
});

test('processes that ended while nobody looked keep their command and service', async () => {
  const cgroup = `0::/docker-${'ab'.repeat(32)}.scope`;
  proc.process(7, { cmdline: '/bin/server', startTicks: 500, cgroup });
  await inOneRun(NOW, (query) => query(COMMANDS));
  proc.end(7);
  proc.process(8, { cmdline: '/bin/other', startTicks: 900 });
  const rows = await inOneRun(NOW, (query) => query(COMMANDS));
  expect(rows.map(([cmdline, service]) => [cmdline, service]).sort()).toEqual([
    ['/bin/other', ''],
    ['/bin/server', 'shop/db'],
  ]);
});
