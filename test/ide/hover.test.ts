/** What a hover says. */
import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog } from '#language';
import { hover } from '#ide';
import { parseFixture } from '../support/fixture.ts';
import { FRAME } from './completion/checkCompletion.ts';

const catalog = bundledCatalog();

function hoverAt(source: string) {
  const { files, cursors } = parseFixture(source);
  const text = files.get('/main.pxl') ?? '';
  const analysis = analyze({ script: text, catalog, nowNs: 1_700_000_000_000_000_000n });
  const found = hover(analysis, cursors[0]?.offset ?? 0, catalog);
  return found && { ...found, marked: text.slice(found.span.start, found.span.end) };
}

/** The hover is about `marked`, and says these. */
function checkHover(source: string, marked: string, ...says: readonly string[]): void {
  const found = hoverAt(source);
  expect(found?.marked).toBe(marked);
  for (const one of says) expect(found?.text).toContain(one);
}
const checkNoHover = (source: string) => {
  expect(hoverAt(source)).toBeUndefined();
};

describe('DataFrames', () => {
  test('with their columns at that place', () => {
    const agg = "df = df.groupby('upid').agg(n=('latency', px.count))\n";
    checkHover(`${FRAME}px.display(d$0f)`, 'df', 'DataFrame with 22 columns', '`latency`');
    const found = hoverAt(`${FRAME}${agg}px.display(d$0f)`);
    expect(found?.text).toBe(
      [
        '`df`: DataFrame with 2 columns\n',
        '| column | type | |',
        '| --- | --- | --- |',
        '| `upid` | UINT128 \\(UPID\\) | Unique process ID of the traced process |',
        '| `n` **new** | INT64 |  |',
      ].join('\n'),
    );
  });
  test('where they are made', () =>
    checkHover(
      "import px\nd$0f = px.DataFrame('conn_stats', start_time='-5m')",
      'df',
      '`bytes_sent`',
    ));
  test('behind a call, at its bracket', () =>
    checkHover(`${FRAME}x = df.head$0(5)`, 'head', 'The first rows'));
  test('that may lack columns', () =>
    checkHover(`${FRAME}df.a = df.nope\npx.display(d$0f)`, 'df', 'Columns may be missing'));
});

describe('expressions', () => {
  test('columns, with unit and description', () =>
    checkHover(
      `${FRAME}x = df.late$0ncy`,
      'latency',
      '`latency`: INT64 \\(DURATION\\_NS\\), nanoseconds',
    ));
  test('columns with codes', () =>
    checkHover(`${FRAME}x = df.trace_ro$0le`, 'trace_role', '- `1` client'));
  test('operators', () =>
    checkHover(`${FRAME}df.x = df.latency /$0 1000`, 'df.latency / 1000', 'FLOAT64'));
  test('assigned columns', () =>
    checkHover(`${FRAME}df.siz$0e = px.Bytes(df.resp_status)`, 'size', 'INT64 \\(BYTES\\), bytes'));
  test('numbers that are nanoseconds', () => {
    checkHover('x = 300$0000000000', '300000000000', 'as nanoseconds 5 min');
    checkHover('import px\nx = px.minutes(5) +$0 1', 'px.minutes(5) + 1', 'as nanoseconds 5 min');
    checkHover('import px\nnow = px.now()\npx.display(no$0w)', 'now', '2023-11-14T22:13:20.000Z');
  });
  test('small numbers', () => checkHover('x = 1$02', '12', '= `12`'));
  test('metadata', () =>
    checkHover(
      `${FRAME}df.pod = df.ctx['po$0d']`,
      "'pod'",
      'the same as `pod_name`',
      'Found through `upid`, `local_addr`, `time_`',
    ));
  test('metadata that is not possible', () =>
    checkHover(
      `${FRAME}df = df.groupby('remote_addr').agg(n=('latency', px.count))\ndf.ctx['po$0d']`,
      "'pod'",
      'Not possible here: needs one of `upid`, `pod_id`',
    ));
});

describe('texts', () => {
  test('tables', () =>
    checkHover("import px\ndf = px.DataFrame('http$0_events')", "'http_events'", '`resp_status`'));
  test('columns', () =>
    checkHover(`${FRAME}df = df.groupby(['up$0id'])`, "'upid'", '`upid`: UINT128'));
  test('times in words', () => {
    checkHover(
      "import px\ndf = px.DataFrame('http_events', start_time='-$05m')",
      "'-5m'",
      '5 min ago',
    );
    checkHover(
      "import px\nx = px.parse_duration('1h3$00m')",
      "'1h30m'",
      'in 1 hour',
      'Only `1h` counts',
    );
    checkHover(`${FRAME}df = df.rolling('1$00s')`, "'10s'", '10 s');
  });
  test('others say nothing', () => checkNoHover("x = 'hel$0lo'"));
});

describe('functions', () => {
  test('of the catalog, with overloads and arguments', () =>
    checkHover('import px\nx = px.contai$0ns', 'contains', 'px.contains(', '-> BOOLEAN'));
  test('aggregates', () =>
    checkHover(
      `${FRAME}df.agg(n=('latency', px.me$0an))`,
      'mean',
      'An aggregate: use it in `agg`',
    ));
  test('table functions', () =>
    checkHover(
      'import px\npx.GetAgentSta$0tus()',
      'GetAgentStatus',
      'include_kelvin: BOOLEAN = True',
    ));
  test('of the language', () =>
    checkHover("import px\npx.DataFra$0me('http_events')", 'DataFrame', 'Reads a table'));
  test('methods', () =>
    checkHover(`${FRAME}df.mer$0ge(df, 'inner', 'upid', 'upid')`, 'merge', 'Joins two DataFrames'));
  test('of the script, with what they give', () =>
    checkHover(
      `${FRAME}def fi$0rst(n: int):\n    '''The first ones.'''\n    return df.head(5)`,
      'first',
      'def first(n: int)',
      'The first ones',
      'Gives:',
      '`latency`',
    ));
  test('of pxviews', () =>
    checkHover('import pxviews\npxviews.http_gra$0ph', 'http_graph', 'Who sends HTTP requests'));
});

describe('arguments', () => {
  test('of methods and functions', () => {
    checkHover(`${FRAME}df.merge(df, ho$0w='inner')`, 'how', "`'inner'`");
    checkHover("import px\npx.DataFrame('http_events', sele$0ct=[])", 'select', 'Columns to read');
  });
  test('of table functions', () =>
    checkHover(
      'import px\npx.GetAgentStatus(include_kel$0vin=True)',
      'include_kelvin',
      'also list',
    ));
  test('of functions of the script', () => {
    checkHover('def f(a: int):\n    return a\nf(a$0=1)', 'a', '(argument) a: int');
    checkHover(
      'import px\ndef f(po$0d: px.Pod):\n    return pod',
      'pod',
      '(parameter) pod: px.Pod',
    );
  });
  test('of agg, which are columns', () =>
    checkHover(
      `${FRAME}x = df.agg(n$0um=('latency', px.mean))`,
      'num',
      'FLOAT64 \\(DURATION\\_NS\\)',
    ));
});

test('types and modules', () => {
  checkHover(
    'import px\ndef f(a: px.Po$0d):\n    return a',
    'Pod',
    '`px.Pod`: STRING \\(POD\\_NAME\\)',
  );
  checkHover('import p$0x\nx = px.now()', 'px', 'module');
});

test('nothing in comments and blanks', () => {
  checkNoHover('# px.no$0w\nx = 1');
  checkNoHover('x = 1\n$0\ny = 2');
});

test('hostile names stay text', () => {
  const name = 'x`|<b>](command:a)';
  const found = hoverAt(`${FRAME}df['${name}'] = 1\npx.display(d$0f)`);
  expect(found?.text).toContain('| ``x`\\|<b>](command:a)`` **new** |');
});

describe('what a function says of itself', () => {
  const FUNCTION = `def f(start: str, n):
    '''Slow requests.

    Args:
    @start: How far back.
    '''
    return n
`;
  test('its parameters one by one', () =>
    checkHover(
      `${FUNCTION}x = $0f('-5m', 1)\n`,
      'f',
      'Slow requests\\.\n\n- `start`: How far back\\.',
    ));
  test('at a parameter', () =>
    checkHover(
      FUNCTION.replace('start: str', 'sta$0rt: str'),
      'start',
      '(parameter) start: str',
      'How far back\\.',
    ));
  test('at an argument by name', () =>
    checkHover(
      `${FUNCTION}x = f(sta$0rt='-5m', n=1)\n`,
      'start',
      '(argument) start: str',
      'How far back\\.',
    ));
});

test('query flags', () => {
  checkHover('#px:set exp$0lain=true\nimport px\n', 'explain', 'query plan', 'false unless set');
  checkNoHover('#px:set explain=tr$0ue\nimport px\n');
  checkNoHover('# px:set exp$0lain=true\nimport px\n');
});
