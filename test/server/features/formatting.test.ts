/** Whole documents and parts of them, for editors that know both and for those that know ranges. */
import { describe, expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver/node';
import { withEditor } from '../support/editor.ts';

const SCRIPT = "import px\ndf=px.DataFrame( 'http_events')\n";
const FORMATTED = "import px\n\ndf = px.DataFrame('http_events')\n";
const options = { tabSize: 4, insertSpaces: true };
const textDocument = { uri: 'file:///ws/main.pxl' };
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 2, character: 0 } };

/** All edits replace whole lines of the script. */
function edited(edits: readonly TextEdit[]): string {
  const lines = SCRIPT.split('\n');
  for (const { range, newText } of [...edits].reverse()) {
    const before = (lines[range.start.line] ?? '').slice(0, range.start.character);
    const after = (lines[range.end.line] ?? '').slice(range.end.character);
    const count = range.end.line - range.start.line + 1;
    lines.splice(range.start.line, count, ...`${before}${newText}${after}`.split('\n'));
  }
  return lines.join('\n');
}

describe('a document', () => {
  test('is formatted as such', () =>
    withEditor(SCRIPT, async (editor) => {
      expect(editor.initialized.capabilities.documentFormattingProvider).toBe(true);
      const params = { textDocument, options };
      const edits = await editor.request<TextEdit[]>('textDocument/formatting', params);
      expect(edited(edits)).toBe(FORMATTED);
    }));

  test('is formatted alike as a range', () =>
    withEditor(
      SCRIPT,
      async (editor) => {
        expect(editor.initialized.capabilities).toMatchObject({
          documentFormattingProvider: false,
          documentRangeFormattingProvider: true,
        });
        const params = { textDocument, options, range: WHOLE };
        const edits = await editor.request<TextEdit[]>('textDocument/rangeFormatting', params);
        expect(edited(edits)).toBe(FORMATTED);
      },
      { formatsByRange: true },
    ));
});

test('a part of a document leaves the rest alone', () =>
  withEditor(SCRIPT, async (editor) => {
    const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    const params = { textDocument, options, range };
    const edits = await editor.request<TextEdit[]>('textDocument/rangeFormatting', params);
    expect(edited(edits)).toBe("import px\ndf = px.DataFrame('http_events')\n");
  }));
