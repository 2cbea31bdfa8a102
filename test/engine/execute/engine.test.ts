/** How a run goes: its events, its limits, its failures and its end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent, Runner } from '#protocol/run';
import { createEngine, openStore, type Store } from '../../../engine/src/index.ts';
import {
  eventsOf,
  runScript,
  smallCluster,
  valuesOf,
  type SmallCluster,
} from '../support/smallCluster.ts';

let store: Store;
let cluster: SmallCluster;
let engine: Runner;
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  cluster = await smallCluster(store, 12_000);
  engine = createEngine({ store, clusters: [cluster], version: '1.2.3' });
});
afterAll(() => {
  engine.dispose();
  store.dispose();
});

const events = "import px\ndf = px.DataFrame('events')\n";

describe('events', () => {
  test.each<[string, string, string[]]>([
    [
      'tables come first, then batches, the end of each, statistics',
      `${events}px.display(df.head(3), 'a')\npx.display(df.agg(n=('n', px.count)), 'b')`,
      ['table a', 'table b', 'a 3', 'a 0 end', 'b 1', 'b 0 end', 'stats 12000', 'done'],
    ],
    [
      'an empty table still ends',
      `${events}px.display(df[df.n < 0])`,
      ['table output', 'output 0 end', 'stats 12000', 'done'],
    ],
    [
      'flags set the rows of a table',
      `#px:set max_output_rows_per_table=7\n${events}px.display(df)`,
      ['table output', 'output 7', 'output 0 end', 'stats 12000', 'done'],
    ],
    [
      'what several tables need is the same for each',
      `${events}df = df.groupby('name').agg(n=('n', px.sum))\npx.display(df.head(2), 'a')\npx.display(df.head(3), 'b')`,
      ['table a', 'table b', 'a 2', 'a 0 end', 'b 3', 'b 0 end', 'stats 12000', 'done'],
    ],
    [
      'table functions need no rows',
      'import px\npx.display(px.GetTables())\n',
      ['table output', 'output 1', 'output 0 end', 'stats 0', 'done'],
    ],
  ])('%s', async (_, script, expected) => {
    const lines = await eventsOf(engine, script);
    // A table of many rows comes in several batches; the sum counts here.
    expect(lines).toEqual(expected);
  });

  test('explain and analyze give the plan, analyze with rows and time', async () => {
    const script = `${events}df = df[df.n < 5]\npx.display(df)`;
    const planOf = async (flag: string): Promise<unknown> => {
      const rows = await valuesOf(engine, `#px:set ${flag}=true\n${script}`);
      return rows[0]?.[0];
    };
    expect(await planOf('explain')).toMatch(/^digraph .*Filter.*lessThan\(n, 5\)/su);
    expect(await planOf('explain')).not.toContain('rows:');
    expect(await planOf('analyze')).toMatch(/lessThan\(n, 5\)\\nrows: 5\\ntime: /u);
  });

  test('at most 10,000 rows of a table come, in order and in several batches', async () => {
    const numbers: bigint[] = [];
    let batches = 0;
    for await (const event of runScript(engine, `${events}px.display(df)`)) {
      if (event.kind !== 'batch') continue;
      batches++;
      const column = event.batch.columns[1];
      if (column?.dataType === 'INT64') numbers.push(...column.values);
    }
    expect(numbers).toEqual(Array.from({ length: 10_000 }, (_, at) => BigInt(at)));
    expect(batches).toBeGreaterThan(3);
  });
});

describe('failures', () => {
  test.each<[string, string, RegExp]>([
    ['a compile error', `${events}px.display(df[['nope']])`, /^failed compile: .*nope/u],
    [
      'a function that needs a model',
      `${events}df.e = px._text_embedding(df.name)\npx.display(df)`,
      /^failed engine: px\._text_embedding cannot run on this local cluster/u,
    ],
    [
      'modulo by zero in a row',
      `${events}df.m = df.n % (df.n - df.n)\npx.display(df)`,
      /^failed engine: modulo by zero/u,
    ],
  ])('%s', async (_, script, expected) => {
    const lines = await eventsOf(engine, script);
    expect(lines.at(-1)).toMatch(expected);
  });

  test('an unknown cluster', async () => {
    const request = { clusterId: 'x', script: '', execFuncs: [], queryName: '', mutation: false };
    const seen: RunEvent[] = [];
    for await (const event of engine.run(request, new AbortController().signal)) seen.push(event);
    expect(seen).toMatchObject([{ kind: 'failed', error: { kind: 'request' } }]);
  });
});

describe('cancelling', () => {
  const heavy = `${events}other = px.DataFrame('events')
df.k = 1
other.k = 1
df = df.merge(other, how='inner', left_on='k', right_on='k')
df = df.agg(n=('k_x', px.count))
px.display(df)`;

  async function lastEvent(script: string, signal: AbortSignal): Promise<RunEvent | undefined> {
    let last: RunEvent | undefined;
    for await (const event of runScript(engine, script, signal)) last = event;
    return last;
  }

  test('before the run', async () => {
    expect(await lastEvent(heavy, AbortSignal.abort())).toEqual({ kind: 'cancelled' });
  });

  test('during the query', async () => {
    expect(await lastEvent(heavy, AbortSignal.timeout(80))).toEqual({ kind: 'cancelled' });
  });

  test('a reader that stops leaves nothing behind', async () => {
    for await (const event of runScript(engine, `${events}px.display(df)`)) {
      if (event.kind === 'batch') break;
    }
    const left = await store.all(
      "SELECT schema_name FROM duckdb_schemas() WHERE schema_name LIKE 'query_%'",
    );
    expect(left).toEqual([]);
  });
});

describe('streams', () => {
  test('give rows as they arrive, until cancelled', async () => {
    const controller = new AbortController();
    const script =
      "import px\ndf = px.DataFrame('events', start_time='-2s')\npx.display(df[['n']].stream())";
    const numbers: bigint[] = [];
    let last: RunEvent | undefined;
    for await (const event of runScript(engine, script, controller.signal)) {
      last = event;
      const column = event.kind === 'batch' ? event.batch.columns[0] : undefined;
      if (column?.dataType !== 'INT64') continue;
      numbers.push(...column.values);
      if (numbers.length < 5) await cluster.arrive(store, 100_000 + numbers.length);
      else controller.abort();
    }
    expect(numbers).toEqual([11_997n, 11_998n, 11_999n, 100_003n, 100_004n]);
    expect(last).toEqual({ kind: 'cancelled' });
  });
});
