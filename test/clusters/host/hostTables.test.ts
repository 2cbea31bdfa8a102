import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import { tablesOf } from '../../../clusters/src/localCatalog.ts';
import { HostTables } from '../../../clusters/src/host/hostTables.ts';
import { openStore } from '../../../engine/src/store/duckdbStore.ts';
import type { Store } from '../../../engine/src/store/store.ts';

const SECOND = 1_000_000_000n;
let store: Store;
let nowNs = 0n;
beforeEach(async () => {
  store = await openStore({ threads: 1 });
  nowNs = 1_700_000_000n * SECOND;
});
afterEach(() => {
  store.dispose();
});

const tables = (budgetBytes: number) =>
  new HostTables({
    clock: { now: () => nowNs },
    schema: 'host',
    catalog: tablesOf(bundledCatalog(), ['stack_traces.beta', 'proc_exit_events']),
    budgetBytes,
  });
const MEBIBYTE = 2 ** 20;
/** A row of proc_exit_events that counts as about `bytes`. */
const row = (pid: number, bytes = 100) => [nowNs, BigInt(pid), 0, 0, 'x'.repeat(bytes)];

async function pids(): Promise<readonly unknown[]> {
  const rows = await store.all('SELECT upid FROM host.proc_exit_events');
  return rows.map(({ upid }) => upid);
}
async function sliceCount(): Promise<unknown> {
  const [found] = await store.all(
    `SELECT count(*)::INTEGER AS n FROM duckdb_tables()
     WHERE schema_name = 'host_data' AND table_name SIMILAR TO 'proc_exit_events_\\d+'`,
  );
  return found?.['n'];
}

test('a table can be read before it has rows', async () => {
  await tables(MEBIBYTE).open(store);
  expect(await pids()).toEqual([]);
  expect(await store.all('SELECT * FROM host."stack_traces.beta"')).toEqual([]);
});

test('rows stay in the order they came, also over slices', async () => {
  const some = tables(MEBIBYTE);
  await some.append(store, 'proc_exit_events', [row(1), row(2)]);
  nowNs += 601n * SECOND;
  await some.append(store, 'proc_exit_events', [row(3)]);
  expect([await pids(), await sliceCount()]).toEqual([[1n, 2n, 3n], 2]);
});

test('appends at the same time all arrive', async () => {
  const some = tables(MEBIBYTE);
  const appends = Array.from({ length: 20 }, (_, pid) =>
    some.append(store, 'proc_exit_events', [row(pid)]),
  );
  expect(some.waitingRows).toBe(20);
  await Promise.all(appends);
  expect([(await pids()).length, some.waitingRows]).toEqual([20, 0]);
});

test('the oldest rows go when the quota is used up', async () => {
  // 6 % of the budget are 6 kB; a slice is full with a tenth of it.
  const some = tables(100_000);
  for (let pid = 0; pid < 20; pid++) {
    await some.append(store, 'proc_exit_events', [row(pid, 1000)]);
  }
  const kept = await pids();
  expect(kept.length).toBeGreaterThanOrEqual(4);
  expect(kept.length).toBeLessThanOrEqual(6);
  expect(kept.at(-1)).toBe(19n);
  expect(await sliceCount()).toBe(kept.length);
});

test('rows of yesterday go', async () => {
  const some = tables(MEBIBYTE);
  await some.append(store, 'proc_exit_events', [row(1)]);
  nowNs += 25n * 3600n * SECOND;
  await some.append(store, 'proc_exit_events', [row(2)]);
  expect(await pids()).toEqual([2n]);
});

test('a database that failed does not stop the next append', async () => {
  const some = tables(MEBIBYTE);
  const closed = await openStore({ threads: 1 });
  closed.dispose();
  await expect(some.append(closed, 'proc_exit_events', [row(1)])).rejects.toThrow('closed');
  await some.append(store, 'proc_exit_events', [row(2)]);
  expect(await pids()).toEqual([2n]);
});
