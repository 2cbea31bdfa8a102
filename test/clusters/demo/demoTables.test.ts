import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import { DemoTables } from '../../../clusters/src/demo/demoTables.ts';
import { fillers } from '../../../clusters/src/demo/fillers.ts';
import { openStore } from '../../../engine/src/store/duckdbStore.ts';
import type { Store } from '../../../engine/src/store/store.ts';

const NOW = 1_700_000_000;
const never = new AbortController().signal;
const TABLES = [...fillers(1).keys()];

function demoTables(seed = 1): DemoTables {
  return new DemoTables({ seed, schema: 'demo', catalog: bundledCatalog() });
}
async function withStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ threads: 1 });
  try {
    return await use(store);
  } finally {
    store.dispose();
  }
}
/** Number of rows, a fingerprint of them in order, and how many are out of order. */
async function summary(store: Store, table: string): Promise<Record<string, unknown>> {
  const [row] = await store.all(`
    SELECT count(*) AS rows, sum(CASE WHEN time_ < before THEN 1 ELSE 0 END)::BIGINT AS unordered,
      bit_xor(hash(row, n))::VARCHAR AS fingerprint
    FROM (SELECT t.time_, lag(t.time_) OVER () AS before, t AS row, row_number() OVER () AS n
      FROM demo."${table}" t)`);
  return row ?? {};
}

describe('a minute of each table', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore({ threads: 1 });
    const tables = demoTables();
    for (const table of TABLES) {
      await tables.prepare(store, table, { from: NOW - 240, to: NOW }, never);
    }
  });
  afterAll(() => {
    store.dispose();
  });

  test('all tables that agents publish by default are there', () => {
    const optional = ['tcp_stats_events', 'proc_stat', 'bcc_pid_cpu_usage', 'bpftrace_cpu_stats'];
    const published = [...bundledCatalog().tables.keys()].filter(
      (name) => !optional.includes(name) && !/sequence_generator|bpftrace/.test(name),
    );
    expect(TABLES.toSorted()).toEqual(published.toSorted());
  });

  test.each(TABLES)(
    '%s has rows in the order of time, none outside of the window',
    async (table) => {
      const { rows, unordered } = await summary(store, table);
      expect(Number(rows)).toBeGreaterThan(0);
      expect(unordered).toBe(0n);
      const [range] = await store.all(
        `SELECT min(time_) AS first, max(time_) AS last FROM demo."${table}"`,
      );
      expect(range?.['first']).toBeGreaterThanOrEqual(BigInt(NOW - 240) * 1_000_000_000n);
      expect(range?.['last']).toBeLessThan(BigInt(NOW) * 1_000_000_000n);
    },
  );

  test.each(TABLES)('%s has the columns of the catalog and no NULL', async (table) => {
    const relation = bundledCatalog().tables.get(table)?.relation ?? [];
    const columns = await store.all(`DESCRIBE demo."${table}"`);
    expect(columns.map((column) => column['column_name'])).toEqual(
      relation.map(({ name }) => name),
    );
    const nulls = relation.map(({ name }) => `count(*) - count("${name}")`).join(' + ');
    expect(await store.all(`SELECT (${nulls})::BIGINT AS nulls FROM demo."${table}"`)).toEqual([
      { nulls: 0n },
    ]);
  });

  test('JSON texts are JSON', async () => {
    const texts = [
      ['http_events', 'req_headers'],
      ['http_events', 'resp_headers'],
      ['dns_events', 'req_header'],
      ['dns_events', 'req_body'],
      ['dns_events', 'resp_header'],
      ['dns_events', 'resp_body'],
      ['kafka_events.beta', 'req_body'],
      ['kafka_events.beta', 'resp'],
      ['mongodb_events', 'req_body'],
      ['mongodb_events', 'resp_body'],
      ['nats_events.beta', 'body'],
      ['redis_events', 'req_args'],
    ];
    for (const [table, column] of texts) {
      const broken = await store.all(
        `SELECT "${column}" FROM demo."${table}" WHERE NOT json_valid("${column}") LIMIT 1`,
      );
      expect(broken).toEqual([]);
    }
  });

  test('placeholders are filled everywhere', async () => {
    const left = await store.all(
      `SELECT req_path FROM demo.http_events
      WHERE regexp_matches(req_headers || req_path || req_body || resp_headers || resp_body, '\\$[a-z]+|\\{\\d+') LIMIT 1`,
    );
    expect(left).toEqual([]);
  });

  test('sizes of bodies fit the bodies', async () => {
    const wrong = await store.all(`SELECT req_path FROM demo.http_events
      WHERE req_body_size <> strlen(req_body)
        OR (resp_body_size <> strlen(resp_body) AND resp_body NOT LIKE '%[TRUNCATED]' AND resp_body NOT LIKE '<removed:%')
        OR resp_body_size < strlen(resp_body) LIMIT 1`);
    expect(wrong).toEqual([]);
  });

  test('there is sensitive-looking data to redact', async () => {
    const [found] =
      await store.all(`SELECT count(*) FILTER (req_body LIKE '%@example.com%') AS emails,
      count(*) FILTER (regexp_matches(req_body, '\\d{4}-\\d{4}-\\d{4}-\\d{4}')) AS cards FROM demo.http_events`);
    expect(Number(found?.['emails'])).toBeGreaterThan(10);
    expect(Number(found?.['cards'])).toBeGreaterThan(10);
  });

  test('counters of connections agree with the events', async () => {
    const [counted] = await store.all(`SELECT sum(moved)::DOUBLE AS bytes FROM (
      SELECT max(bytes_recv) - min(bytes_recv) AS moved FROM demo.conn_stats
      WHERE trace_role = 2 AND protocol = 1 GROUP BY upid, remote_addr)`);
    const [seen] =
      await store.all(`SELECT sum(req_body_size + strlen(req_headers) + strlen(req_path))::DOUBLE AS bytes
      FROM demo.http_events WHERE trace_role = 2 AND major_version = 1 AND req_path <> '/healthz'`);
    // The counters' samples span 23 of the 24 periods of ten seconds.
    const ratio = (Number(counted?.['bytes']) / Number(seen?.['bytes'])) * (24 / 23);
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });
});

test('in an incident payments are eight times slower and about one in eight fails', async () => {
  await withStore(async (store) => {
    const incident = Date.parse('2023-11-14T22:09:00Z') / 1000;
    await demoTables().prepare(
      store,
      'http_events',
      { from: incident - 300, to: incident + 300 },
      never,
    );
    const rows = await store.all(`SELECT time_ >= ${incident}000000000 AS incident,
      median(latency)::DOUBLE AS latency, avg(CASE WHEN resp_status >= 500 THEN 1 ELSE 0 END) AS errors
      FROM demo.http_events WHERE req_path = '/v2/charge' AND trace_role = 2 GROUP BY 1 ORDER BY 1`);
    const [calm, bad] = rows.map((row) => ({
      latency: Number(row['latency']),
      errors: Number(row['errors']),
    }));
    expect(bad!.latency / calm!.latency).toBeGreaterThan(5);
    expect(bad!.latency / calm!.latency).toBeLessThan(9);
    expect(calm!.errors).toBeLessThan(0.02);
    expect(bad!.errors).toBeGreaterThan(0.08);
    expect(bad!.errors).toBeLessThan(0.17);
  });
});

describe('windows', () => {
  async function fingerprintAfter(table: string, windows: readonly (readonly [number, number])[]) {
    return withStore(async (store) => {
      const tables = demoTables();
      for (const [from, to] of windows) {
        await tables.prepare(store, table, { from: NOW + from, to: NOW + to }, never);
      }
      return summary(store, table);
    });
  }

  test.each(['http_events', 'conn_stats', 'kafka_events.beta'])(
    '%s is the same however it is asked for',
    async (table) => {
      const whole = await fingerprintAfter(table, [[-180, 0]]);
      expect(await fingerprintAfter(table, [[-180, 0]])).toEqual(whole);
      const pieces = [
        [-60, -20],
        [-20, 0],
        [-180, -100],
        [-170, 0],
      ] as const;
      expect(await fingerprintAfter(table, pieces)).toEqual(whole);
    },
  );

  test('asked for at once they wait for each other', async () => {
    await withStore(async (store) => {
      const tables = demoTables();
      const windows = [-60, -120, -90, -30].map((from) => ({ from: NOW + from, to: NOW }));
      await Promise.all(
        windows.map((window) => tables.prepare(store, 'redis_events', window, never)),
      );
      expect(await summary(store, 'redis_events')).toEqual(
        await fingerprintAfter('redis_events', [[-120, 0]]),
      );
    });
  });

  test('an empty window is an empty table', async () => {
    expect(await fingerprintAfter('http_events', [[0, 0]])).toMatchObject({ rows: 0n });
  });

  test('one that is too large is refused with what to do', async () => {
    const preparing = withStore((store) =>
      demoTables().prepare(store, 'http_events', { from: NOW - 86_400, to: NOW }, never),
    );
    await expect(preparing).rejects.toMatchObject({
      error: { kind: 'limit', message: expect.stringMatching(/it can show \d+ minutes/) as string },
    });
  });
});

describe('cancelling', () => {
  test('before it starts', async () => {
    const aborted = AbortSignal.abort();
    const preparing = withStore((store) =>
      demoTables().prepare(store, 'http_events', { from: NOW - 60, to: NOW }, aborted),
    );
    await expect(preparing).rejects.toThrow(/abort/i);
  });

  /** A store that tells when rows have been appended to it. */
  function watched(store: Store, appended: () => void): Store {
    return {
      run: (sql, signal) => store.run(sql, signal),
      all: (sql, signal) => store.all(sql, signal),
      stream: (sql, relation, signal) => store.stream(sql, relation, signal),
      dispose: () => undefined,
      append: async (table, rows) => {
        await store.append(table, rows);
        appended();
      },
    };
  }

  test('within a chunk keeps the chunks before; the next query makes the rest', async () => {
    const window = { from: NOW - 300, to: NOW };
    let chunks = 0;
    const whole = await withStore(async (store) => {
      const counting = watched(store, () => (chunks += 1));
      await demoTables().prepare(counting, 'redis_events', window, never);
      return summary(store, 'redis_events');
    });
    await withStore(async (store) => {
      const tables = demoTables();
      const controller = new AbortController();
      let appends = 0;
      const stopping = watched(store, () => {
        appends += 1;
        if (appends === 2) controller.abort();
      });
      const cancelled = tables.prepare(stopping, 'redis_events', window, controller.signal);
      await expect(cancelled).rejects.toThrow(/abort/i);
      await tables.prepare(stopping, 'redis_events', window, never);
      // Only the chunk that was cut off was made twice.
      expect(appends).toBe(chunks + 1);
      expect(await summary(store, 'redis_events')).toEqual(whole);
    });
  });
});
