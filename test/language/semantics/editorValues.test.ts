/** What names and expressions are at a place, whatever is wrong with the rest of the script. */
import { describe, expect, test } from 'vitest';
import { bundledCatalog, analyze, type ValueDescription } from '#language';
import { parseFixture } from '../../support/fixture.ts';

const START = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";

/** `name: value` of one name where the cursor is. */
function checkName(script: string, name: string, expected: string | undefined): void {
  const { files, cursors } = parseFixture(START + script);
  const text = files.get('/main.pxl') ?? '';
  const analysis = analyze({ script: text, catalog: bundledCatalog(), nowNs: 0n });
  const found = analysis.namesAt(cursors[0]?.offset ?? 0).find((one) => one.name === name);
  expect(found === undefined ? undefined : show(found.value)).toBe(expected);
}

function show(value: ValueDescription): string {
  if (value.kind === 'expression') return `${value.dataType ?? '?'} ${value.semanticType}`;
  if (value.kind !== 'dataFrame') return value.kind;
  const names = value.relation.map((column) => column.name).filter((one) => one.length < 5);
  return `${names.join(' ')}${value.partial === true ? ' …' : ''}`;
}

describe('names', () => {
  test('have the value of their place', () => {
    checkName("$0\ndf = df.groupby('upid').agg(n=('latency', px.count))", 'df', 'upid');
    checkName("df = df.groupby('upid').agg(n=('latency', px.count))\n$0", 'df', 'upid n');
  });

  test('are not there before they are bound', () => {
    checkName('$0\nother = df', 'other', undefined);
  });

  test('of the module are there in every function', () => {
    checkName('def f():\n    return $0\nlater = 1', 'later', 'INT64 ST_NONE');
  });

  test('of a function are there in its body only', () => {
    checkName('def f(a: px.Pod):\n    return a\n    $0\n', 'a', 'STRING ST_NONE');
    checkName('def f(a: px.Pod):\n    return a\n$0\n', 'a', undefined);
  });

  test('of a function called by the script are what it is called with', () => {
    checkName('def f(one):\n    $0\n    return one\nf(df)', 'one', 'upid');
  });
});

describe('columns are still known', () => {
  test('behind a refused column', () => {
    checkName('df.a = df.latencyy\ndf.b = 1\n$0', 'df', 'upid b …');
  });
  test('behind a column without a value', () => {
    checkName('df.a = \ndf.b = 1\n$0', 'df', 'upid b …');
  });
  test('behind a refused call', () => {
    checkName('df = df.merge(1)\n$0', 'df', 'upid …');
  });
  test('and nothing is said of what reads them', () => {
    const script = `${START}df.a = df.latencyy > 1\ndf = df[df.a]\npx.display(df)`;
    const { problems } = analyze({ script, catalog: bundledCatalog(), nowNs: 0n });
    expect(problems.map(({ message }) => message)).toEqual([
      "Column 'latencyy' not found in parent dataframe",
    ]);
  });
});

describe('expressions have types', () => {
  test.each([
    ['x = df.latency', 'INT64 ST_DURATION_NS'],
    ['x = df.latency / 1000', 'FLOAT64 ST_NONE'],
    ["x = df.ctx['pod']", 'STRING ST_POD_NAME'],
    ['x = px.Bytes(df.resp_status)', 'INT64 ST_BYTES'],
    ["x = df.req_method == 'GET'", 'BOOLEAN ST_NONE'],
    ['x = df.req_method + 1', '? ST_NONE'],
  ])('%s', (script, expected) => {
    checkName(`${script}\n$0`, 'x', expected);
  });
});
