/** textDocument/selectionRange */
import type { SelectionRange } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { withEditor } from '../support/editor.ts';

test('ever larger ranges, for each position', () =>
  withEditor('x = f(one)\ny = 2', async (editor) => {
    const params = {
      textDocument: { uri: 'file:///ws/main.pxl' },
      positions: [
        { line: 0, character: 7 },
        { line: 1, character: 0 },
      ],
    };
    const found = await editor.request<SelectionRange[]>('textDocument/selectionRange', params);
    const document = editor.document('file:///ws/main.pxl');
    const chain = (one: SelectionRange | undefined): readonly string[] =>
      one === undefined ? [] : [document.getText(one.range), ...chain(one.parent)];
    expect(found.map(chain)).toEqual([
      ['one', 'f(one)', 'x = f(one)', 'x = f(one)\ny = 2'],
      ['y', 'y = 2', 'x = f(one)\ny = 2'],
    ]);
  }));
