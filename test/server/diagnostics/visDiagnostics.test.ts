/** Problems of vis.json over a real connection: where, when, and gone again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import { withEditor, type Editor } from '../support/editor.ts';

const VIS = 'file:///ws/vis.json';
const MAIN = 'file:///ws/main.pxl';
const SCRIPT = `import px
def f(start_time: str):
    return px.DataFrame('http_events', start_time=start_time)
`;
const calling = (name: string) =>
  `{"globalFuncs": [{"outputName": "o", "func": {"name": "${name}", "args": [{"name": "start_time", "value": "-5m"}]}}]}`;
const FILES = (name: string) => `#- /main.pxl\n${SCRIPT}#- /vis.json\n${calling(name)}`;

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
const seen = async (editor: Editor, uri: string) => codes(await editor.diagnostics(uri));

describe('problems of vis.json', () => {
  test('stand in the vis.json, with a word on the script it keeps from running', () =>
    withEditor(FILES('g'), async (editor) => {
      const [problem] = await editor.diagnostics(VIS);
      expect(problem).toMatchObject({
        code: 'PXL510',
        message: "The script defines no function 'g'. Did you mean 'f'?",
        range: { start: { line: 0, character: 55 }, end: { line: 0, character: 56 } },
        data: { replacement: 'f' },
      });
      expect(await seen(editor, MAIN)).toEqual(['PXL501']);
    }));

  test('point to the script', () =>
    withEditor(
      FILES('f').replace('-5m"}', '-5m"}, {"name": "end", "value": "0"}'),
      async (editor) => {
        const [problem] = await editor.diagnostics(VIS);
        expect(problem?.relatedInformation).toEqual([
          {
            message: "'f' is defined here.",
            location: {
              uri: MAIN,
              range: { start: { line: 1, character: 4 }, end: { line: 1, character: 5 } },
            },
          },
        ]);
      },
    ));

  test('go when the script is changed', () =>
    withEditor(FILES('g'), async (editor) => {
      expect(await seen(editor, VIS)).toEqual(['PXL510']);
      await editor.change(MAIN, SCRIPT.replace('def f', 'def g'));
      await editor.publishedWhere(VIS, ({ diagnostics }) => diagnostics.length === 0);
      expect(await seen(editor, MAIN)).toEqual([]);
    }));

  test('go when the vis.json is changed', () =>
    withEditor(FILES('g'), async (editor) => {
      expect(await seen(editor, MAIN)).toEqual(['PXL501']);
      await editor.change(VIS, calling('f'));
      expect(await seen(editor, VIS)).toEqual([]);
      await editor.publishedWhere(MAIN, ({ diagnostics }) => diagnostics.length === 0);
    }));

  test('of a vis.json without a script are none', () =>
    withEditor(`#- /vis.json\n${calling('g')}`, async (editor) => {
      expect(await seen(editor, VIS)).toEqual([]);
    }));

  test('leave out what the schema finds where the editor applies it', async () => {
    const broken = FILES('f').replace('"globalFuncs"', '"global"');
    await withEditor(broken, async (editor) => {
      expect(await seen(editor, VIS)).toEqual(['PXL504']);
    });
    await withEditor(
      broken,
      async (editor) => {
        expect(await seen(editor, VIS)).toEqual([]);
      },
      { editorAppliesSchema: true },
    );
  });

  test('tell of several scripts, and check beside the one that is meant', () =>
    withEditor(`#- /a.pxl\nimport px\n${FILES('f')}`, async (editor) => {
      const [problem] = await editor.diagnostics(VIS);
      expect(problem?.message).toBe(
        'Pixie takes one .pxl per folder, here are a.pxl, main.pxl. This vis.json is checked beside main.pxl.',
      );
      expect(await seen(editor, 'file:///ws/a.pxl')).not.toContain('PXL501');
    }));

  test('are found in documents of other schemes', () =>
    withEditor('', async (editor) => {
      await editor.openFile('vscode-vfs://github/a/b/main.pxl', SCRIPT);
      await editor.openFile('vscode-vfs://github/a/b/vis.json', calling('g'));
      expect(await seen(editor, 'vscode-vfs://github/a/b/vis.json')).toEqual(['PXL510']);
    }));

  test('are found in a vis.json that is not saved yet', () =>
    withEditor(`#- /main.pxl\n${SCRIPT}`, async (editor) => {
      await editor.openFile('untitled:/ws/vis.json', calling('g'));
      expect(await seen(editor, 'untitled:/ws/vis.json')).toEqual(['PXL510']);
      await editor.publishedWhere(MAIN, ({ diagnostics }) => codes(diagnostics).includes('PXL501'));
    }));

  test('are found while only one of the two is open', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pxl-vis-'));
    const uri = (name: string) => pathToFileURL(join(folder, name)).href;
    try {
      writeFileSync(join(folder, 'main.pxl'), SCRIPT);
      writeFileSync(join(folder, 'vis.json'), calling('g'));
      await withEditor('', async (editor) => {
        await editor.openFile(uri('vis.json'), calling('g'));
        expect(await seen(editor, uri('vis.json'))).toEqual(['PXL510']);
      });
      await withEditor('', async (editor) => {
        await editor.openFile(uri('main.pxl'), SCRIPT);
        const found = await editor.publishedWhere(uri('vis.json'), () => true);
        expect(codes(found)).toEqual(['PXL510']);
        expect(await seen(editor, uri('main.pxl'))).toEqual(['PXL501']);
        await editor.notify('textDocument/didClose', { textDocument: { uri: uri('main.pxl') } });
        await editor.publishedWhere(uri('vis.json'), ({ diagnostics }) => diagnostics.length === 0);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
