import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import { DemoTables } from '../../../clusters/src/demo/demoTables.ts';
import { openStore } from '../../../engine/src/store/duckdbStore.ts';
import type { Store } from '../../../engine/src/store/store.ts';

/** Ten minutes of one era. */
const START = 1_700_000_000;
/** PostgreSQL, see protocols.h. */
const PROTOCOL = 5;

let store: Store;
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  const tables = new DemoTables({ seed: 1, schema: 'demo', catalog: bundledCatalog() });
  const window = { from: START, to: START + 600 };
  await tables.prepare(store, 'conn_stats', window, new AbortController().signal);
});
afterAll(() => {
  store.dispose();
});

test('every connection has a sample every ten seconds', async () => {
  const [row] = await store.all(`SELECT min(n)::INTEGER AS fewest, max(n)::INTEGER AS most FROM (
    SELECT count(*) / count(DISTINCT time_) AS n, count(DISTINCT time_) AS times
    FROM demo.conn_stats GROUP BY upid, remote_addr, remote_port, trace_role, protocol HAVING times = 60)`);
  expect(row).toEqual({ fewest: 1, most: 1 });
});

test('counters never fall while a process lives', async () => {
  const [row] = await store.all(`SELECT count(*)::INTEGER AS compared,
      count_if(opened < 0 OR closed < 0 OR sent < 0 OR received < 0)::INTEGER AS fallen
    FROM (SELECT conn_open - lag(conn_open) OVER w AS opened, conn_close - lag(conn_close) OVER w AS closed,
        bytes_sent - lag(bytes_sent) OVER w AS sent, bytes_recv - lag(bytes_recv) OVER w AS received
      FROM demo.conn_stats
      WINDOW w AS (PARTITION BY upid, remote_addr, remote_port, trace_role, protocol ORDER BY time_))
    WHERE sent IS NOT NULL`);
  expect(row?.['fallen']).toBe(0);
  expect(row?.['compared']).toBeGreaterThan(1000);
});

test('both sides of a connection count the same bytes', async () => {
  const moved = async (role: number, column: string): Promise<number> => {
    const [row] = await store.all(`SELECT sum(bytes)::DOUBLE AS bytes FROM (
      SELECT max(${column}) - min(${column}) AS bytes FROM demo.conn_stats
      WHERE trace_role = ${String(role)} AND protocol = ${String(PROTOCOL)} GROUP BY upid, remote_addr)`);
    return Number(row?.['bytes']);
  };
  const sent = await moved(1, 'bytes_sent');
  expect(sent).toBeGreaterThan(10_000);
  expect((await moved(2, 'bytes_recv')) / sent).toBeCloseTo(1, 2);
});
