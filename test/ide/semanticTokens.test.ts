/** What each word of a script is. */
import { describe, expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import { nameTable, semanticTokens } from '#ide';
import { analyzed } from '../language/semantics/scripts.ts';

/** `word: type modifiers` of the words of the last line. */
const checkTokens = (script: string, expected: readonly string[]): void => {
  const analysis = analyzed(script);
  const lastLine = script.trimEnd().lastIndexOf('\n') + 1;
  const tokens = semanticTokens(analysis, nameTable(analysis), bundledCatalog())
    .filter(({ span }) => span.start >= lastLine)
    .map(({ span, type, modifiers }) =>
      [`${script.slice(span.start, span.end)}: ${type}`, ...modifiers].join(' '),
    );
  expect(tokens).toEqual(expected);
};

const START = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";

describe('words', () => {
  test('of an import', () => {
    checkTokens('import px\n', ['px: namespace declaration']);
  });

  test('of a DataFrame', () => {
    checkTokens("import px\ndf = px.DataFrame(table='http_events', start_time='-5m')\n", [
      'df: variable declaration',
      'px: namespace',
      'DataFrame: class defaultLibrary',
      'table: parameter',
      'http_events: table',
      'start_time: parameter',
    ]);
  });

  test('of columns, created or read, and metadata', () => {
    checkTokens(`${START}df.pod = df.ctx['pod']\n`, [
      'df: variable modification',
      'pod: property declaration created',
      'df: variable',
      'ctx: property defaultLibrary',
      'pod: metadataKey',
    ]);
  });

  test('of an aggregate', () => {
    checkTokens(`${START}df = df.groupby('upid').agg(n=('latency', px.count))\n`, [
      'df: variable declaration',
      'df: variable',
      'groupby: method defaultLibrary',
      'upid: property',
      'agg: method defaultLibrary',
      'n: property declaration created',
      'latency: property',
      'px: namespace',
      'count: function aggregate defaultLibrary',
    ]);
  });

  test('of a function with types', () => {
    checkTokens('import px\ndef f(a: str, b: px.Pod): return a\n', [
      'f: function declaration',
      'a: parameter declaration',
      'str: type defaultLibrary',
      'b: parameter declaration',
      'px: namespace',
      'Pod: type defaultLibrary',
      'a: parameter',
    ]);
  });

  test('of a call with keywords', () => {
    checkTokens('def f(a):\n    return a\nx = f(a=1)\n', [
      'x: variable declaration',
      'f: function',
      'a: parameter',
    ]);
  });

  test('that nothing is known of have none', () => {
    checkTokens('x = unknown.thing + None\n', ['x: variable declaration']);
  });
});
