/** Places a problem leads to. */
import { describe, expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import { checkScript } from '#ide';
import { parseFixture } from '../../support/fixture.ts';

const HEAD = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";
const NOW_NS = 1_700_000_000_000_000_000n;

/** Every related place of the script's problems, compared with the fixture's marks. */
function checkRelated(source: string): void {
  const { files, expectations } = parseFixture(HEAD + source);
  const texts = { script: files.get('/main.pxl') ?? '', vis: files.get('/vis.json') };
  const { problems } = checkScript(texts.script, texts.vis, {
    catalog: bundledCatalog(),
    nowNs: NOW_NS,
  });
  const found = problems.flatMap(({ related = [] }) =>
    related.map(({ message, span, file }) => ({
      path: file === 'vis' ? '/vis.json' : '/main.pxl',
      marked: (texts[file] ?? '').slice(span.start, span.end),
      text: message,
    })),
  );
  const wanted = expectations.map(({ path, line, start, end, text }) => ({
    path,
    marked: files.get(path)?.split('\n')[line]?.slice(start, end),
    text,
  }));
  expect(found).toEqual(wanted);
}

describe('a column that is not there leads to where', () => {
  test.each([
    [
      'it was dropped',
      `df = df.drop('latency')
#    ^^^^^^^^^^^^^^^^^^ 'latency' is dropped here.
df.x = df.latency
px.display(df)`,
    ],
    [
      'an aggregate left it out',
      `df = df.groupby('req_path').agg(n=('latency', px.count))
#    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ agg() keeps groups and aggregates only: 'latency' ends here.
df = df[df.latency > 3]
px.display(df)`,
    ],
    [
      'a projection left it out, some steps earlier',
      `slim = df[['time_', 'latency']]
#      ^^^^^^^^^^^^^^^^^^^^^^^^ 'req_path' is left out here.
slim.ms = slim.latency / 1000000
top = slim.head(5)
px.display(top[['req_path']])`,
    ],
    [
      'a merge gave it a suffix',
      `m = df.merge(df, how='inner', left_on='upid', right_on='upid', suffixes=['_x','_y'])
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ merge() makes 'latency_x' and 'latency_y' of 'latency' here.
m.z = m.latency
px.display(m)`,
    ],
    [
      'the function got a DataFrame without it, of several calls',
      `def slow(d):
    return d[d.latency > 3]
px.display(slow(df), 'all')
px.display(slow(df.drop('latency')), 'some')
#               ^^^^^^^^^^^^^^^^^^ 'd' is given here, without 'latency'.`,
    ],
    [
      'the other side of a merge is made',
      `other = px.DataFrame('conn_stats', start_time='-5m')
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The DataFrame is made here.
px.display(df.merge(other, how='inner', left_on='upid', right_on='latency'))`,
    ],
    [
      'its table is read, whatever else is wrong before',
      `conn = px.DataFrame('conn_stats', start_time='-5m')
#      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The DataFrame is made here.
conn.x = conn.nope
conn.x = conn.nope
px.display(conn)`,
    ],
    [
      'its table is read',
      `conns = px.DataFrame('conn_stats', start_time='-5m')
#       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The DataFrame is made here.
conns = conns.groupby('upid').agg(n=('latency', px.count))
px.display(conns, 'conns')`,
    ],
  ])('%s', (_name, source) => {
    checkRelated(source);
  });
});

describe('a call leads to', () => {
  test.each([
    [
      'the definition of the function it does not fit',
      `def f(d, x: int):
#   ^ 'f' is defined here.
    return d
px.display(f(df, 1, z=2))`,
    ],
    [
      'the parameter that takes no such value',
      `def f(d, x: int):
#        ^^^^^^ 'x' is declared here.
    return d
px.display(f(df, x='a'))`,
    ],
    ['nothing where the function is not the script’s own', `px.display(df.head(nope=1))`],
  ])('%s', (_name, source) => {
    checkRelated(source);
  });
});

describe('what is wrong inside a function', () => {
  const BODY = 'def f(d, x):\n    d.y = d.latency + x\n    return d\n';

  test('leads to its only call', () => {
    checkRelated(`${BODY}px.display(f(df, 'text'))
#          ^^^^^^^^^^^^^ 'f' is called here.`);
  });

  test('leads nowhere when several calls may be meant', () => {
    checkRelated(`${BODY}px.display(f(df, 1), 'a')\npx.display(f(df, 'text'), 'b')`);
  });
});

describe('further places', () => {
  test.each([
    [
      'a name that has its value too late',
      `def f():
    px.display(late)
    late = 1
#   ^^^^ 'late' gets its value only here.
f()
px.display(df)`,
    ],
    [
      'the display that has the name already',
      `px.display(df, 'requests')
#              ^^^^^^^^^^ A table is displayed as 'requests' here already.
px.display(df, name='requests')`,
    ],
    [
      'the group an aggregate is named like',
      `px.display(df.groupby(['req_path']).agg(req_path=('latency', px.count)))
#                      ^^^^^^^^^^ 'req_path' is grouped by here.`,
    ],
    ['an unused DataFrame has none', 'other = df\npx.display(df)'],
  ])('%s', (_name, source) => {
    checkRelated(source);
  });

  test('the problem of a vis.json that keeps the script from running', () => {
    checkRelated(`def f(start: str):
    return df
#- /vis.json
{"globalFuncs": [{"outputName": "o", "func": {"name": "gone", "args": []}}]}
#                                                      ^^^^ It stands here.`);
  });
});
