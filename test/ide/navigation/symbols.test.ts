/** The outline of a script. */
import { describe, expect, test } from 'vitest';
import { documentSymbols, treeSymbols, type OutlineSymbol } from '#ide';
import { parse } from '#language';
import { analyzed } from '../../language/semantics/scripts.ts';

/** One line a symbol, children indented: `kind name detail [selected text]`. */
const shown = (text: string, symbols: readonly OutlineSymbol[], indent = ''): readonly string[] =>
  symbols.flatMap(({ kind, name, detail, span, extent, children }) => {
    expect(extent.start <= span.start && span.end <= extent.end).toBe(true);
    const selected = text.slice(span.start, span.end);
    return [
      `${indent}${kind} ${name} ${detail} [${selected}]`,
      ...shown(text, children, `${indent}  `),
    ];
  });

const checkSymbols = (script: string, expected: readonly string[]): void => {
  expect(shown(script, documentSymbols(analyzed(script)))).toEqual(expected);
};

const SCRIPT = `import px
limit = 5
def slow(start: str, least):
    df = px.DataFrame('http_events', select=['latency', 'upid'], start_time=start)
    df = df[df.latency > least]
    px.debug(df, 'raw')
    return df
out = slow('-5m', 5)
out = out.head(limit)
px.display(out, 'slowest')
px.display(out)
`;

describe('the outline', () => {
  test('has functions, DataFrames with their columns, shown tables by name', () => {
    checkSymbols(SCRIPT, [
      'value limit  [limit]',
      'function slow (start, least) [slow]',
      '  dataFrame df 2 columns [df]',
      "  display raw debug ['raw']",
      'dataFrame out 2 columns [out]',
      "display slowest display ['slowest']",
      'display output display [px.display]',
    ]);
  });

  test('has tracepoints and exports', () => {
    checkSymbols(
      "import px\nimport pxtrace\npxtrace.UpsertTracepoint('sleeps', 'sleep_table', 'p', pxtrace.kprobe(), '5m')\npx.export(px.DataFrame('http_events'), px.otel.Data(resource={}, data=[]))\n",
      ["tracepoint sleeps UpsertTracepoint ['sleeps']", 'export export export [px.export]'],
    );
  });

  test('is there for a broken script', () => {
    checkSymbols('import px\ndef f(:\n    return 1\ndef g():\n    return 2\n', [
      'function g () [g]',
    ]);
  });

  test('of a script that is not open knows what the tree says', () => {
    expect(shown(SCRIPT, treeSymbols(parse(SCRIPT).tree))).toEqual([
      'value limit  [limit]',
      'function slow (start, least) [slow]',
      '  dataFrame df  [df]',
      "  display raw debug ['raw']",
      'value out  [out]',
      "display slowest display ['slowest']",
      'display output display [px.display]',
    ]);
  });
});
