/** Whatever the script, reading it ends, with an answer inside its text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog, parse, type Module } from '#language';
import { eachExpression, eachStatement } from '../../language/src/syntax/walk.ts';
import { printTree } from '../support/printTree.ts';

const catalog = bundledCatalog();
const check = (script: string) => analyze({ script, catalog, nowNs: 0n });
const repeat = (part: string, count: number, separator = '') =>
  Array.from({ length: count }, () => part).join(separator);

const SCRIPT = `import px
def slow(start_time: str, pod: px.Pod):
    """Requests of a pod."""
    df = px.DataFrame('http_events', start_time=start_time)
    df.pod = df.ctx['pod']
    df = df[df.pod == pod and df.latency > 1.5 * 10 ** 6]
    return df.groupby(['pod', 'req_path']).agg(n=('latency', px.count), p=('latency', px.mean))
px.display(slow('-5m', 'a/b').head(n=-(-10)), "out\\x41\\n")
`;

/** Pieces that scripts are made of, in any order. */
const PIECES = [
  'import px',
  'px',
  'df',
  "df = px.DataFrame('http_events')",
  'def f(a, b: int):',
  'return',
  '\n',
  '\n    ',
  '\n\t',
  ' ',
  ':',
  ',',
  '.',
  '=',
  '==',
  '+',
  '-',
  '**',
  'not ',
  ' and ',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  "'",
  '"""',
  '`',
  '\\',
  '#',
  '@',
  '*',
  '1',
  '0x',
  '1.e',
  "u'é",
  'lambda',
  ' if ',
  ' else ',
  'for x in ',
  'yield',
  '.agg(',
  '.ctx[',
  '.merge(',
  '\r',
  '\0',
  '😀',
];
const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((all) => all.join(''));
const cut = fc
  .tuple(fc.nat(SCRIPT.length), fc.nat(SCRIPT.length), fc.constantFrom(...PIECES))
  .map(([from, to, piece]) => SCRIPT.slice(0, from) + piece + SCRIPT.slice(to));
const bytes = fc.uint8Array({ maxLength: 200 }).map((one) => Buffer.from(one).toString('utf8'));

describe.each([
  ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
  ['any bytes', bytes],
  ['pieces of scripts', pieces],
  ['a script with a hole', cut],
])('%s', (_name, texts) => {
  test('is read, with spans inside', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { tree, errors } = parse(text);
        const inside = ({ span }: { span: { start: number; end: number } }) => {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        };
        eachStatement(tree.statements, inside);
        eachExpression(tree, inside);
        errors.forEach(inside);
      }),
      { numRuns: 150 },
    );
  });

  test('is analysed; what the compiler reports comes first', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { problems } = check(text);
        for (const { span } of problems) {
          expect(span.end).toBeLessThanOrEqual(text.length);
          expect(span.start).toBeLessThanOrEqual(span.end);
        }
        const errors = problems.filter(({ severity }) => severity === 'error');
        expect(errors.slice(0, 1).every((one) => one.reportedByCompiler)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

/** The tree without places. */
const shape = (tree: Module): unknown =>
  JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => {
      if (['span', 'at', 'missingComma', 'inline', 'docstring'].includes(key)) return undefined;
      return typeof value === 'bigint' ? `${String(value)}n` : value;
    }),
  );

const expressions = fc.letrec<{ expression: string }>((tie) => {
  const part = tie('expression');
  const leaf = fc.constantFrom('a', 'b.c', '1', '2.5', '1e9', "'x'", "'\\x00\\xff é'", '()');
  const binary = fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '<', '==', 'and', 'or', 'in');
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      leaf,
      fc.tuple(part, binary, part).map((all) => all.join(' ')),
      fc.tuple(fc.constantFrom('-', 'not', '~'), part).map((all) => `(${all.join(' ')})`),
      part.map((one) => `(${one})`),
      fc.tuple(part, part).map(([first, second]) => `[${first}, ${second}]`),
      fc.tuple(part, part).map(([first, second]) => `f(${first}, k=${second})`),
      fc.tuple(part, part).map(([first, second]) => `{${first}: ${second}}`),
      fc.tuple(part, part).map(([first, second]) => `x[${first}, ${second}].y`),
      part.map((one) => `(${one},)`),
    ),
  };
}).expression;

function checkPrinted(text: string): void {
  const { tree, errors } = parse(text);
  expect(errors).toEqual([]);
  expect(shape(parse(printTree(tree)).tree)).toEqual(shape(tree));
}

test('a tree as text is the same tree', () => {
  checkPrinted(SCRIPT);
  fc.assert(
    fc.property(expressions, (one) => {
      checkPrinted(`x = ${one}\n`);
    }),
    { numRuns: 300 },
  );
});

const FRAME = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";
const calls = (body: (index: number) => string) =>
  Array.from({ length: 40 }, (_, index) => `def f${String(index + 1)}(a):\n${body(index)}`).join(
    '',
  );

test.each([
  ['a function that calls itself', 'def f(x):\n    return f(x)\nf(1)\n', 'A function calls itself'],
  ['two that do', 'def f(x):\n    a = g(x)\n    return g(x)\ndef g(x):\n    return f(x)\nf(1)\n'],
  [
    'calls that double',
    `def f0(a):\n    return a\n${calls((n) => `    f${String(n)}(a)\n    return f${String(n)}(a)\n`)}f40(1)\n`,
    'is evaluated for too long',
  ],
  [
    'an expression that doubles',
    `${FRAME}x = df.latency\n${repeat('x = x + x\n', 60)}`,
    'too many',
  ],
  ['an expression that grows', `${FRAME}x = df.latency\n${repeat('x = x + 1\n', 2000)}`, 'deeply'],
  ['operators without end', `${FRAME}${repeat('df = df.head(1)\n', 11_000)}`, 'too many operators'],
  ['brackets', `x = ${repeat('(', 5000)}`, 'too many nested'],
  ['a long sum', `x = ${repeat('1', 5000, ' + ')}`, 'too many nested'],
  ['a long chain', `x = df${repeat('.a', 5000)}`, 'too many nested'],
  ['blocks in blocks', Array.from({ length: 300 }, (_, n) => `${' '.repeat(n)}if x:\n`).join('')],
  ['five megabytes', repeat('df.x = 1\n', 560_000), 'is longer than 1000000 characters'],
])('%s: ends with a message', (_name, script, message = '') => {
  const [first] = check(script).problems.filter(({ severity }) => severity === 'error');
  expect(first?.message).toContain(message);
});

test('many functions that each take too long do not take longer together', () => {
  const doubling = calls((n) => `    f${String(n)}(a)\n    return f${String(n)}(a)\n`);
  const each = Array.from({ length: 150 }, (_, n) => `def g${String(n)}():\n    return f40(1)\n`);
  const { problems } = check(`def f0(a):\n    return a\n${doubling}${each.join('')}`);
  const [first] = problems.filter(({ severity }) => severity === 'error');
  expect(first?.message).toBe(
    'query does not output a result, please add a px.display() statement',
  );
  expect(problems.map(({ message }) => message).join()).toContain('is evaluated for too long');
});

test('functions that all reach each other are looked into one by one', () => {
  const functions = Array.from({ length: 2000 }, (_, index) => {
    const [name, other] = [index + 1, index].map(String);
    return `def f${name ?? ''}():\n    return f${other ?? ''}\n`;
  });
  const { problems } = check(`def f0():\n    return nope\n${functions.join('')}`);
  expect(problems.map(({ message }) => message)).toContain("name 'nope' is not defined");
});

test('after an error, independent ones are found as well', () => {
  const { problems } = check(`${FRAME}px.nope()\ndf.x = df.missing\nx = y\npx.display(df)\n`);
  const found = problems.filter(({ severity }) => severity === 'error');
  expect(found.map(({ message, reportedByCompiler }) => [message, reportedByCompiler])).toEqual([
    ["'px' object has no attribute 'nope'", true],
    ["name 'y' is not defined", false],
    ["Column 'missing' not found in parent dataframe", false],
  ]);
});
