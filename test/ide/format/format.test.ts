/** Formatting: layout changes, meaning does not. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { oracleCases } from '../../support/oracle.ts';
import { compiled } from '../../language/semantics/scripts.ts';
import { applied } from '../actions/checkAction.ts';
import { checkFormat, checkLeft, checkRange, formatted } from './checkFormat.ts';

describe('a script', () => {
  test('gets the usual layout', () =>
    checkFormat(
      'import px\n\ndf=px.DataFrame("http_events",start_time = "-5m")\ndf.x=df.latency/1000   # ms\npx.display(df)',
      "import px\n\ndf = px.DataFrame('http_events', start_time='-5m')\ndf.x = df.latency / 1000  # ms\npx.display(df)\n",
    ));

  test('gets the comma it lacks', () =>
    checkFormat(
      "df = df.agg(a=('x', px.sum) b=('x', px.count))\n",
      "df = df.agg(a=('x', px.sum), b=('x', px.count))\n",
    ));

  test('keeps its flags, comments and docstrings', () =>
    checkFormat(
      "#px:set max_output_rows_per_table=5\n#a comment\ndef f(a):\n  '''Says\n     what.'''\n  return a # why\n",
      '#px:set max_output_rows_per_table=5\n# a comment\ndef f(a):\n    """Says\n    what."""\n    return a  # why\n',
    ));

  test('keeps its line ends', () => checkFormat('a=1\r\nb=2\r\n', 'a = 1\r\nb = 2\r\n'));

  test('is left alone where it does not parse', () =>
    checkLeft('a=1\nb=(2\n', 'line 3: SyntaxError: Expected `)`'));

  test.each([['a = 010\n'], ["a = u'\\n'\n"], ['a = b <> c\n']])(
    'is left alone where Python 3 reads it otherwise: %s',
    (text) => {
      expect(formatted(text).kind).toBe('left');
    },
  );
});

describe('a range', () => {
  test('of whole statements, though only parts of them are selected', () =>
    checkRange('a=1\nb$0=2\nc=[3,\n  $04]\nd=5\n', 'a=1\nb = 2\nc = [3, 4]\nd=5\n'));

  test('inside a function', () =>
    checkRange('def f(a):\n    b=$0a\n    return  b\n', 'def f(a):\n    b = a\n    return  b\n'));

  test('of one statement, indented as its block is', () =>
    checkRange('def f(a):\n  b=$0a\n  return  b\n', 'def f(a):\n  b = a\n  return  b\n'));

  test('takes the function where its statements would be indented otherwise', () =>
    checkRange(
      'x=1\ndef f(a):\n  b=$0a\n  return  b$0\n',
      'x=1\ndef f(a):\n    b = a\n    return b\n',
    ));
});

const examples = join(import.meta.dirname, '../../../examples');
const exampleScripts = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.pxl'))
  .map((path) => ({ id: path, script: readFileSync(join(examples, path), 'utf8') }));

const everyFifth = oracleCases().filter(({ ok }, index) => ok && index % 5 === 0);

describe('whatever is formatted', () => {
  test('every example is formatted', () => {
    const left = exampleScripts.filter(({ script }) => formatted(script).kind === 'left');
    expect(left.map(({ id }) => id)).toEqual([]);
  });

  // Not by the trees, which formatting compares itself: the compiler's plans must be the same.
  test('recorded scripts keep their plan, and once is enough', () => {
    const leftAlone: string[] = [];
    for (const { id, script } of [...exampleScripts, ...everyFifth]) {
      const outcome = formatted(script);
      if (outcome.kind === 'left') {
        leftAlone.push(outcome.reason);
        continue;
      }
      const text = applied(script, outcome);
      expect(planText(text), id).toBe(planText(script));
      expect(formatted(text), id).toEqual({ kind: 'formatted', edits: [] });
    }
    // Python 2 only: what the formatter cannot read.
    expect(leftAlone.filter((reason) => !/ at byte range /.test(reason))).toEqual([]);
    expect(leftAlone.length).toBeLessThan(20);
  });
});

const planText = (script: string): string =>
  JSON.stringify(compiled(script).plan, (key, value: unknown) =>
    key === 'span' || key === 'at' ? undefined : typeof value === 'bigint' ? String(value) : value,
  );
