/** What a rename changes, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { nameTable, prepareRename, rename } from '#ide';
import { parseFixture } from '../../support/fixture.ts';
import { analyzed } from '../../language/semantics/scripts.ts';

const errorsOf = (script: string) =>
  analyzed(script)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

/** The script after the rename of what stands at `$0`, or `refused: ` and why. */
function renamedScript(source: string, newName: string): string {
  const { files, cursors } = parseFixture(source);
  const text = files.get('/main.pxl') ?? '';
  const analysis = analyzed(text);
  const context = { analysis, names: nameTable(analysis), vis: undefined, errorsOf };
  const prepared = prepareRename(context, cursors[0]?.offset ?? 0);
  if ('refusal' in prepared) return `refused: ${prepared.refusal}`;
  const result = rename(context, prepared.symbol, newName);
  if ('refusal' in result) return `refused: ${result.refusal}`;
  const edits = [...result.script].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce(
    (done, { span, newText }) => done.slice(0, span.start) + newText + done.slice(span.end),
    text,
  );
}

const START = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";

const checkRename = (source: string, newName: string, expected: string): void => {
  expect(renamedScript(START + source, newName)).toBe(START + expected);
};
const checkRefusal = (source: string, newName: string, reason: string): void => {
  expect(renamedScript(START + source, newName)).toBe(`refused: ${reason}`);
};

describe('variables', () => {
  test('in all their scope', () => {
    checkRename(
      'd$0 = 5\ndef f():\n    e = d\n    return e\n',
      'limit',
      'limit = 5\ndef f():\n    e = limit\n    return e\n',
    );
  });

  test('a DataFrame with its column assignments', () => {
    checkRename(
      "one = df.head(5)\none.a = 1\no$0ne['b'] = one.a\npx.display(one)\n",
      'few',
      "few = df.head(5)\nfew.a = 1\nfew['b'] = few.a\npx.display(few)\n",
    );
  });

  test('parameters with the keywords of calls by another name of the function', () => {
    checkRename(
      'def f(of, n$0):\n    return of.head(n)\ng = f\nh = g\npx.display(h(df, n=3))\n',
      'rows',
      'def f(of, rows):\n    return of.head(rows)\ng = f\nh = g\npx.display(h(df, rows=3))\n',
    );
  });

  test('parameters with the keywords of calls', () => {
    checkRename(
      'def f(of, n$0):\n    return of.head(n)\npx.display(f(df, n=3))\n',
      'rows',
      'def f(of, rows):\n    return of.head(rows)\npx.display(f(df, rows=3))\n',
    );
  });

  test('functions', () => {
    checkRename(
      'def f(a):\n    return a\nx = f$0(f(1))\n',
      'g',
      'def g(a):\n    return a\nx = g(g(1))\n',
    );
  });

  test('an import, by an alias', () => {
    expect(renamedScript('import p$0x\nx = px.now()\n', 'pixie')).toBe(
      'import px as pixie\nx = pixie.now()\n',
    );
  });

  test('an alias', () => {
    expect(renamedScript('import px as p$0\nx = p.now()\n', 'q')).toBe(
      'import px as q\nx = q.now()\n',
    );
  });

  test.each([
    ['a$0 = 1\n', '2b', "'2b' cannot be a name: use letters, digits and _."],
    ['a$0 = 1\n', 'for', "'for' is a word of the language."],
    ['a$0 = 1\n', 'str', "'str' is a name of the language."],
    ['a$0 = 1\nb = 2\n', 'b', "There is already a 'b', in line 4."],
    ['b = 1\ndef f(a$0):\n    return a + b\n', 'b', "There is already a 'b', in line 3."],
    ['a$0 = 1\ndef f(b):\n    return a + b\n', 'b', "There is already a 'b', in line 4."],
    ['x = px.cou$0nt\n', 'y', "'count' belongs to the module px."],
    ['x = st$0r\n', 'y', "'str' is not a name of this script."],
    ['x = df.he$0ad(5)\n', 'y', "'head' is a method of every DataFrame."],
    ["x = df.ctx['po$0d']\n", 'y', "'pod' is a key of Kubernetes metadata."],
    ["x = px.DataFrame('co$0nn_stats')\n", 'y', "'conn_stats' is not made by this script."],
  ])('refused: %j', (source, newName, reason) => {
    checkRefusal(source, newName, reason);
  });

  test('a name of another function is no clash', () => {
    checkRename(
      'def f(a$0):\n    return a\ndef g(b):\n    return b\n',
      'b',
      'def f(b):\n    return b\ndef g(b):\n    return b\n',
    );
  });
});

describe('columns', () => {
  test('in every form', () => {
    checkRename(
      `df.s$0low = df.latency > 5
df = df[df['slow']]
df = df.groupby(['slow', "upid"]).agg(n=('slow', px.count))
df = df[["slow", 'n']]
px.display(df.drop('slow'))
`,
      'late',
      `df.late = df.latency > 5
df = df[df['late']]
df = df.groupby(['late', "upid"]).agg(n=('late', px.count))
df = df[["late", 'n']]
px.display(df.drop('late'))
`,
    );
  });

  test('to a name that only a text can have', () => {
    checkRename(
      "df.slow = df.latency > 5\ndf = df[df.slow]\npx.display(df[['s$0low']])\n",
      "it's slow",
      "df['it\\'s slow'] = df.latency > 5\ndf = df[df['it\\'s slow']]\npx.display(df[['it\\'s slow']])\n",
    );
  });

  test('to the name of a method', () => {
    checkRename('df.slow$0 = 1\nx = df.slow\n', 'head', "df['head'] = 1\nx = df['head']\n");
  });

  test('to a name with a suffix where a merge gives it one', () => {
    checkRename(
      `df.a$0 = 1
other = df
df = df.merge(other, 'inner', 'upid', 'upid', suffixes=['', '_r'])
df.b = df.a_r + df.a
`,
      'c',
      `df.c = 1
other = df
df = df.merge(other, 'inner', 'upid', 'upid', suffixes=['', '_r'])
df.b = df.c_r + df.c
`,
    );
  });

  test('the other side of a merge loses its suffix when the names differ then', () => {
    checkRename(
      `df.a$0 = 1
other = px.DataFrame('http_events')
other.a = 2
df = df.merge(other, 'inner', 'upid', 'upid')
df.b = df.a_x + df.a_y
`,
      'c',
      `df.c = 1
other = px.DataFrame('http_events')
other.a = 2
df = df.merge(other, 'inner', 'upid', 'upid')
df.b = df.c + df.a
`,
    );
  });

  test('of an aggregate, with the assignments that replace it', () => {
    checkRename(
      "df = df.agg(rate=('latency', px.mean))\ndf.ra$0te = px.Percent(df.rate)\npx.display(df[['rate']])\n",
      'share',
      "df = df.agg(share=('latency', px.mean))\ndf.share = px.Percent(df.share)\npx.display(df[['share']])\n",
    );
  });

  test.each([
    "x = df['late$0ncy']\n",
    "df = df.drop('laten$0cy')\n",
    "df = df[['time_', 'la$0tency']]\n",
    "df = df.agg(n=('latenc$0y', px.mean))\n",
    "df = df.groupby(['laten$0cy']).agg(n=('time_', px.count))\n",
    "df = px.DataFrame('http_events', select=['late$0ncy'])\n",
    "df = df.groupby('latency').agg(n=('time_', px.count))\ndf.x = df.late$0ncy\n",
    'df = df.append(df)\ndf.x = df.l$0atency\n',
    'def f(d):\n    d.ms = d.laten$0cy / 1000\n    return d\npx.display(f(df))\n',
  ])('of a table is never renamed: %j', (source) => {
    const reason =
      "'latency' is a column of the table http_events: only columns made in the script can be renamed.";
    checkRefusal(source, 'y', reason);
  });

  test('of a table function is never renamed', () => {
    checkRefusal(
      'a = px.GetAgentStatus()\nx = a.host$0name\n',
      'y',
      "'hostname' is a column of px.GetAgentStatus: only columns made in the script can be renamed.",
    );
  });

  test.each([
    [
      'x = df.late$0ncy\n',
      'y',
      "'latency' is a column of the table http_events: only columns made in the script can be renamed.",
    ],
    [
      'df.latency$0 = df.latency / 2\n',
      'y',
      "'latency' is a column of the table http_events: only columns made in the script can be renamed.",
    ],
    [
      "other = df\ndf = df.merge(other, 'inner', 'upid', 'upid')\nx = df.latency_x$0\n",
      'y',
      "'latency_x' is 'latency' with a suffix of merge(): rename 'latency' or change the suffix.",
    ],
    [
      'df.a$0 = 1\n',
      'latency',
      "There is already a column 'latency' in a DataFrame that has this one.",
    ],
    [
      "df = df.agg(n$0=('latency', px.count))\n",
      'n of all',
      "'n of all' cannot be the name of an aggregate: use letters, digits and _.",
    ],
    [
      "df.pod_id$0 = df.ctx['pod_id']\ndf = df[['pod_id']]\ndf.ns = df.ctx['namespace']\n",
      'y',
      "'pod_id' has to keep its name: df.ctx['namespace'] is worked out from it.",
    ],
    [
      "df.ab$0 = 1\ndf = df[['a' + 'b']]\n",
      'y',
      "'ab' is also named by something that is not written in this script as it reads.",
    ],
    ['df.a$0 = 1\n', '', 'A column needs a name.'],
  ])('refused: %j', (source, newName, reason) => {
    checkRefusal(source, newName, reason);
  });
});
