/** Fixes for Python that PxL refuses, where something else means the same. */
import { describe, expect, test } from 'vitest';
import { actionsOf, checkLine } from './checkAction.ts';

type Row = readonly [before: string, title: string, after: string];

describe('if and else', () => {
  const TITLE = 'Convert to px.select';
  test.each<Row>([
    [
      'if df.latency > 5:\n    df.slow = 1\nelse:\n    df.slow = 0',
      TITLE,
      'df.slow = px.select(df.latency > 5, 1, 0)',
    ],
    [
      "if df.latency > 5:\n    df['kind of'] = 'slow'\nelif df.latency > 3 or df.resp_status == 500:\n    df['kind of'] = 'odd'\nelse:\n    df['kind of'] = 'fast'",
      TITLE,
      "df['kind of'] = px.select(df.latency > 5, 'slow', px.select(df.latency > 3 or df.resp_status == 500, 'odd', 'fast'))",
    ],
    [
      'df.a = 1\nif df.latency > 5:\n    df.a = df.a + 1',
      TITLE,
      'df.a = 1\ndf.a = px.select(df.latency > 5, df.a + 1, df.a)',
    ],
    [
      'if df.latency > 5:\n    df.a = 1\n    df.b = df.latency\nelse:\n    df.a = 2\n    df.b = 0',
      TITLE,
      'df.a = px.select(df.latency > 5, 1, 2)\ndf.b = px.select(df.latency > 5, df.latency, 0)',
    ],
    [
      'def f(d):\n    if d.latency > 5:\n        return 1\n    else:\n        return 2\ndf.x = f(df)',
      TITLE,
      'def f(d):\n    return px.select(d.latency > 5, 1, 2)\ndf.x = f(df)',
    ],
  ])('%s', checkLine);

  test.each([
    ['two types', 'if df.latency > 5:\n    df.a = 1\nelse:\n    df.a = "b"'],
    ['DataFrames', 'if df.latency > 5:\n    df = df.head(1)\nelse:\n    df = df.head(2)'],
    ['other columns', 'if df.latency > 5:\n    df.a = 1\nelse:\n    df.b = 2'],
    [
      'something else instead',
      'df.a = 1\nif df.latency > 5:\n    df.a = 2\nelse:\n    px.display(df, "no")',
    ],
    ['a column that is new', 'if df.latency > 5:\n    df.new = 1'],
    [
      'a condition that changes meanwhile',
      'if df.latency > 5:\n    df.latency = 1\n    df.b = 1\nelse:\n    df.latency = 2\n    df.b = 2',
    ],
    ['a comment', 'if df.latency > 5:\n    df.a = 1\n    # why\nelse:\n    df.a = 2'],
    ['no condition', 'if df.latency:\n    df.a = 1\nelse:\n    df.a = 2'],
    [
      'more than assignments',
      'if df.latency > 5:\n    df.a = 1\n    px.display(df)\nelse:\n    df.a = 2\n    px.display(df)',
    ],
  ])('of %s stay', checkStays(TITLE));
});

describe('a loop over a list that is written out', () => {
  const TITLE = 'Write the loop out';
  test.each<Row>([
    [
      "for name in ['a', 'b']:\n    df[name] = 1\n    # Each by itself.\n    px.display(df, name)",
      TITLE,
      "df['a'] = 1\n# Each by itself.\npx.display(df, 'a')\ndf['b'] = 1\n# Each by itself.\npx.display(df, 'b')",
    ],
    [
      "for name, rows in [('few', 1 + 1), ('many', 9)]:\n    px.display(df.head(rows * 2), name)",
      TITLE,
      "px.display(df.head((1 + 1) * 2), 'few')\npx.display(df.head(9 * 2), 'many')",
    ],
    [
      "def f(d):\n    for n in (1, 2):\n        d.x = n\n    return d\npx.display(f(df), 'f')",
      TITLE,
      "def f(d):\n    d.x = 1\n    d.x = 2\n    return d\npx.display(f(df), 'f')",
    ],
    ["for n in ['a']: px.display(df, n)", TITLE, "px.display(df, 'a')"],
  ])('%s', checkLine);

  test.each([
    ['a list made elsewhere', "names = ['a']\nfor n in names:\n    df[n] = 1"],
    ['a name that is read later', "for n in ['a', 'b']:\n    df[n] = 1\ndf.last = n"],
    ['a name that is assigned', "for n in ['a', 'b']:\n    n = 1\n    df.x = n"],
    ['an else', "for n in ['a', 'b']:\n    df[n] = 1\nelse:\n    df.x = 1"],
    ['a loop inside', "for n in ['a']:\n    for m in ['b']:\n        df[n] = 1"],
    ['nothing', 'for n in []:\n    df[n] = 1'],
  ])('of %s stays', checkStays(TITLE));
});

describe('a list made from a list that is written out', () => {
  const TITLE = 'Write the list out';
  test.each<Row>([
    ["df = df[[name for name in ['time_', 'latency']]]", TITLE, "df = df[['time_', 'latency']]"],
    [
      "df = df[['req' + part for part in ['_path', '_body']]]",
      TITLE,
      "df = df[['req' + '_path', 'req' + '_body']]",
    ],
  ])('%s', checkLine);

  test.each([
    ['a condition', "df = df[[n for n in ['time_', 'latency'] if n != 'x']]"],
    ['another list', "names = ['time_']\ndf = df[[n for n in names]]"],
    ['two lists', "df = df[[n for n in ['time_'] for m in ['a']]]"],
  ])('with %s stays', checkStays(TITLE));
});

describe('a lambda with a name', () => {
  test.each<Row>([
    [
      'ms = lambda ns, by: ns / by\ndf.x = ms(df.latency, 1000)',
      'Convert to def ms',
      'def ms(ns, by):\n    return ns / by\ndf.x = ms(df.latency, 1000)',
    ],
    [
      'kind = lambda ns: "slow" if ns > 5 else "fast"\ndf.x = kind(df.latency)',
      'Convert to def kind',
      'def kind(ns):\n    return px.select(ns > 5, "slow", "fast")\ndf.x = kind(df.latency)',
    ],
    [
      'one = lambda: (1 + 2) * 3\ndf.x = one()',
      'Convert to def one',
      'def one():\n    return (1 + 2) * 3\ndf.x = one()',
    ],
  ])('%s', checkLine);

  test('with defaults stays', () => {
    checkStays('Convert to def f')('', 'f = lambda n=1: n\ndf.x = f()');
  });
});

/** Nothing is proposed under this title. */
function checkStays(title: string): (name: string, source: string) => void {
  return (_name, source) => {
    const { before, actions } = actionsOf(
      `import px\ndf = px.DataFrame('http_events', start_time='-5m')\n${source}\npx.display(df)\n`,
    );
    expect(before.problems).not.toEqual([]);
    expect(actions.map((one) => one.title)).not.toContain(title);
  };
}
