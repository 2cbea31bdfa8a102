/** Refactorings: the script means what it meant, written another way. */
import { describe, expect, test } from 'vitest';
import { actionsOf, checkAction, checkLine } from './checkAction.ts';

type Row = readonly [before: string, title: string, after: string];

describe('extract to variable', () => {
  test.each<Row>([
    [
      'df.x = $0df.latency / 1000$0 + 1',
      "Extract to variable 'value'",
      'value = df.latency / 1000\ndf.x = value + 1',
    ],
    [
      'df.x = $0(df.latency + 1)$0 * 2',
      "Extract to variable 'value'",
      'value = df.latency + 1\ndf.x = value * 2',
    ],
    [
      'df = df[$0df.latency > 5$0]',
      "Extract to variable 'condition'",
      'condition = df.latency > 5\ndf = df[condition]',
    ],
    [
      "px.display($0df.head(5)$0, 'first')",
      "Extract to variable 'first_rows'",
      "first_rows = df.head(5)\npx.display(first_rows, 'first')",
    ],
    ['df = df.head($0 5$0 )', "Extract to variable 'value'", 'value = 5\ndf = df.head( value )'],
    [
      'def f(d):\n    return d.head($05$0)\ndf = f(df)',
      "Extract to variable 'value'",
      'def f(d):\n    value = 5\n    return d.head(value)\ndf = f(df)',
    ],
  ])('%s', checkLine);

  test.each([
    ['a name', 'px.display($0df$0)'],
    ['a method', 'df = $0df.head$0(5)'],
    ['a target', '$0df.x$0 = 1\npx.display(df)'],
    ['half an expression', 'df.x = df.$0latency / 1000$0\npx.display(df)'],
    ['nothing', 'px.display(df.head($05))'],
  ])('%s is none', (_, line) => {
    const { actions } = actionsOf(
      `import px\ndf = px.DataFrame('http_events', start_time='-5m')\n${line}\n`,
    );
    expect(actions.filter(({ title }) => title.startsWith('Extract to variable'))).toEqual([]);
  });
});

describe('extract to function', () => {
  test.each<Row>([
    [
      "$0df.ms = df.latency / 1000\ndf = df.drop('latency')$0",
      "Extract to function 'extracted'",
      "def extracted(df: px.DataFrame):\n    df.ms = df.latency / 1000\n    df = df.drop('latency')\n    return df\n\n\ndf = extracted(df)",
    ],
    [
      "n = 5\n$0a = df.head(n)\nb = df.head(6)$0\npx.display(a, 'a')\npx.display(b, 'b')",
      "Extract to function 'extracted'",
      "n = 5\ndef extracted(df: px.DataFrame, n):\n    a = df.head(n)\n    b = df.head(6)\n    return (a, b)\n\n\nresults = extracted(df, n)\na = results[0]\nb = results[1]\npx.display(a, 'a')\npx.display(b, 'b')",
    ],
    [
      "$0px.display(df.head(5), 'first')$0",
      "Extract to function 'extracted'",
      "def extracted(df: px.DataFrame):\n    px.display(df.head(5), 'first')\n\n\nextracted(df)",
    ],
    [
      'def f(d: px.DataFrame):\n    $0d.x = 1\n    return d.head(5)$0\ndf = f(df)',
      "Extract to function 'extracted'",
      'def extracted(d: px.DataFrame):\n    d.x = 1\n    return d.head(5)\n\n\ndef f(d: px.DataFrame):\n    return extracted(d)\ndf = f(df)',
    ],
  ])('%s', checkLine);

  test('half a statement is none', () => {
    const { actions } = actionsOf(
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\ndf.x$0 = 1\ndf.y = 2$0\npx.display(df)\n",
    );
    expect(actions.filter(({ title }) => title.startsWith('Extract'))).toEqual([]);
  });
});

describe('inline variable', () => {
  test.each<Row>([
    ['l$0imit = 5 + 1\ndf = df.head(limit)', "Inline variable 'limit'", 'df = df.head(5 + 1)'],
    [
      'ms = df.latency / 1000\ndf.x = ms$0 * 2',
      "Inline variable 'ms'",
      'df.x = (df.latency / 1000) * 2',
    ],
    ['slow = df.latency > 5\ndf = df[sl$0ow]', "Inline variable 'slow'", 'df = df[df.latency > 5]'],
  ])('%s', checkLine);

  test.each([
    ['two values', 'li$0mit = 5\nlimit = 6\npx.display(df.head(limit))'],
    [
      'a value that changes before it is used',
      'fi$0rst = df.head(5)\ndf = df.head(1)\npx.display(first)\npx.display(df)',
    ],
    [
      'a use inside a function',
      'li$0mit = 5\ndef f(d):\n    return d.head(limit)\npx.display(f(df))',
    ],
    ['a column', 'df.x$0 = 5\npx.display(df)'],
  ])('not of %s', (_, lines) => {
    const { actions } = actionsOf(
      `import px\ndf = px.DataFrame('http_events', start_time='-5m')\n${lines}\n`,
    );
    expect(actions.filter(({ title }) => title.startsWith('Inline'))).toEqual([]);
  });
});

describe('columns', () => {
  test.each<Row>([
    ["df.x = df['la$0tency'] + 1", 'Write as .latency', 'df.x = df.latency + 1'],
    ['df.x = df.la$0tency + 1', "Write as ['latency']", "df.x = df['latency'] + 1"],
    ["df['$0x'] = 1", 'Write as .x', 'df.x = 1'],
    ['df.$0x = 1', "Write as ['x']", "df['x'] = 1"],
  ])('%s', checkLine);

  test.each([
    ["df['head$0'] = 1\npx.display(df)"],
    ["df['a b$0'] = 1\npx.display(df)"],
    ['px.display(df.he$0ad(5))'],
    ['df.x = df.laten$0cyy\npx.display(df)'],
  ])('stays: %s', (lines) => {
    const { actions } = actionsOf(
      `import px\ndf = px.DataFrame('http_events', start_time='-5m')\n${lines}\n`,
    );
    expect(actions.filter(({ title }) => title.startsWith('Write as'))).toEqual([]);
  });
});

const ORGANIZE = ['source.organizeImports'];
const FIX_ALL = ['source.fixAll'];

describe('source actions', () => {
  test('imports: sorted, once, used', () =>
    checkAction(
      "import pxtrace\nimport pxconfig\nimport px\nimport px\npxtrace.DeleteTracepoint('a')\npx.display(px.DataFrame('http_events', start_time='-5m'))\n",
      'Organize imports',
      "import px\nimport pxtrace\npxtrace.DeleteTracepoint('a')\npx.display(px.DataFrame('http_events', start_time='-5m'))\n",
      ORGANIZE,
    ));

  test('imports in order are left alone', () => {
    const { actions } = actionsOf(
      "import px\npx.display(px.DataFrame('http_events', start_time='-5m'))\n",
      ORGANIZE,
    );
    expect(actions).toEqual([]);
  });

  test('everything that is safe, also what comes to light by it', () =>
    checkAction(
      "import px\nimport pxtrace\ndf = px.DataFrame('http_events' start_time='-5m')\ndf.latency += 1\ndf.x = 1 if df.latency // 5 > 2 else 3\ndf.y = 'a' in df.req_path\nprint(df)\n",
      'Fix all that is safe to fix',
      "import px\ndf = px.DataFrame('http_events', start_time='-5m')\ndf.latency = df.latency + 1\ndf.x = px.select(px.floor(df.latency / 5) > 2, 1, 3)\ndf.y = px.contains(df.req_path, 'a')\npx.display(df)\n",
      FIX_ALL,
    ));

  test('are not in the light bulb', () => {
    const { actions } = actionsOf(
      "import px\nimport pxtrace\npx.display(px.DataFrame('http_events', start_time='-5m'))\n",
    );
    expect(actions.filter(({ kind }) => kind.startsWith('source'))).toEqual([]);
  });
});
