/** What is underlined while typing, over a real connection. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { LSP_METHODS } from '#protocol/lsp';
import { withEditor, type Editor } from './support/editor.ts';

const MAIN = 'file:///ws/main.pxl';
const SEVERITIES = ['', 'error', 'warning', 'information', 'hint'];

const shown = ({ range, severity, code, message }: Diagnostic) => ({
  line: range.start.line,
  start: range.start.character,
  end: range.end.character,
  text: `${SEVERITIES[severity ?? DiagnosticSeverity.Error] ?? ''}[${String(code)}]: ${message}`,
});

async function expectMarked(editor: Editor): Promise<void> {
  const problems = (await editor.diagnostics()).map(shown);
  const wanted = editor.fixture.expectations.map(({ line, start, end, text }) => ({
    ...{ line, start, end, text },
  }));
  expect(problems).toEqual(wanted);
}
/** Compares with the fixture's marks. */
const checkDiagnostics = (source: string) => withEditor(source, expectMarked);

describe('problems while typing', () => {
  test('an unknown column', () =>
    checkDiagnostics(`import px
df = px.DataFrame('http_events', start_time='-5m')
df.slow = df.latencyy > 1000
#           ^^^^^^^^^ error[PXL202]: Column 'latencyy' not found in parent dataframe
px.display(df)`));

  test('a syntax error is told once, where it helps', () =>
    checkDiagnostics(`import px
df = px.DataFrame('http_events', start_time='-5m'
px.display(df)
#            ^ error[PXL001]: SyntaxError: Expected keyword argument`));

  test('nothing about an empty file', () => checkDiagnostics('\n'));

  test('a vis.json that calls a function which is not there', () =>
    withEditor(
      `#- /vis.json
{"globalFuncs": [{"outputName": "o", "func": {"name": "gone", "args": []}}]}
#- /main.pxl
import px
px.display(px.DataFrame('http_events', start_time='-5m'))`,
      async (editor) => {
        const [problem] = await editor.diagnostics();
        expect(problem?.message).toContain("'gone'");
      },
    ));
});

describe('problems of a run', () => {
  const SCRIPT = "import px\npx.display(px.DataFrame('http_events', start_time='-5m'))\n";
  const failed = { errors: [{ line: 2, column: 23, message: 'Table is gone.' }], status: '' };

  test('are shown with those found while typing, until the next edit', () =>
    withEditor(SCRIPT, async (editor) => {
      await editor.diagnostics();
      await editor.notify(LSP_METHODS.runProblems, { uri: MAIN, version: 1, ...failed });
      const shownAfterRun = await editor.publishedWhere(MAIN, (p) => p.diagnostics.length > 0);
      expect(shownAfterRun.map(shown)).toEqual([
        { line: 1, start: 22, end: 23, text: 'error[undefined]: Table is gone.' },
      ]);
      await editor.change(MAIN, `${SCRIPT}\n`);
      expect(await editor.diagnostics()).toEqual([]);
    }));

  test('of an older version are not shown', () =>
    withEditor(SCRIPT, async (editor) => {
      await editor.diagnostics();
      await editor.change(MAIN, `${SCRIPT}\n`);
      await editor.diagnostics();
      await editor.notify(LSP_METHODS.runProblems, { uri: MAIN, version: 1, ...failed });
      await editor.change(MAIN, SCRIPT);
      expect(await editor.diagnostics()).toEqual([]);
    }));
});
