/** Functions the recordings do not cover, as a script sees them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPprof } from '#proto';
import type { Runner } from '#protocol/run';
import { createEngine, openStore, type Store } from '../../../engine/src/index.ts';
import { runScript, smallCluster, valuesOf } from '../support/smallCluster.ts';

let store: Store;
let engine: Runner;
beforeAll(async () => {
  store = await openStore({ threads: 1 });
  engine = createEngine({ store, clusters: [await smallCluster(store, 4)], version: '1.2.3' });
});
afterAll(() => {
  engine.dispose();
  store.dispose();
});

/** The value of an expression over the table's first row: n = 0, name = 'row 0'. */
async function check(
  expression: string,
  expected: string | number | bigint | boolean,
): Promise<void> {
  const script = `import px\ndf = px.DataFrame('events')\ndf = df.head(1)\ndf.r = ${expression}\npx.display(df[['r']])`;
  expect(await valuesOf(engine, script)).toEqual([[expected]]);
}

describe('scalars', () => {
  test.each<[string, string | number | bigint | boolean]>([
    ['-(df.n + 5)', -5n],
    ['-(-9223372036854775807 - 1 + df.n)', -(2n ** 63n)],
    ['px.round(2.345 + df.n, 2)', '2.35'],
    [
      "px.script_reference(df.name, 'px/pod', {'pod': df.name})",
      '{"label":"row 0","script":"px/pod","args":{"pod":"row 0"}}',
    ],
    ["px.regex_match('row.*', df.name)", true],
    ["px.regex_match('row', df.name)", false],
    ["px.replace('([a-z]+) ([0-9])', df.name, '\\\\2 \\\\1')", '0 row'],
    [`px.pluck('{"a":1,"a":2}', 'a')`, '1'],
    ["px.substring('h\u00e9llo', 3, 2)", 'll'],
    ["px.find('h\u00e9llo', 'l')", 3n],
  ])('%s', check);
});

describe('expressions of any size', () => {
  const chain = (length: number): string =>
    Array.from(
      { length },
      (_, at) => `df.c${String(at + 1)} = px.abs(df.c${String(at)} * 2 - df.n) + df.c${String(at)}`,
    ).join('\n');

  test.each<[string, string, unknown]>([
    ['a sum of many terms', `df.r = df.n${' + 1 + df.n'.repeat(60)}`, 60n],
    [
      'calls within calls',
      `df.r = ${'px.substring('.repeat(30)}df.name + '${'x'.repeat(30)}'${', 1, 100)'.repeat(30)}`,
      'xxxxx',
    ],
    [
      'columns made of columns, and a condition on the last',
      `df.c0 = df.n + 1\n${chain(24)}\ndf = df[df.c24 != 0 and df.c24 + df.c23 > 5]\ndf.r = df.c24`,
      3n ** 24n,
    ],
    [
      'plucking what was plucked',
      `df.r = ${'px.pluck('.repeat(20)}'${'{"a":'.repeat(20)}7${'}'.repeat(20)}'${", 'a')".repeat(20)}`,
      '7',
    ],
  ])('%s', async (_, lines, expected) => {
    const script = `import px\ndf = px.DataFrame('events')\ndf = df.head(1)\n${lines}\npx.display(df[['r']])`;
    expect(await valuesOf(engine, script)).toEqual([[expected]]);
  });
});

describe('quantiles are numbers inside and text outside', () => {
  const text = (value: string): string =>
    `{${['p01', 'p10', 'p25', 'p50', 'p75', 'p90', 'p99'].map((name) => `"${name}":${value}`).join(',')}}`;
  test.each<[string, string, unknown[][]]>([
    ['shown', "px.display(df[['q']])", [[text('3.0')]]],
    ['one taken', "df.r = px.pluck_float64(df.q, 'p99')\npx.display(df[['r']])", [[3]]],
    ['one that is not there', "df.r = px.pluck_float64(df.q, 'p98')\npx.display(df[['r']])", [[0]]],
    ['as text', "df.r = px.pluck(df.q, 'p50')\npx.display(df[['r']])", [['3.0']]],
    ['under another name', "df.s = df.q\ndf.r = px.length(df.s)\npx.display(df[['r']])", [[71n]]],
    ['compared', `df = df[df.q == '${text('3.0')}']\npx.display(df[['k']])`, [[3n]]],
    [
      'grouped by',
      "df = df.groupby('q').agg(n=('k', px.count))\npx.display(df)",
      [[text('3.0'), 1n]],
    ],
    ['counted', "df = df.agg(n=('q', px.any))\npx.display(df)", [[text('3.0')]]],
    [
      'merged on',
      "df = df.merge(df, how='inner', left_on='q', right_on='q', suffixes=['', '_r'])\npx.display(df[['k', 'q_r']])",
      [[3n, text('3.0')]],
    ],
    ['appended', "df = df.append(df)\npx.display(df[['q']])", [[text('3.0')], [text('3.0')]]],
  ])('%s', async (_, lines, expected) => {
    const script = `import px\ndf = px.DataFrame('events')\ndf = df[df.n == 3]\ndf.k = df.n\ndf = df.groupby('k').agg(q=('n', px.quantiles))\n${lines}`;
    expect(await valuesOf(engine, script)).toEqual(expected);
  });
});

describe('rows come in order', () => {
  const merged = (left: string, right: string): string =>
    `import px
df = px.DataFrame('events')
df.k = df.n % 2
per = df.groupby('k').agg(total=('n', px.sum))
df = ${left}.merge(${right}, how='inner', left_on='k', right_on='k', suffixes=['', '_r'])
px.display(df[['n', 'total']])`;
  test.each<[string, string, unknown[][]]>([
    [
      'of the right side where the left has one row for each key',
      merged('per', 'df'),
      [
        [0n, 2n],
        [1n, 4n],
        [2n, 2n],
        [3n, 4n],
      ],
    ],
    [
      'after a look-up that finds only some',
      `import px
df = px.DataFrame('events')
df.pod = px.pod_id_to_pod_name(px.select(df.n == 1, 'uid-a', 'nothing'))
px.display(df[['n', 'pod']])`,
      [
        [0n, ''],
        [1n, 'shop/a'],
        [2n, ''],
        [3n, ''],
      ],
    ],
  ])('%s', async (_, script, expected) => {
    expect(await valuesOf(engine, script)).toEqual(expected);
  });
});

describe('aggregates', () => {
  const aggregate = (call: string): Promise<unknown[][]> =>
    valuesOf(
      engine,
      `import px\ndf = px.DataFrame('events')\ndf.f = 0.0 - df.n\ndf = df.agg(r=${call})\npx.display(df)`,
    );

  test.each<[string, string, unknown]>([
    ['count', "('n', px.count)", 4n],
    ['sum', "('n', px.sum)", 6n],
    ['mean', "('n', px.mean)", 1.5],
    ['any is the first seen', "('name', px.any)", 'row 0'],
    // Hazen: position q*n - 1/2 between neighbours.
    [
      'quantiles',
      "('n', px.quantiles)",
      '{"p01":0.0,"p10":0.0,"p25":0.5,"p50":1.5,"p75":2.5,"p90":3.0,"p99":3.0}',
    ],
    ['max of doubles that are not positive', "('f', px.max)", 2.2250738585072014e-308],
    ['min of doubles', "('f', px.min)", -3],
  ])('%s', async (_, call, expected) => {
    expect(await aggregate(call)).toEqual([[expected]]);
  });
});

describe('pprof', () => {
  /** The one text that the script gives. */
  async function bytesOf(script: string): Promise<Buffer> {
    for await (const event of runScript(engine, script)) {
      if (event.kind !== 'batch' || event.batch.rowCount === 0) continue;
      const [column] = event.batch.columns;
      if (column?.dataType === 'STRING') {
        return Buffer.from(column.bytes.subarray(column.starts[0], column.ends[0]));
      }
    }
    return Buffer.alloc(0);
  }

  test.each<[string, string, string]>([
    ['stacks, counts and time', 'df.period = 11', ''],
    [
      'of different periods',
      'df.period = df.n',
      'Protobuf `SerializeToString` failed, multiple profiling periods found.',
    ],
  ])('%s', async (_, line, problem) => {
    const script = `import px
df = px.DataFrame('events')
df.stack = px.select(df.n < 3, 'main;serve', 'main;idle')
${line}
df = df.agg(r=('stack', 'n', 'period', px.pprof))
px.display(df)`;
    const bytes = await bytesOf(script);
    if (problem !== '') {
      expect(bytes.toString()).toBe(problem);
      return;
    }
    // Names first seen first, leaf before root; 0 + 1 + 2 of one stack, 3 of the other.
    expect(loadPprof().decode(bytes)).toMatchObject({
      stringTable: ['', 'samples', 'count', 'cpu', 'nanoseconds', 'serve', 'main', 'idle'],
      period: '11000000',
      sample: [
        { locationId: ['1', '2'], value: ['3', '33000000'] },
        { locationId: ['3', '2'], value: ['3', '33000000'] },
      ],
    });
  });
});
