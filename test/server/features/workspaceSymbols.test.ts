/** workspace/symbol */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CancellationTokenSource,
  LSPErrorCodes,
  type SymbolInformation,
} from 'vscode-languageserver/node';
import { withEditor, type Editor } from '../support/editor.ts';

const FILES: Readonly<Record<string, string>> = {
  'one/http.pxl':
    "import px\ndef slow_requests():\n    df = px.DataFrame('http_events')\n    return df\n",
  'one/deep/er/dns.pxl': "import px\npx.display(px.DataFrame('dns_events'), 'slow names')\n",
  'one/node_modules/x/other.pxl': 'def slow_other():\n    return 1\n',
  'one/picture.pxl': '// slow\n{ type: "palette", name: "slow" }\n',
  'two/sql.pxl': 'def slow_queries():\n    return 1\n',
};

let root = '';
const folder = (name: string) => pathToFileURL(join(root, name)).href;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pxl-symbols-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const namesFor = async (editor: Editor, query: string): Promise<readonly string[]> => {
  const found = await editor.request<SymbolInformation[]>('workspace/symbol', { query });
  return found
    .map(({ name, containerName = '' }) => `${name} in ${containerName}`)
    .sort((a, b) => a.localeCompare(b));
};

/** Symbols of a workspace of these folders, with one more script open and unsaved. */
const checkSymbols = (
  folders: readonly string[],
  query: string,
  expected: readonly string[],
): Promise<void> =>
  withEditor(
    '#- /open.pxl\ndef slow_open():\n    return 1\n',
    async (editor) => {
      expect(await namesFor(editor, query)).toEqual(expected);
    },
    undefined,
    { folders: folders.map(folder) },
  );

describe('workspace symbols', () => {
  test('of every folder, and of open scripts', () =>
    checkSymbols(['one', 'two'], 'slow', [
      'slow names in dns.pxl',
      'slow_open in open.pxl',
      'slow_queries in sql.pxl',
      'slow_requests in http.pxl',
    ]));

  test('by letters in their order', () =>
    checkSymbols(['one'], 'SRQ', ['slow_requests in http.pxl']));

  test('inside functions', () => checkSymbols(['one'], 'df', ['df in slow_requests · http.pxl']));

  test('of folders that do not exist', () =>
    checkSymbols(['none'], 'slow', ['slow_open in open.pxl']));

  test('of folders added later, and not of those taken away', () =>
    withEditor(
      '',
      async (editor) => {
        await editor.notify('workspace/didChangeWorkspaceFolders', {
          event: {
            added: [{ uri: folder('two'), name: 'two' }],
            removed: [{ uri: folder('one'), name: 'one' }],
          },
        });
        expect(await namesFor(editor, 'slow')).toEqual(['slow_queries in sql.pxl']);
      },
      undefined,
      { folders: [folder('one')] },
    ));

  test('are not looked for once the request is cancelled', () =>
    withEditor(
      '',
      async (editor) => {
        const source = new CancellationTokenSource();
        const asked = editor.request('workspace/symbol', { query: 'slow' }, source.token);
        source.cancel();
        await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
      },
      undefined,
      { folders: [folder('one')] },
    ));

  test('of a file as it is now', () =>
    withEditor(
      '',
      async (editor) => {
        expect(await namesFor(editor, 'queries')).toEqual(['slow_queries in sql.pxl']);
        writeFileSync(join(root, 'two/sql.pxl'), 'def other_queries():\n    return 1\n');
        expect(await namesFor(editor, 'queries')).toEqual(['other_queries in sql.pxl']);
        writeFileSync(join(root, 'two/sql.pxl'), FILES['two/sql.pxl'] ?? '');
      },
      undefined,
      { folders: [folder('two')] },
    ));
});
