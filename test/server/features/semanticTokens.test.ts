/** textDocument/semanticTokens */
import type { SemanticTokens } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { withEditor, type Editor } from '../support/editor.ts';

const MAIN = 'file:///ws/main.pxl';
const SCRIPT = "import px\ndf = px.DataFrame('http_events')\ndf.a = 1\n";

/** `line:word type` as the legend names it. */
function words(editor: Editor, { data }: SemanticTokens): readonly string[] {
  const { legend } = editor.initialized.capabilities.semanticTokensProvider ?? {
    legend: { tokenTypes: [] },
  };
  const found: string[] = [];
  let [line, start] = [0, 0];
  for (let at = 0; at < data.length; at += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0] = data.slice(at, at + 4);
    start = lines === 0 ? start + characters : characters;
    line += lines;
    const range = { start: { line, character: start }, end: { line, character: start + length } };
    const word = editor.document(MAIN).getText(range);
    found.push(`${String(line + 1)}:${word} ${legend.tokenTypes[type] ?? ''}`);
  }
  return found;
}

describe('semantic tokens', () => {
  test('of the whole script', () =>
    withEditor(SCRIPT, async (editor) => {
      const params = { textDocument: { uri: MAIN } };
      const found = await editor.request<SemanticTokens>(
        'textDocument/semanticTokens/full',
        params,
      );
      expect(words(editor, found)).toEqual([
        '1:px namespace',
        '2:df variable',
        '2:px namespace',
        '2:DataFrame class',
        '2:http_events table',
        '3:df variable',
        '3:a property',
      ]);
    }));

  test('of the lines on screen', () =>
    withEditor(SCRIPT, async (editor) => {
      const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 8 } };
      const params = { textDocument: { uri: MAIN }, range };
      const found = await editor.request<SemanticTokens>(
        'textDocument/semanticTokens/range',
        params,
      );
      expect(words(editor, found)).toEqual(['3:df variable', '3:a property']);
    }));
});
