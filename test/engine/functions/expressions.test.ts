/** Functions the recordings do not cover, as a script sees them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import type { Runner } from '#protocol/run';
import { createEngine, openStore, type Store } from '../../../engine/src/index.ts';
import {
  functionNames,
  scalarRule,
  aggregateRule,
} from '../../../engine/src/functions/functionTable.ts';
import { valuesOf, smallCluster } from '../support/smallCluster.ts';

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
    ['px.asid()', 7n],
    ['px._exec_hostname()', 'here'],
    ['px._exec_host_num_cpus()', 1n],
    ['px.vizier_name()', 'small'],
    ["px.regex_match('row.*', df.name)", true],
    ["px.regex_match('row', df.name)", false],
    ["px.replace('([a-z]+) ([0-9])', df.name, '\\\\2 \\\\1')", '0 row'],
    ["px.nslookup('10.0.0.1')", '10.0.0.1'],
    [`px.cidrs_contain_ip('["10.0.0.0/8"]', '10.1.2.3')`, true],
    [`px.cidrs_contain_ip('["fd00::/16"]', 'fd01::1')`, false],
    [
      "px.normalize_mysql('SELECT * FROM t WHERE a = 5 AND b = \\'x\\'', 3)",
      '{"query":"SELECT * FROM t WHERE a = ? AND b = ?","params":["5","\'x\'"],"error":""}',
    ],
    [
      "px.normalize_pgsql('SELECT a1 FROM t -- 5', 'Query')",
      '{"query":"SELECT a1 FROM t -- 5","params":[],"error":""}',
    ],
    ["px._match_endpoint('/a/7/b', '/a/*/b')", true],
    ["px._match_endpoint('/a/7', '/a/*/b')", false],
    [`px.pluck('{"a":{"b": [1, 2.50]}}', 'a')`, '{"b":[1,2.5]}'],
    [`px.pluck('{"a":1,"a":2}', 'a')`, '1'],
    [`px.pluck_int64('{"a":9223372036854775807}', 'a')`, 2n ** 63n - 1n],
    [`px.pluck_int64('{"a":1.0}', 'a')`, 0n],
    [`px.pluck_float64('{"a":1}', 'a')`, 0],
    [`px.pluck_float64('{"a":1.5}', 'a')`, 1.5],
    [`px.pluck('{"a":1,}', 'a')`, ''],
    [
      "px.redact_pii_best_effort('call me@x.org or 10.1.2.3')",
      'call <REDACTED_EMAIL> or <REDACTED_IPV4>',
    ],
    ["px.substring('h\u00e9llo', 3, 2)", 'll'],
    ["px.find('h\u00e9llo', 'l')", 3n],
  ])('%s', check);
});

describe('aggregates', () => {
  const aggregate = (call: string, before = ''): Promise<unknown[][]> =>
    valuesOf(
      engine,
      `import px\ndf = px.DataFrame('events')\ndf.f = 0.0 - df.n\n${before}df = df.agg(r=${call})\npx.display(df)`,
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

  test.each<[string, string, unknown]>([
    ['count', "('n', px.count)", 0n],
    ['sum', "('n', px.sum)", 0n],
    ['max', "('n', px.max)", -(2n ** 63n)],
    ['any', "('name', px.any)", ''],
    ['quantiles', "('n', px.quantiles)", '{"p01":'],
  ])('%s of no rows', async (_, call, expected) => {
    expect(await aggregate(call, 'df = df[df.n < 0]\n')).toEqual([[expected]]);
  });
});

test('every function of the catalog has a way to be computed or a reason why not', () => {
  const missing = [...bundledCatalog().functions.values()]
    .filter(
      ({ name, kind }) => (kind === 'uda' ? aggregateRule(name) : scalarRule(name)) === undefined,
    )
    .map(({ name }) => name);
  expect(missing).toEqual([]);
  expect(new Set(functionNames()).size).toBe(functionNames().length);
});
