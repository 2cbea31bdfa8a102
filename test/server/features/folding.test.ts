/** textDocument/foldingRange */
import type { FoldingRange } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { withEditor } from '../support/editor.ts';

test('folds with their kinds', () =>
  withEditor('# one\n# two\ndef f():\n    return 1\n', async (editor) => {
    const params = { textDocument: { uri: 'file:///ws/main.pxl' } };
    const found = await editor.request<FoldingRange[]>('textDocument/foldingRange', params);
    expect(found).toEqual([
      { startLine: 0, endLine: 1, kind: 'comment' },
      { startLine: 2, endLine: 3 },
    ]);
  }));
