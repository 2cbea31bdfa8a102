import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixedClock } from '../../engine/src/cluster/clock.ts';
import { demoCluster } from '../../clusters/src/demoCluster.ts';
import { createEngine, openStore as openEngineStore } from '../../engine/src/index.ts';
import { openStore } from '../../engine/src/store/duckdbStore.ts';
import type { Store } from '../../engine/src/store/store.ts';
import { runScript } from '../engine/support/smallCluster.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

const NOW = 1_700_000_000_500_000_000n;
const SECOND = 1_000_000_000n;
const never = new AbortController().signal;
let store: Store;
beforeEach(async () => {
  store = await openStore({ threads: 1 });
});
afterEach(() => {
  store.dispose();
});

const demo = () => demoCluster({ seed: 1, clock: fixedClock(NOW) });

async function range(table: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await store.all(
    `SELECT min(time_) AS first, max(time_) AS last, count(*) AS rows FROM demo."${table}"`,
  );
  return row;
}

test('is clearly simulated', async () => {
  expect(await demo().info(never)).toMatchObject({
    id: LOCAL_CLUSTERS.demo.id,
    name: 'Demo (simulated)',
    status: 'HEALTHY',
    nodeCount: 3,
    instrumentedNodeCount: 3,
  });
});

test('has the twenty tables of a real cluster', () => {
  expect(demo().catalog.tables.size).toBe(20);
});

describe('rows', () => {
  test.each([
    ['a query', '', NOW - SECOND, NOW - SECOND / 2n],
    ['a stream', '.stream()', NOW - SECOND / 2n, NOW + 1n],
  ])('of %s do not lie in the future', async (_, suffix, after, before) => {
    const script = `import px\npx.display(px.DataFrame('redis_events', start_time='-5s')[['time_']]${suffix})`;
    const engineStore = await openEngineStore({ threads: 1 });
    const engine = createEngine({ store: engineStore, clusters: [demo()] });
    const abort = new AbortController();
    let last = 0n;
    for await (const event of runScript(engine, script, abort.signal, LOCAL_CLUSTERS.demo.id)) {
      const times = event.kind === 'batch' ? event.batch.columns[0] : undefined;
      if (times?.dataType !== 'TIME64NS') continue;
      last = times.values.at(-1) ?? last;
      if (suffix !== '') abort.abort();
    }
    engine.dispose();
    engineStore.dispose();
    expect(last).toBeGreaterThanOrEqual(after);
    expect(last).toBeLessThan(before);
  });

  test('exist for half an hour when no start is given', async () => {
    await demo().prepare(store, 'dns_events', undefined, NOW, never);
    const first = (await range('dns_events'))?.['first'];
    expect(first).toBeGreaterThanOrEqual(NOW - 1801n * SECOND);
    expect(first).toBeLessThan(NOW - 1790n * SECOND);
  });

  test('of a window in the past are generated alone', async () => {
    const start = NOW - 20n * 3600n * SECOND;
    await demo().prepare(store, 'dns_events', start, start + 30n * SECOND, never);
    const found = await range('dns_events');
    expect(found?.['first']).toBeGreaterThanOrEqual(start - SECOND);
    expect(found?.['last']).toBeLessThanOrEqual(start + 31n * SECOND);
    expect(found?.['rows']).toBeGreaterThan(10n);
  });

  test('older than a day do not exist', async () => {
    const start = NOW - 48n * 3600n * SECOND;
    await demo().prepare(store, 'dns_events', start, start + 30n * SECOND, never);
    expect((await range('dns_events'))?.['rows']).toBe(0n);
  });
});

describe('metadata', () => {
  const metadata = demo().metadata();

  test('names what owns what', () => {
    const uids = (list: readonly { uid: string }[]) => new Set(list.map(({ uid }) => uid));
    const pods = uids(metadata.pods);
    const [sets, deployments] = [uids(metadata.replicaSets), uids(metadata.deployments)];
    expect(metadata.containers.filter(({ podUid }) => !pods.has(podUid))).toEqual([]);
    expect(
      metadata.services.flatMap(({ podUids }) => podUids).filter((uid) => !pods.has(uid)),
    ).toEqual([]);
    const owned = metadata.pods.filter(({ replicaSetUid }) => replicaSetUid !== '');
    expect(owned.filter(({ replicaSetUid }) => !sets.has(replicaSetUid))).toEqual([]);
    expect(
      metadata.replicaSets.filter(({ deploymentUid }) => !deployments.has(deploymentUid)),
    ).toEqual([]);
    const containers = uids(metadata.containers);
    expect(metadata.processes.filter(({ containerUid }) => !containers.has(containerUid))).toEqual(
      [],
    );
  });

  test('has the history of a pod that was killed', () => {
    const killed = metadata.containers.filter(({ reason }) => reason === 'OOMKilled');
    expect(killed.length).toBeGreaterThan(10);
    for (const { startNs, stopNs } of killed) expect(stopNs).toBeGreaterThan(startNs);
  });

  const DAY = 24n * 3600n * SECOND;
  test.each([
    ['now', NOW - 60n * SECOND],
    ['a day ago', NOW - DAY],
  ])('knows every process and address that rows of %s name', async (_, start) => {
    const cluster = demo();
    const { processes, pods, services, nodes } = cluster.metadata();
    const upids = new Set(processes.map(({ upid }) => upid));
    const ips = new Set([
      ...pods.map(({ podIp }) => podIp),
      ...services.map(({ clusterIp }) => clusterIp),
      ...nodes.map(({ ip }) => ip),
    ]);
    for (const table of ['http_events', 'conn_stats', 'dns_events']) {
      await cluster.prepare(store, table, start, start + 60n * SECOND, never);
      const seen = await store.all(`SELECT DISTINCT upid FROM demo."${table}"`);
      expect(seen.length).toBeGreaterThan(5);
      expect(seen.filter((row) => !upids.has(row['upid'] as bigint))).toEqual([]);
      const remotes = await store.all(`SELECT DISTINCT remote_addr AS ip FROM demo."${table}"`);
      const outside = remotes.map((row) => String(row['ip'])).filter((ip) => !ips.has(ip));
      expect(outside.filter((ip) => !/^(198\.51\.100|203\.0\.113)\./.test(ip))).toEqual([]);
    }
  });

  test('is the same object until something changes', () => {
    const cluster = demo();
    expect(cluster.metadata()).toBe(cluster.metadata());
  });
});
