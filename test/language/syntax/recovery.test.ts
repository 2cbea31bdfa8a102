/** Statements behind a broken one survive, and nothing makes the parser throw. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, type Expression, type Statement } from '#language';

/** A short text form of the statements, `!` for broken ones. */
function outline(statements: readonly Statement[]): string {
  return statements
    .map((node) => {
      if (node.kind === 'Function')
        return `def ${node.name.text}{${outline(node.body.statements)}}`;
      if (node.kind === 'Assign') return `${word(node.targets[0])}=${word(node.value)}`;
      if (node.kind === 'ExpressionStatement') return word(node.value);
      if (node.kind === 'Import') return `import ${node.names[0]?.name.text ?? '?'}`;
      if (node.kind === 'Return') return `return ${word(node.value)}`;
      return '!';
    })
    .join('; ');
}

function word(node: Expression | undefined): string {
  if (node === undefined) return '?';
  if (node.kind === 'Name') return node.id;
  if (node.kind === 'Attribute') return `${word(node.value)}.${node.name?.text ?? '?'}`;
  if (node.kind === 'Call') return `${word(node.callee)}()`;
  if (node.kind === 'Missing') return '?';
  return node.kind;
}

describe('recovery', () => {
  test.each([
    ['df.\nx = df', 'df.?; x=df'],
    ['x = (1 + \ny = 2', 'x=Binary; y=Integer'],
    ['df = px.DataFrame(\nx = df\npx.display(x)', 'df=px.DataFrame(); x=df; px.display()'],
    ['df = df[df.a == \ny = df.b', 'df=Subscript; y=df.b'],
    ['x = \ny = 1', 'x=?; y=Integer'],
    ['df.a = px.\npx.display(df)', 'df.a=px.?; px.display()'],
    ['def f(a):\n  x = a.\n  return x\ny = 1', 'def f{x=a.?; return x}; y=Integer'],
    [
      "import px\ndf = px.DataFrame('http_events\npx.display(df)",
      'import px; df=px.DataFrame(); px.display()',
    ],
    ["df = df.groupby(['a', 'b'\ndf.c = 1", 'df=df.groupby(); df.c=Integer'],
    ['def f(a):\n  a.\n  return a\nf(b)', 'def f{a.?; return a}; f()'],
    ['def f(a):\n  x = a\n  x.', 'def f{x=a; x.?}'],
    ['x = (1]\ndf.a', '!; df.a'],
    ["x = '''(\n'''\ny.\nz", 'x=String; y.?; z'],
  ])('%j', (text, wanted) => {
    const result = parse(text);
    expect(result.errors.length).toBeGreaterThan(0);
    expect(outline(result.tree.statements)).toBe(wanted);
  });
});

function checkSpans(value: unknown, length: number): void {
  if (Array.isArray(value)) {
    for (const item of value) checkSpans(item, length);
  } else if (typeof value === 'object' && value !== null) {
    if ('start' in value && 'end' in value) {
      expect(value.start).toBeGreaterThanOrEqual(0);
      expect(value.end).toBeLessThanOrEqual(length);
    }
    for (const item of Object.values(value)) checkSpans(item, length);
  }
}

const fragments = fc.constantFrom(
  'df',
  '.',
  '=',
  '(',
  ')',
  '[',
  ']',
  ',',
  ' ',
  '\n',
  '\n  ',
  'def f(',
  ':',
  "'",
  '"""',
  '#',
  'px.DataFrame(',
  'import px',
  'return',
  '1',
  '0x',
  '`',
  '\\',
  '\t',
  'é',
  '\u0000',
  '\ud800',
);

describe('any text', () => {
  test('is parsed with spans inside it', () => {
    fc.assert(
      fc.property(fc.array(fragments, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        checkSpans(parse(text).tree, text.length);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        checkSpans(parse(text).tree, text.length);
      }),
    );
  });

  test.each(['(', '[', '{', 'f(', '-', 'not ', 'a.', "'"])('%j 50,000 times', (part) => {
    expect(() => parse(part.repeat(50_000))).not.toThrow();
  });
});
