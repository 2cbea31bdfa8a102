/** textDocument/references */
import type { Location } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { withEditor } from '../support/editor.ts';

/** Lines, counted from 1, of the mentions. */
const checkReferences = (
  source: string,
  includeDeclaration: boolean,
  expected: readonly number[],
): Promise<void> =>
  withEditor(source, async (editor) => {
    const params = { ...editor.cursor(), context: { includeDeclaration } };
    const found = await editor.request<Location[] | null>('textDocument/references', params);
    expect((found ?? []).map(({ range }) => range.start.line + 1)).toEqual(expected);
  });

const SCRIPT = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.slow = df.latency > 5
df = df[df.s$0low]
px.display(df[['slow']])
`;

describe('references', () => {
  test('with the place that makes it', () => checkReferences(SCRIPT, true, [3, 4, 5]));
  test('without', () => checkReferences(SCRIPT, false, [4, 5]));
  test('of a column of a table', () =>
    checkReferences(SCRIPT.replace('s$0low', 'slow').replace('lat', 'la$0t'), true, [2, 3]));
  test('in the vis.json too', () =>
    withEditor(
      `#- /main.pxl
import px
def $0f(start_time: str):
    return px.DataFrame('http_events', start_time=start_time)
px.display(f('-5m'))
#- /vis.json
{"globalFuncs": [{"outputName": "o", "func": {
  "name": "f", "args": [{"name": "start_time", "value": "-5m"}]
}}]}`,
      async (editor) => {
        const params = { ...editor.cursor(), context: { includeDeclaration: true } };
        const found = await editor.request<Location[]>('textDocument/references', params);
        expect(found.map(({ uri, range }) => `${uri} ${String(range.start.line + 1)}`)).toEqual([
          'file:///ws/main.pxl 2',
          'file:///ws/main.pxl 4',
          'file:///ws/vis.json 2',
        ]);
      },
    ));
  test('of nothing', () => checkReferences('x = $05\n', true, []));
});
