/** Completion, hover and fixes in vis.json over a real connection. */
import { describe, expect, test } from 'vitest';
import type { CodeAction, CompletionItem, Hover } from 'vscode-languageserver/node';
import { NEW_VIS } from '#protocol/lsp';
import { withEditor } from '../support/editor.ts';

const SCRIPT = `#- /main.pxl
import px
def requests(start_time: str):
    df = px.DataFrame('http_events', start_time=start_time)
    return df.groupby('req_path').agg(count=('latency', px.count))
#- /vis.json
`;
const vis = (name: string) => `${SCRIPT}{"globalFuncs": [
  {"outputName": "o", "func": {"name": "${name}", "args": [{"name": "start_time", "value": "-5m"}]}}]}`;

describe('a script without vis.json', () => {
  const FUNCTION = `import px
def requ$0ests(start_time: str):
    return px.DataFrame('http_events', start_time=start_time)
`;
  test('is given one', () =>
    withEditor(FUNCTION, async (editor) => {
      const { textDocument } = editor.cursor();
      expect(await editor.request(NEW_VIS.method, textDocument)).toMatchObject({
        text: expect.stringContaining('"requests"') as unknown,
      });
    }));

  test('or told what is missing', () =>
    withEditor('import px\n$0', async (editor) => {
      const { textDocument } = editor.cursor();
      expect(await editor.request(NEW_VIS.method, textDocument)).toMatchObject({
        reason: expect.stringContaining('defines no functions') as unknown,
      });
    }));

  test('or shown the one it has', () =>
    withEditor(vis('re$0'), async (editor) => {
      const uri = 'file:///ws/main.pxl';
      expect(await editor.request(NEW_VIS.method, { uri })).toMatchObject({
        existing: 'file:///ws/vis.json',
      });
    }));
});

describe('in vis.json', () => {
  test('functions are completed, with the quotes', () =>
    withEditor(vis('re$0'), async (editor) => {
      const items = await editor.request<CompletionItem[]>(
        'textDocument/completion',
        editor.cursor(),
      );
      expect(items.find(({ label }) => label === 'requests')).toMatchObject({
        filterText: '"requests"',
        textEdit: {
          newText: '"requests"',
          range: { start: { line: 1, character: 39 }, end: { line: 1, character: 43 } },
        },
      });
    }));

  test('functions are explained', () =>
    withEditor(vis('req$0uests'), async (editor) => {
      const hover = await editor.request<Hover>('textDocument/hover', editor.cursor());
      expect(hover.contents).toMatchObject({
        value: expect.stringContaining('def requests(start_time: str)') as unknown,
      });
    }));

  test('a misspelt name is changed to the one that was meant', () =>
    withEditor(vis('request'), async (editor) => {
      const uri = 'file:///ws/vis.json';
      const [diagnostic] = await editor.diagnostics(uri);
      const actions = await editor.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: diagnostic?.range,
        context: { diagnostics: [diagnostic] },
      });
      expect(actions).toMatchObject([
        {
          title: "Change to 'requests'",
          isPreferred: true,
          diagnostics: [{ code: 'PXL510' }],
          edit: {
            documentChanges: [
              {
                textDocument: { uri, version: 1 },
                edits: [{ newText: 'requests', range: diagnostic?.range }],
              },
            ],
          },
        },
      ]);
    }));

  test('what the schema offers is left to editors that apply it', () =>
    withEditor(
      `${SCRIPT}{"widgets": [{"displaySpec": {"@type": "$0"}}]}`,
      async (editor) => {
        expect(await editor.request('textDocument/completion', editor.cursor())).toEqual([]);
        expect(await editor.request('textDocument/hover', editor.cursor())).toBeNull();
      },
      { editorAppliesSchema: true },
    ));

  test('a broken file gives answers all the same', () =>
    withEditor(`${SCRIPT}{"globalFuncs": [{"func": {"name": "$0`, async (editor) => {
      const items = await editor.request<CompletionItem[]>(
        'textDocument/completion',
        editor.cursor(),
      );
      expect(items.map(({ label }) => label)).toContain('requests');
    }));
});
