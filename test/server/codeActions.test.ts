/** Code actions and formatting over a real connection. */
import type { CodeAction, Diagnostic, TextEdit } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { withEditor, type Editor } from './support/editor.ts';

const MAIN = 'file:///ws/main.pxl';

async function actions(
  editor: Editor,
  diagnostics: readonly Diagnostic[],
  only?: readonly string[],
): Promise<CodeAction[]> {
  const { textDocument, position } = editor.cursor();
  return editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument,
    range: { start: position, end: position },
    context: { diagnostics, only },
  });
}

describe('code actions', () => {
  const SCRIPT = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.slow = df.laten$0cyy > 1000
px.display(df)
`;

  test('mend a problem of this version of the document', () =>
    withEditor(SCRIPT, async (editor) => {
      const diagnostics = await editor.diagnostics();
      const [action] = await actions(editor, diagnostics, ['quickfix']);
      expect(action).toEqual({
        title: "Change to 'latency'",
        kind: 'quickfix',
        isPreferred: true,
        diagnostics,
        edit: {
          documentChanges: [
            {
              textDocument: { uri: MAIN, version: 1 },
              edits: [
                {
                  range: { start: { line: 2, character: 13 }, end: { line: 2, character: 21 } },
                  newText: 'latency',
                },
              ],
            },
          ],
        },
      });
    }));

  test('belong to the problem of a function that nobody calls', () =>
    withEditor(
      `import px
def f(start: str):
    return px.DataFrame('http_ev$0ent', start_time=start)
px.display(px.DataFrame('http_events', start_time='-5m'))
`,
      async (editor) => {
        const diagnostics = await editor.diagnostics();
        const wrong = diagnostics.filter(({ code }) => code === 'PXL201');
        expect(wrong.map(({ message }) => message)).toEqual([
          "Table 'http_event' not found. (once f() is called)",
        ]);
        const [action] = await actions(editor, diagnostics, ['quickfix']);
        expect(action).toMatchObject({ title: "Change to 'http_events'", diagnostics: wrong });
      },
    ));

  test('change the vis.json beside the script as well', () =>
    withEditor(
      `#- /vis.json
{"globalFuncs": [{"outputName": "o", "func": {"name": "f", "args": []}}]}
#- /main.pxl
import px
def f(n: int = $05):
    return px.DataFrame('http_events', start_time='-5m').head(n)
`,
      async (editor) => {
        const [action] = await actions(editor, [], ['quickfix']);
        expect(action?.edit?.documentChanges).toEqual([
          {
            textDocument: { uri: MAIN, version: 1 },
            edits: [
              {
                range: { start: { line: 1, character: 12 }, end: { line: 1, character: 16 } },
                newText: '',
              },
            ],
          },
          {
            textDocument: { uri: 'file:///ws/vis.json', version: 1 },
            edits: [
              {
                range: { start: { line: 0, character: 68 }, end: { line: 0, character: 68 } },
                newText: '{ "name": "n", "value": "5" }',
              },
            ],
          },
        ]);
      },
    ));

  test('keep the line ends of the document', () =>
    withEditor('', async (editor) => {
      const text = "import px\r\ndf = px.DataFrame('http_events')\r\ndf.x = nothing\r\n";
      await editor.openFile(MAIN, text.replace('import px\r\n', '# None.\r\n'), 'pxl');
      const place = { line: 1, character: 5 };
      const found = await editor.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: MAIN },
        range: { start: place, end: place },
        context: { diagnostics: [] },
      });
      const action = found.find(({ title }) => title === "Add 'import px'");
      const [change] = action?.edit?.documentChanges ?? [];
      const edits = change !== undefined && 'edits' in change ? change.edits : [];
      expect(TextDocument.applyEdits(editor.document(MAIN), edits as TextEdit[])).toBe(
        text.replace('import px', 'import px\r\n# None.'),
      );
    }));

  test('are offered without problems too', () =>
    withEditor(SCRIPT.replace('cyy', 'cy'), async (editor) => {
      const found = await actions(editor, []);
      expect(found.map(({ title, kind }) => `${kind ?? ''}: ${title}`)).toEqual([
        "refactor.rewrite: Write as ['latency']",
      ]);
    }));
});

async function expectFormatted(editor: Editor, method: string, more: object, after: string) {
  const textDocument = { uri: MAIN };
  const options = { tabSize: 2, insertSpaces: true };
  const edits = await editor.request<TextEdit[]>(method, { textDocument, options, ...more });
  expect(TextDocument.applyEdits(editor.document(MAIN), edits)).toBe(after);
}

describe('formatting', () => {
  const SCRIPT = 'def f(a):\n    return  a\nb=f( 1 )\n';

  test('of a file, with the indentation asked for', () =>
    withEditor(SCRIPT, (editor) =>
      expectFormatted(
        editor,
        'textDocument/formatting',
        {},
        'def f(a):\n  return a\n\n\nb = f(1)\n',
      ),
    ));

  test('of a range', () =>
    withEditor(SCRIPT, (editor) => {
      const place = { line: 2, character: 3 };
      const range = { start: place, end: place };
      return expectFormatted(
        editor,
        'textDocument/rangeFormatting',
        { range },
        'def f(a):\n    return  a\nb = f(1)\n',
      );
    }));

  test('of a file that does not parse changes nothing', () =>
    withEditor('a=(1\n', (editor) =>
      expectFormatted(editor, 'textDocument/formatting', {}, 'a=(1\n'),
    ));
});
