/** textDocument/prepareCallHierarchy, incoming and outgoing calls */
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
} from 'vscode-languageserver/node';
import { describe, expect, test } from 'vitest';
import { withEditor, type Editor } from '../support/editor.ts';

const FILES = `#- /main.pxl
import px
def table(start: str):
    return px.DataFrame('http_events', start_time=start)
def by_service(start: str):
    df = ta$0ble(start)
    return df.append(table(start))
px.display(by_service('-5m'))
px.display(table('-1m'))
#- /vis.json
{"globalFuncs": [{"outputName": "o", "func": {
  "name": "table", "args": [{"name": "start", "value": "-5m"}]
}}]}`;

async function itemAt(editor: Editor): Promise<CallHierarchyItem> {
  const [item] = await editor.request<CallHierarchyItem[]>(
    'textDocument/prepareCallHierarchy',
    editor.cursor(),
  );
  if (item === undefined) throw new Error('no function here');
  return item;
}

const lines = (ranges: readonly { readonly start: { readonly line: number } }[]) =>
  ranges.map(({ start }) => start.line + 1).join();

describe('calls', () => {
  test('of a function: from functions, the module and the vis.json', () =>
    withEditor(FILES, async (editor) => {
      const item = await itemAt(editor);
      const found = await editor.request<CallHierarchyIncomingCall[]>(
        'callHierarchy/incomingCalls',
        { item },
      );
      expect(found.map(({ from, fromRanges }) => `${from.name} ${lines(fromRanges)}`)).toEqual([
        'by_service 5,6',
        'main.pxl 8',
        'vis.json 2',
      ]);
    }));

  test('by a function', () =>
    withEditor(FILES.replace('ta$0ble', 'table').replace('def by', 'def $0by'), async (editor) => {
      const item = await itemAt(editor);
      const found = await editor.request<CallHierarchyOutgoingCall[]>(
        'callHierarchy/outgoingCalls',
        { item },
      );
      expect(found.map(({ to, fromRanges }) => `${to.name} ${lines(fromRanges)}`)).toEqual([
        'table 5,6',
      ]);
    }));
});
