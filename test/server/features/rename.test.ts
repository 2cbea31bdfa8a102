/** textDocument/prepareRename and textDocument/rename */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { withEditor, type Editor } from '../support/editor.ts';

const MAIN = 'file:///ws/main.pxl';

async function renameAt(editor: Editor, newName: string): Promise<WorkspaceEdit> {
  return editor.request<WorkspaceEdit>('textDocument/rename', { ...editor.cursor(), newName });
}

/** The text of every changed file after the rename. */
const checkRename = (
  source: string,
  newName: string,
  expected: Readonly<Record<string, string>>,
): Promise<void> =>
  withEditor(source, async (editor) => {
    const { documentChanges = [] } = await renameAt(editor, newName);
    const changed = (documentChanges as readonly TextDocumentEdit[]).map(
      ({ textDocument: { uri, version }, edits }) => {
        expect(version).toBe(editor.document(uri).version);
        const text = TextDocument.applyEdits(editor.document(uri), edits);
        return [uri.replace('file:///ws', ''), text] as const;
      },
    );
    expect(Object.fromEntries(changed)).toEqual(expected);
  });

const SCRIPT = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.s$0low = df.latency > 5
px.display(df[df['slow']])
`;

describe('rename', () => {
  test('changes every mention', () =>
    checkRename(SCRIPT, 'late', {
      '/main.pxl': SCRIPT.replace('$0', '').replaceAll('slow', 'late'),
    }));

  test('says what it would rename', () =>
    withEditor(SCRIPT, async (editor) => {
      const found = await editor.request<{ range: Range; placeholder: string }>(
        'textDocument/prepareRename',
        editor.cursor(),
      );
      expect(found.placeholder).toBe('slow');
      expect(editor.document(MAIN).getText(found.range)).toBe('slow');
    }));

  test('says why something cannot be renamed', () =>
    withEditor(SCRIPT.replace('s$0low', 'slow').replace('df.lat', 'df.$0lat'), async (editor) => {
      const asked = editor.request('textDocument/prepareRename', editor.cursor());
      await expect(asked).rejects.toThrow(/'latency' is a column of the table http_events/);
    }));

  test('says why a name will not do', () =>
    withEditor(SCRIPT, async (editor) => {
      await expect(renameAt(editor, 'latency')).rejects.toThrow(/already a column 'latency'/);
    }));
});
