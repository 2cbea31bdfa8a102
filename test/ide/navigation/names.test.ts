/** Which names of a script mean the same thing, and where each is made. */
import { describe, expect, test } from 'vitest';
import { nameTable } from '#ide';
import { parseFixture } from '../../support/fixture.ts';
import { analyzed } from '../../language/semantics/scripts.ts';

/**
 * All mentions of what stands at `$0`, as `line:column text`, writes marked with `=`; and, behind
 * `from`, where the mention at the cursor is made.
 */
function mentionsAt(source: string): readonly string[] {
  const { files, cursors } = parseFixture(source);
  const text = files.get('/main.pxl') ?? '';
  const names = nameTable(analyzed(text));
  const found = names.at(cursors[0]?.offset ?? 0);
  if (found === undefined) return [];
  const place = (start: number) => {
    const before = text.slice(0, start).split('\n');
    return `${String(before.length)}:${String((before.at(-1) ?? '').length + 1)}`;
  };
  const shown = names
    .occurrencesOf(found.symbol)
    .map(
      ({ span, access }) =>
        `${place(span.start)} ${text.slice(span.start, span.end)}${access === 'write' ? ' =' : ''}`,
    );
  return [...shown, ...found.definitions.map(({ span }) => `from ${place(span.start)}`)];
}

const checkMentions = (source: string, expected: readonly string[]): void => {
  expect(mentionsAt(source)).toEqual(expected);
};

const START = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";

describe('variables', () => {
  test('an import', () => {
    checkMentions('import p$0x\npx.now()\n', ['1:8 px =', '2:1 px', 'from 1:8']);
  });

  test('an alias is the name', () => {
    checkMentions('import px as p\np$0.now()\n', ['1:14 p =', '2:1 p', 'from 1:14']);
  });

  test('a read means the nearest binding above', () => {
    checkMentions('x = 1\nx = 2\ny = $0x\n', ['1:1 x =', '2:1 x =', '3:5 x', 'from 2:1']);
  });

  test('a column assignment mentions the DataFrame and does not make it', () => {
    checkMentions(`${START}df.a = df.latency\npx.display(d$0f)\n`, [
      '2:1 df =',
      '3:1 df =',
      '3:8 df',
      '4:12 df',
      'from 2:1',
    ]);
  });

  test('a name of a function is another one than that of the module', () => {
    checkMentions('x = 1\ndef f():\n    x = 2\n    return $0x\ny = x\n', [
      '3:5 x =',
      '4:12 x',
      'from 3:5',
    ]);
  });

  test('before its own binding a function reads the name around it', () => {
    checkMentions('x = 1\ndef f():\n    y = $0x\n    x = 2\n    return x\n', [
      '1:1 x =',
      '3:9 x',
      'from 1:1',
    ]);
  });

  test('a function may be defined below its callers', () => {
    checkMentions('def f():\n    return $0g()\ndef g():\n    return 1\n', [
      '2:12 g',
      '3:5 g =',
      'from 3:5',
    ]);
  });

  test('a column assignment in a function means the DataFrame around it', () => {
    checkMentions(`${START}def f():\n    d$0f.a = 1\n    return df\n`, [
      '2:1 df =',
      '4:5 df =',
      '5:12 df',
      'from 2:1',
    ]);
  });

  test('keyword arguments are mentions of the parameter', () => {
    checkMentions('def f(a, b):\n    return a\nf(1, b=2)\nf($0a=1, b=2)\n', [
      '1:7 a =',
      '2:12 a',
      '4:3 a',
      'from 1:7',
    ]);
  });

  test('keyword arguments of a call by another name of the function are too', () => {
    checkMentions('def f(a):\n    return a\ng = f\ndef h():\n    return g($0a=1)\n', [
      '1:7 a =',
      '2:12 a',
      '5:14 a',
      'from 1:7',
    ]);
  });

  test('of a name that stands for something else by then they are not', () => {
    checkMentions('def f(a):\n    return a\ng = f\ng = 1\ng($0a=1)\n', []);
  });

  test('names that are not in the script have no mentions', () => {
    checkMentions('x = $0str\n', []);
  });

  test('a broken line hides nothing of the others', () => {
    checkMentions('x = 1\ny = (x +\nz = $0x\n', ['1:1 x =', '2:6 x', '3:5 x', 'from 1:1']);
  });
});

describe('columns', () => {
  test('of an assignment, by attribute and by text', () => {
    checkMentions(`${START}df.s$0low = df.latency > 5\ndf = df[df['slow']]\n`, [
      '3:4 slow =',
      '4:13 slow',
      'from 3:4',
    ]);
  });

  test('assigned again are one column; a read means the last assignment', () => {
    checkMentions(`${START}df.a = 1\ndf.a = df.a + 1\npx.display(df[['$0a']])\n`, [
      '3:4 a =',
      '4:4 a =',
      '4:11 a',
      '5:17 a',
      'from 4:4',
    ]);
  });

  test('of an aggregate, through groups, projection and drop', () => {
    checkMentions(
      `${START}df.svc = df.ctx['service']
df = df.groupby(['svc', 'upid']).agg(n=('latency', px.count))
df = df.groupby('s$0vc').agg(n=('n', px.sum))
df = df[['svc', 'n']].drop('svc')
`,
      ['3:4 svc =', '4:19 svc', '5:18 svc', '6:11 svc', '6:29 svc', 'from 3:4'],
    );
  });

  test('of an aggregate itself', () => {
    checkMentions(`${START}df = df.groupby('upid').agg(n$0=('latency', px.count))\ndf.m = df.n\n`, [
      '3:29 n =',
      '4:11 n',
      'from 3:29',
    ]);
  });

  test('are of the parent of the operator, not of the name they are written on', () => {
    checkMentions(`${START}other = df\ndf.a = 1\ndf = df[other.$0a == 1]\n`, [
      '4:4 a =',
      '5:15 a',
      'from 4:4',
    ]);
  });

  test('of a table come from the call that reads it', () => {
    checkMentions(`${START}df.a = df.lat$0ency\ndf = df.groupby('latency').agg()\n`, [
      '3:11 latency',
      '4:18 latency',
      'from 2:9',
    ]);
  });

  test('with a merge suffix come from the suffix', () => {
    checkMentions(
      `${START}other = df
df = df.merge(other, 'inner', 'upid', 'upid', suffixes=['', '_r'])
df.a = df.latency_$0r
`,
      ['5:11 latency_r', 'from 4:62'],
    );
  });

  test('with the usual suffixes come from the merge', () => {
    checkMentions(
      `${START}other = df
df = df.merge(other, 'inner', 'upid', 'upid')
df.a = df.latency_$0x
`,
      ['5:11 latency_x', 'from 4:9'],
    );
  });

  test('that are merge keys, each of its side', () => {
    checkMentions(
      `${START}df.mine = 1
other = df[['latency']]
other.theirs = 2
df = df.merge(other, how='inner', left_on='mine', right_on='$0theirs')
`,
      ['5:7 theirs =', '6:61 theirs', 'from 5:7'],
    );
  });

  test('of one function called with two DataFrames are one, made at two places', () => {
    checkMentions(
      `${START}def half(one):
    one.h = one.n$0 / 2
    return one
a = half(df.agg(n=('latency', px.sum)))
b = half(df.agg(n=('latency', px.max)))
`,
      ['4:17 n', '6:17 n =', '7:17 n =', 'from 6:17', 'from 7:17'],
    );
  });

  test('named by a text in a variable', () => {
    checkMentions(`${START}df.a = 1\nkeys = ['$0a']\ndf = df.groupby(keys).agg()\n`, [
      '3:4 a =',
      '4:10 a',
      'from 3:4',
    ]);
  });

  test('of appended DataFrames are one', () => {
    checkMentions(
      `${START}a = df.agg(n=('latency', px.sum))
b = df.agg(n=('latency', px.max))
both = a.append(b)
both.m = both.$0n
`,
      ['3:12 n =', '4:12 n =', '6:15 n', 'from 3:12', 'from 4:12'],
    );
  });

  test('that nothing uses yet', () => {
    checkMentions(`${START}df.a = 1\ndf.$0a\n`, ['3:4 a =', '4:4 a', 'from 3:4']);
  });
});
