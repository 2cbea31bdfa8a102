/** What the grammar makes of each word: the innermost scope, without `.pxl` or `.bpftrace`. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { loadGrammar, tokenize } from './grammar.ts';

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

const scopesOf = (text: string): readonly string[] =>
  tokenize(grammar, text).map(({ text: word, scopes }) =>
    `${word} ${(scopes.at(-1) ?? '').replace(/\.(pxl|bpftrace)$/, '')}`.trim(),
  );

/** `word scope` for each token that is neither punctuation nor an operator, of the whole text. */
const checkWords = (text: string, expected: readonly string[]): void => {
  const words = scopesOf(text).filter(
    (one) => !/ (punctuation|keyword\.operator\.a)\S*$/.test(one),
  );
  expect(words).toEqual(expected);
};

describe('statements', () => {
  test('imports', () => {
    checkWords('import px as p\nfrom px import DataFrame', [
      'import keyword.control.import',
      'px support.module',
      'as keyword.control.import',
      'p entity.name.namespace',
      'from keyword.control.import',
      'px support.module',
      'import keyword.control.import',
      'DataFrame entity.name.namespace',
    ]);
  });

  test('functions with annotations', () => {
    checkWords('def f(a, b: px.Pod, c: str):\n    return a', [
      'def storage.type.function',
      'f entity.name.function',
      'a variable.parameter',
      'b variable.parameter',
      'px support.module',
      'Pod support.type',
      'c variable.parameter',
      'str support.type',
      'return keyword.control.flow',
      'a variable.other',
    ]);
  });

  test('parameters on lines of their own', () => {
    checkWords('def f(\n    a: str,\n    b\n):\n    x = a', [
      'def storage.type.function',
      'f entity.name.function',
      'a variable.parameter',
      'str support.type',
      'b variable.parameter',
      'x variable.other.assignment',
      'a variable.other',
    ]);
  });

  test('decorators', () => {
    checkWords("@pxtrace.probe('f')\ndef f():", [
      'pxtrace.probe entity.name.function.decorator',
      'f string.quoted.single',
      'def storage.type.function',
      'f entity.name.function',
    ]);
  });

  test('flags of a run and comments', () => {
    checkWords('#px:set analyze=true\nx = 1 # why', [
      '#px:set keyword.control.directive',
      'analyze variable.parameter.directive',
      'true constant.other.directive',
      'x variable.other.assignment',
      '1 constant.numeric.integer',
      'why comment.line.number-sign',
    ]);
  });

  test('what PxL refuses', () => {
    checkWords('for x in y: pass', [
      'for invalid.illegal.keyword',
      'x variable.other',
      'in invalid.illegal.keyword',
      'y variable.other',
      'pass invalid.illegal.keyword',
    ]);
  });
});

describe('expressions', () => {
  test('a DataFrame with keywords', () => {
    checkWords("df = px.DataFrame(table='t', start_time='-5m')", [
      'df variable.other.assignment',
      'px support.module',
      'DataFrame support.class',
      'table variable.parameter.function-call',
      't string.quoted.single',
      'start_time variable.parameter.function-call',
      '-5m string.quoted.single',
    ]);
  });

  test('columns, metadata and methods', () => {
    checkWords("df.pod = df.ctx['pod']\ndf = df.groupby('pod').agg(n=('x', px.count))", [
      'df variable.other',
      'pod variable.other.property',
      'df variable.other',
      'ctx variable.language.ctx',
      'pod string.quoted.single',
      'df variable.other.assignment',
      'df variable.other',
      'groupby support.function.dataframe',
      'pod string.quoted.single',
      'agg support.function.dataframe',
      'n variable.parameter.function-call',
      'x string.quoted.single',
      'px support.module',
      'count support.function',
    ]);
  });

  test('members of px', () => {
    checkWords('px.otel.metric.Gauge(px.otel.trace.SPAN_KIND_SERVER, px.vis.vega, px.Bytes)', [
      'px support.module',
      'otel support.module',
      'metric support.module',
      'Gauge support.function',
      'px support.module',
      'otel support.module',
      'trace support.module',
      'SPAN_KIND_SERVER support.constant',
      'px support.module',
      'vis support.module',
      'vega support.function',
      'px support.module',
      'Bytes support.type',
    ]);
  });

  test('keyword arguments that are named like types', () => {
    checkWords('f(list=1, in_=2)', [
      'f entity.name.function.call',
      'list variable.parameter.function-call',
      '1 constant.numeric.integer',
      'in_ variable.parameter.function-call',
      '2 constant.numeric.integer',
    ]);
  });

  test('numbers', () => {
    checkWords('[1, 1.5, .5, 5., 1e3, 0x10, 0b1, 017, 10L, 1_000, 2j]', [
      '1 constant.numeric.integer',
      '1.5 constant.numeric.float',
      '.5 constant.numeric.float',
      '5. constant.numeric.float',
      '1e3 constant.numeric.float',
      '0x10 constant.numeric.hex',
      '0b1 constant.numeric.binary',
      '017 constant.numeric.octal',
      '10L constant.numeric.integer',
      '1_000 invalid.illegal.number',
      '2j invalid.illegal.number',
    ]);
  });

  test('an unclosed bracket ends with the next statement of the module', () => {
    checkWords('x = f(1,\ndef g():', [
      'x variable.other.assignment',
      'f entity.name.function.call',
      '1 constant.numeric.integer',
      'def storage.type.function',
      'g entity.name.function',
    ]);
  });
});

describe('texts', () => {
  test('escapes, known and unknown', () => {
    checkWords(String.raw`x = 'a\n\x41\101\q'`, [
      'x variable.other.assignment',
      'a string.quoted.single',
      String.raw`\n constant.character.escape`,
      String.raw`\x41 constant.character.escape`,
      String.raw`\101 constant.character.escape`,
      String.raw`\q string.quoted.single`,
    ]);
  });

  test('prefixes; raw texts have no escapes', () => {
    checkWords(String.raw`x = r'\n' + u"\n" + b'\n'`, [
      'x variable.other.assignment',
      'r storage.type.string',
      String.raw`\n string.quoted.single`,
      'u storage.type.string',
      String.raw`\n string.quoted.double`,
      'b storage.type.string',
      String.raw`\n constant.character.escape`,
    ]);
  });

  test('a prefix that PxL does not have', () => {
    checkWords("x = f'a'", [
      'x variable.other.assignment',
      'f invalid.illegal.prefix',
      'a string.quoted.single',
    ]);
  });

  test('a quote in a raw text', () => {
    checkWords(String.raw`x = r'a\'b' + y`, [
      'x variable.other.assignment',
      'r storage.type.string',
      'a string.quoted.single',
      String.raw`\' string.quoted.single`,
      'b string.quoted.single',
      'y variable.other',
    ]);
  });

  test('an unclosed text ends with its line', () => {
    checkWords("x = 'a\ny = 1", [
      'x variable.other.assignment',
      'a string.quoted.single',
      'y variable.other.assignment',
      '1 constant.numeric.integer',
    ]);
  });

  test('docstrings', () => {
    checkWords('def f():\n    """What\n    it does."""\n    x = """a"""', [
      'def storage.type.function',
      'f entity.name.function',
      'What string.quoted.docstring.multi',
      'it does. string.quoted.docstring.multi',
      'x variable.other.assignment',
      'a string.quoted.triple',
    ]);
  });
});

describe('bpftrace programs', () => {
  const PROGRAM = `p = """
// drops
kprobe:tcp_drop,
kprobe:tcp_other
/ pid == 1 /
{
  $sk = (struct sock *)arg0;
  @drops[comm] = count();
  printf("time_:%llu n:%d\\n", nsecs, $sk->sk_num);
}
"""
x = 1`;

  test('are coloured from their first probe to the end of the text', () => {
    checkWords(PROGRAM, [
      'p variable.other.assignment',
      '// drops comment.line.double-slash',
      'kprobe storage.type.probe',
      'tcp_drop entity.name.function.probe',
      ', meta.embedded.block',
      'kprobe storage.type.probe',
      'tcp_other entity.name.function.probe',
      'pid variable.language',
      '== keyword.operator',
      '1 constant.numeric',
      '{ meta.embedded.block',
      '$sk variable.other.scratch',
      '= keyword.operator',
      '( meta.embedded.block',
      'struct storage.type',
      'sock meta.embedded.block',
      '* keyword.operator',
      ') meta.embedded.block',
      'arg0 variable.language',
      '; meta.embedded.block',
      '@drops variable.other.map',
      '[ meta.embedded.block',
      'comm variable.language',
      '] meta.embedded.block',
      '= keyword.operator',
      'count support.function',
      '(); meta.embedded.block',
      'printf support.function',
      '( meta.embedded.block',
      '" string.quoted.double',
      'time_: string.quoted.double',
      '%llu constant.other.placeholder',
      'n: string.quoted.double',
      '%d constant.other.placeholder',
      String.raw`\n constant.character.escape`,
      '" string.quoted.double',
      ', meta.embedded.block',
      'nsecs variable.language',
      ', meta.embedded.block',
      '$sk variable.other.scratch',
      'sk_num variable.other.member',
      '); meta.embedded.block',
      '} meta.embedded.block',
      'x variable.other.assignment',
      '1 constant.numeric.integer',
    ]);
  });

  test('are not seen in other texts', () => {
    checkWords('x = """About kprobe:tcp_drop.\nBEGIN here\nprofile of a pod"""', [
      'x variable.other.assignment',
      'About kprobe:tcp_drop. string.quoted.triple',
      'BEGIN here string.quoted.triple',
      'profile of a pod string.quoted.triple',
    ]);
  });
});

test('every form of text ends where it ends', () => {
  for (const quote of ["'", '"', "'''", '"""']) {
    for (const prefix of ['', 'r', 'R', 'u', 'U', 'b', 'B', 'br', 'ur']) {
      const words = scopesOf(`x = ${prefix}${quote}a${quote} + y`);
      expect(words.at(-1), prefix + quote).toBe('y variable.other');
    }
  }
});
