import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fixedClock, systemClock } from '../../engine/src/cluster/clock.ts';
import type { EngineCluster } from '../../engine/src/cluster/cluster.ts';
import { hostCluster } from '../../clusters/src/hostCluster.ts';
import type { ContainerNames } from '../../clusters/src/host/containerNames.ts';
import { openStore } from '../../engine/src/store/duckdbStore.ts';
import type { Store } from '../../engine/src/store/store.ts';
import { BOOT_S, fakeProc, type FakeProc } from './host/fakeProc.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

const NOW = 1_700_000_000_000_000_000n;
const never = new AbortController().signal;
const ID = 'ab'.repeat(32);
let store: Store;
let proc: FakeProc;
let cluster: EngineCluster;
let names: ContainerNames = new Map();

beforeEach(async () => {
  store = await openStore({ threads: 1 });
  proc = fakeProc();
  proc.process(7, {
    cmdline: '/bin/server --port 80',
    startTicks: 500,
    cgroup: `0::/docker-${ID}.scope`,
    inodes: [91],
  });
  proc.write(
    'net/tcp',
    '   0: 0100007F:9C40 0100007F:1538 01 00000000:00000000 00:00000000 00000000  1000        0 91 1 0000\n',
  );
  cluster = hostCluster({
    clock: fixedClock(NOW),
    procRoot: proc.root,
    containerNames: () => Promise.resolve(names),
    socketStatistics: () =>
      Promise.resolve('ESTAB 0 0 a b ino:91 <-> bytes_sent:10 bytes_received:20'),
  });
});
afterEach(() => {
  cluster.dispose();
  proc.remove();
  store.dispose();
});

async function rows(table: string, columns: string): Promise<readonly unknown[][]> {
  const found = await store.all(`SELECT ${columns} FROM host.${table}`);
  return found.map((row) => Object.values(row));
}
const UPID = (1n << 96n) | (7n << 64n) | 500n;

describe('the first query', () => {
  beforeEach(() => cluster.prepare(store, 'process_stats', undefined, NOW - 5n, never));

  test('has two samples, none after its end', async () => {
    expect(await rows('process_stats', 'time_')).toEqual([[NOW - 5n - 200_000_000n], [NOW - 5n]]);
  });

  test('has processes in the units of the columns', async () => {
    const columns =
      'upid, minor_faults, major_faults, cpu_utime_ns, cpu_ktime_ns, num_threads, rss_bytes, write_bytes';
    expect((await rows('process_stats', columns))[0]).toEqual([
      UPID,
      11n,
      2n,
      1_000_000_000n,
      500_000_000n,
      3n,
      250n * 4096n,
      8n,
    ]);
  });

  test('has connections', async () => {
    const columns =
      'upid, remote_addr, remote_port, trace_role, addr_family, conn_open, conn_active, bytes_sent, bytes_recv';
    expect((await rows('conn_stats', columns))[0]).toEqual([
      UPID,
      '127.0.0.1',
      5432n,
      1n,
      2n,
      1n,
      1n,
      10n,
      20n,
    ]);
  });

  test('has the traffic of the machine', async () => {
    expect((await rows('network_stats', 'pod_id, rx_bytes, tx_packets'))[0]).toEqual([
      '',
      1000n,
      5n,
    ]);
  });

  test('a second query does not wait for samples again', async () => {
    await cluster.prepare(store, 'conn_stats', undefined, NOW, never);
    expect(await rows('conn_stats', 'time_')).toHaveLength(2);
  });
});

test('metadata names processes and containers, also before the first query', () => {
  const { processes, containers, pods } = cluster.metadata();
  expect(processes).toEqual([
    {
      upid: UPID,
      cmdline: '/bin/server --port 80',
      containerUid: ID,
      podUid: '',
      startNs: BigInt(BOOT_S) * 1_000_000_000n + 5_000_000_000n,
      stopNs: 0n,
    },
  ]);
  expect(containers.map(({ uid, name, state }) => [uid, name, state])).toEqual([
    [ID, 'abababababab', 'Running'],
  ]);
  expect(pods).toEqual([]);
});

test('a container that a compose file names is a pod of its service', async () => {
  names = new Map([
    [ID, { name: 'shop-db-1', pod: 'shop-db-1', namespace: 'shop', service: 'db' }],
  ]);
  await cluster.prepare(store, 'process_stats', undefined, NOW, never);
  names = new Map();
  const { containers, pods, services } = cluster.metadata();
  expect(containers.map(({ name, podUid }) => [name, podUid])).toEqual([
    ['shop-db-1', 'pod/shop/shop-db-1'],
  ]);
  expect(pods).toMatchObject([{ name: 'shop-db-1', namespace: 'shop', phase: 'Running' }]);
  expect(services).toMatchObject([{ name: 'db', podUids: ['pod/shop/shop-db-1'] }]);
});

test('a container with a network of its own has traffic and connections', async () => {
  names = new Map([[ID, { name: 'main', pod: 'db-0', namespace: 'shop', service: '' }]]);
  proc.process(9, {
    cmdline: '/bin/db',
    startTicks: 600,
    cgroup: `0::/docker-${ID}.scope`,
    inodes: [95],
    network: {
      name: 'net:[42]',
      dev: ' eth0: 7 1 0 0 0 0 0 0 8 2 0 0 0 0 0 0\n',
      tcp: '   0: 0200000A:1538 0300000A:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 95 1 0000\n',
    },
  });
  await cluster.prepare(store, 'network_stats', undefined, NOW, never);
  names = new Map();
  expect((await rows('network_stats', 'pod_id, rx_bytes')).slice(0, 2)).toEqual([
    ['pod/shop/db-0', 7n],
    ['', 1000n],
  ]);
  const upid = (1n << 96n) | (9n << 64n) | 600n;
  expect(await rows(`conn_stats WHERE upid = ${upid}`, 'remote_addr, conn_active')).toContainEqual([
    '10.0.0.3',
    1n,
  ]);
});

test('a cancelled first query does not wait', async () => {
  const preparing = cluster.prepare(
    store,
    'process_stats',
    undefined,
    NOW,
    AbortSignal.timeout(20),
  );
  await expect(preparing).rejects.toThrow(/abort|timeout/i);
});

test('a failure is told, and the next query tries again', async () => {
  const closed = await openStore({ threads: 1 });
  closed.dispose();
  await expect(cluster.prepare(closed, 'conn_stats', undefined, NOW, never)).rejects.toThrow(
    'closed',
  );
  await cluster.prepare(store, 'conn_stats', undefined, NOW, never);
  expect(await rows('conn_stats', 'time_')).toHaveLength(2);
});

describe('sampling goes on', () => {
  /** A cluster that samples all the time; `statistics` is called for each sample with its number. */
  function busy(statistics: (sample: number) => string): {
    readonly cluster: EngineCluster;
    readonly reached: (sample: number) => Promise<void>;
  } {
    let samples = 0;
    const waiting: { readonly sample: number; readonly resolve: () => void }[] = [];
    const sampling = hostCluster({
      clock: systemClock(),
      procRoot: proc.root,
      samplePeriodMs: 1,
      containerNames: () => Promise.resolve(new Map()),
      socketStatistics: () => {
        samples += 1;
        for (const { sample, resolve } of waiting) if (samples >= sample) resolve();
        return Promise.resolve().then(() => statistics(samples));
      },
    });
    const reached = (sample: number) =>
      new Promise<void>((resolve) => {
        waiting.push({ sample, resolve });
      });
    return { cluster: sampling, reached };
  }
  const endNs = () => BigInt(Date.now()) * 1_000_000n;

  test('after the first query, with processes that start and end', async () => {
    const { cluster: sampling, reached } = busy(() => '');
    await sampling.prepare(store, 'process_stats', undefined, endNs(), never);
    proc.process(8, { cmdline: '/bin/newcomer', startTicks: 900 });
    proc.end(7);
    await reached(6);
    sampling.dispose();
    const lines = sampling
      .metadata()
      .processes.map(({ cmdline, stopNs }) => [cmdline, stopNs > 0n]);
    expect(lines).toEqual([
      ['/bin/server --port 80', true],
      ['/bin/newcomer', false],
    ]);
    const [found] = await store.all(
      `SELECT count(DISTINCT upid) AS processes FROM host.process_stats`,
    );
    expect(found).toEqual({ processes: 2n });
  });

  test('with an event for each process that ended, and how if that was to be seen', async () => {
    proc.process(8, { cmdline: '/bin/failing', startTicks: 900 });
    proc.process(9, { cmdline: '/bin/killed', startTicks: 950 });
    const { cluster: sampling, reached } = busy(() => '');
    await sampling.prepare(store, 'proc_exit_events', undefined, endNs(), never);
    proc.end(7);
    // Zombies: exit code 3, and signal 9.
    proc.process(8, { cmdline: '', startTicks: 900, waitStatus: 3 << 8 });
    proc.process(9, { cmdline: '', startTicks: 950, waitStatus: 9 });
    await reached(6);
    sampling.dispose();
    await sampling.prepare(store, 'proc_exit_events', undefined, endNs(), never);
    const events = await store.all(
      `SELECT ((upid >> 64) & 4294967295)::INTEGER AS pid, exit_code::INTEGER AS code,
         signal::INTEGER AS signal, comm FROM host.proc_exit_events ORDER BY pid`,
    );
    expect(events).toEqual([
      { pid: 7, code: -1, signal: -1, comm: 'prog' },
      { pid: 8, code: 3, signal: 0, comm: 'prog' },
      { pid: 9, code: 0, signal: 9, comm: 'prog' },
    ]);
  });

  test('a failure in between is told once, by the next query', async () => {
    const { cluster: sampling, reached } = busy((sample) => {
      if (sample === 4) throw new Error('statistics are broken');
      return '';
    });
    await sampling.prepare(store, 'conn_stats', undefined, endNs(), never);
    await reached(4);
    await expect
      .poll(() =>
        sampling.prepare(store, 'conn_stats', undefined, endNs(), never).then(String, String),
      )
      .toContain('statistics are broken');
    await sampling.prepare(store, 'conn_stats', undefined, endNs(), never);
    sampling.dispose();
  });
});

describe('without /proc', () => {
  const elsewhere = hostCluster({ clock: systemClock(), procRoot: '/nowhere' });

  test('the cluster is listed for what is sent to it and says what it lacks', async () => {
    expect(await elsewhere.info(never)).toMatchObject({
      id: LOCAL_CLUSTERS.host.id,
      name: 'This machine',
      status: 'HEALTHY',
      statusMessage: expect.stringContaining('only Linux') as string,
    });
  });

  test('a run fails with what to do', async () => {
    const preparing = elsewhere.prepare(store, 'process_stats', undefined, NOW, never);
    await expect(preparing).rejects.toMatchObject({
      error: { kind: 'cluster', nextStep: expect.stringContaining('Demo') as string },
    });
  });
});
