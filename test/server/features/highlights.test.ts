/** textDocument/documentHighlight */
import { DocumentHighlightKind, type DocumentHighlight } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { withEditor } from '../support/editor.ts';

const checkHighlights = (source: string, expected: readonly string[]): Promise<void> =>
  withEditor(source, async (editor) => {
    const found = await editor.request<DocumentHighlight[]>(
      'textDocument/documentHighlight',
      editor.cursor(),
    );
    const shown = found.map(
      ({ range: { start }, kind }) =>
        `${String(start.line + 1)}:${String(start.character + 1)} ${kind === DocumentHighlightKind.Write ? 'write' : 'read'}`,
    );
    expect(shown).toEqual(expected);
  });

test('reads and writes', () =>
  checkHighlights('x = 1\nx = $0x + 2\n', ['1:1 write', '2:1 write', '2:5 read']));

test('nothing where there is no name', () => checkHighlights('x = $01\n', []));
