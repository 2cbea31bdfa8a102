/** What the compiler says of a script is the same whether its parts are looked at apart or not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog, compile, type Analysis } from '#language';
import { moduleParts } from '../../../../language/src/semantics/incremental/moduleParts.ts';
import { freeNames, namesIn } from '../../../../language/src/semantics/incremental/freeNames.ts';
import { parse } from '../../../../language/src/syntax/parser.ts';
import { oracleCases } from '../../../support/oracle.ts';

const catalog = bundledCatalog();

/** What the real compiler would say, and the tables it would show. */
const answerOf = ({ problems, status, outputs }: Analysis) => ({
  problems: problems
    .filter(({ reportedByCompiler }) => reportedByCompiler)
    .map(({ message, compilerPosition, span }) => ({ message, compilerPosition, span })),
  status,
  outputs: status === '' ? outputs.map(({ name, relation }) => ({ name, relation })) : [],
});

test('of every recorded script', () => {
  const different = oracleCases().filter((one) => {
    const { script, exec_funcs: funcs = [] } = one;
    const execFuncs = funcs.map(({ func_name, output_table_prefix, args }) => ({
      funcName: func_name,
      outputTablePrefix: output_table_prefix,
      args,
    }));
    const request = { script, catalog, nowNs: 1_700_000_000_000_000_000n, execFuncs };
    const [apart, whole] = [analyze(request), compile(request)].map(answerOf);
    const isTraced = /\bpxtrace\b/.test(script);
    return !isTraced && JSON.stringify(apart) !== JSON.stringify(whole);
  });
  expect(different.map(({ id }) => id)).toEqual([]);
});

/** Tables that are displayed, most of them wrong in one step of the compiler or another. */
const DISPLAYED = [
  'FRAME',
  "FRAME.head(3)[['nope']]",
  'FRAME[FRAME.latency]',
  "FRAME.groupby('req_path')",
  "FRAME.groupby('gone').agg(n=('latency', px.count))",
  "FRAME.groupby('req_path').agg(n=('lost', px.count)).head(2).drop('n')",
  "FRAME.drop('missing')",
  "FRAME.merge(FRAME, how='inner', left_on='upid', right_on='void', suffixes=['', '_r'])",
  "FRAME.agg(n=('latency', px.mean))[['n']][['m']]",
  'px.nope(FRAME)',
  'FRAME.absent()',
  'later(FRAME)',
  "keyed('pod')",
  "keyed('strange')",
  "keyed('pod').agg(n=('latency', px.count)).head(1)",
  "unkeyed('pod')",
];

test('of scripts with several mistakes', () => {
  const tables = fc.array(fc.constantFrom(...DISPLAYED), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(tables, (all) => {
      const shown = all.map((one, index) => {
        const frame = "px.DataFrame('http_events', start_time='-5m')";
        return `px.display(${one.replaceAll('FRAME', frame)}, 't${String(index)}')\n`;
      });
      const script = `import px
def later(df):
    df.x = df.unknown + 1
    return df
def keyed(key):
    df = px.DataFrame('http_events', start_time='-5m')
    df.k = df.ctx[key]
    return df[df.k == 'a']
def unkeyed(key):
    df = px.DataFrame('http_events', start_time='-5m')
    k = df.ctx[key]
    return df
${shown.join('')}`;
      const request = { script, catalog, nowNs: 0n };
      expect(answerOf(analyze(request))).toEqual(answerOf(compile(request)));
    }),
    { numRuns: 500 },
  );
});

/** The parts of a script, by the text of their first lines. */
function checkParts(script: string, expected: readonly (readonly string[])[] | undefined): void {
  const namesOf = (node: Parameters<Parameters<typeof moduleParts>[2]>[0]) =>
    node.kind === 'Function' ? freeNames(node) : namesIn([node]);
  const found = moduleParts(parse(script).tree, script, namesOf);
  const shown = found?.islands.map(({ statements }) =>
    statements.map(({ span }) => script.slice(span.start, span.end)),
  );
  expect(shown).toEqual(expected);
}

describe('parts of a script', () => {
  test('are told apart by names', () => {
    checkParts(
      'import px\na = px.DataFrame("x")\nb = px.DataFrame("y")\na.c = 1\npx.display(b)\n',
      [
        ['a = px.DataFrame("x")', 'a.c = 1'],
        ['b = px.DataFrame("y")', 'px.display(b)'],
      ],
    );
  });

  test('are tied together by what functions read', () => {
    checkParts('import px\na = px.DataFrame("x")\ndef f():\n    return a\npx.display(f())\n', [
      ['a = px.DataFrame("x")', 'px.display(f())'],
    ]);
  });

  test('are not tied together by constants and own names of functions', () => {
    const script =
      'n = 10\nm = n * 2\ndef f(df):\n    df = df.head(m)\n    return df\nf(1)\nf(n)\n';
    checkParts(script, [['f(1)'], ['f(n)']]);
  });

  test('are not tied together by an import that is repeated', () => {
    checkParts('import px\npx\nimport px\npx\n', [['px'], ['px']]);
  });

  test.each([
    ['a name bound twice ties', 'n = 1\nf(n)\nn = 2\ng(n)\n', [['n = 1', 'f(n)', 'n = 2', 'g(n)']]],
    ['a name read too early ties', 'f(n)\nn = 1\ng(n)\n', [['f(n)', 'n = 1', 'g(n)']]],
  ])('%s', (_name, script, expected) => {
    checkParts(script, expected);
  });

  test.each([
    ['a function defined twice', 'def f(): \n  return 1\nf()\ndef f():\n  return 2\n'],
    ['a module that is changed', 'import px\npx.Pod = str\n'],
    ['a decorated function', '@a\ndef f():\n  return 1\n'],
    ['tracepoints', 'import pxtrace\nx = 1\n'],
    ['a return outside', 'return 1\n'],
    ['an import that comes too late', 'px\nimport px\n'],
    ['an import of something else', 'import px\npx\nimport pxviews as px\n'],
    ['a function that comes too late', 'x = f()\ndef f():\n  return 1\n'],
  ])('cannot be told of %s', (_name, script) => {
    checkParts(script, undefined);
  });
});
