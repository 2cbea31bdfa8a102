/** textDocument/definition */
import type { Location } from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { withEditor } from '../support/editor.ts';

/** Compares with the places marked `made here`. */
const checkDefinition = (source: string): Promise<void> =>
  withEditor(source, async (editor) => {
    const found = await editor.request<Location[] | null>(
      'textDocument/definition',
      editor.cursor(),
    );
    const places = (found ?? []).map(({ uri, range: { start, end } }) => ({
      path: uri.replace('file:///ws', ''),
      line: start.line,
      start: start.character,
      end: end.character,
      text: 'made here',
    }));
    expect(places).toEqual(editor.fixture.expectations);
  });

describe('definition', () => {
  test('of a variable', () =>
    checkDefinition(`x = 1; limit = 5
#      ^^^^^ made here
x = lim$0it
`));

  test('of a column', () =>
    checkDefinition(`import px
df = px.DataFrame('http_events', start_time='-5m')
df = df.groupby('upid').agg(n=('latency', px.count))
#                           ^ made here
df.m = df.$0n
`));

  test('of a column of a table', () =>
    checkDefinition(`import px
df = px.DataFrame('http_events', start_time='-5m')
#       ^^^^^^^^^ made here
df.m = df.$0latency
`));

  test('of what a vis.json names', () =>
    checkDefinition(`#- /main.pxl
import px
def f(start_time: str):
#     ^^^^^^^^^^ made here
    return px.DataFrame('http_events', start_time=start_time)
#- /vis.json
{"globalFuncs": [{"outputName": "o", "func": {
  "name": "f", "args": [{"name": "start_t$0ime", "value": "-5m"}]
}}]}`));

  test('of a variable of the vis.json', () =>
    checkDefinition(`#- /main.pxl
import px
def f(start_time: str):
    return px.DataFrame('http_events', start_time=start_time)
#- /vis.json
{"variables": [{"name": "start", "type": "PX_STRING"}],
#                        ^^^^^ made here
"globalFuncs": [{"outputName": "o", "func": {
  "name": "f", "args": [{"name": "start_time", "variable": "$0start"}]
}}]}`));

  test('of nothing', () => checkDefinition('x = $05\n'));
});
