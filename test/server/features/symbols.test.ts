/** textDocument/documentSymbol */
import type { DocumentSymbol } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { withEditor } from '../support/editor.ts';

test('the outline, nested', () =>
  withEditor(
    "import px\ndef f():\n    df = px.DataFrame('http_events')\n    return df\npx.display(f(), 'all')\n",
    async (editor) => {
      const textDocument = { uri: 'file:///ws/main.pxl' };
      const found = await editor.request<DocumentSymbol[]>('textDocument/documentSymbol', {
        textDocument,
      });
      const names = found.map(({ name, children = [] }) => [name, children.map((one) => one.name)]);
      expect(names).toEqual([
        ['f', ['df']],
        ['all', []],
      ]);
    },
  ));
