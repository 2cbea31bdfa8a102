/** textDocument/documentLink and its resolution */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DocumentLink } from 'vscode-languageserver/node';
import { withEditor } from '../support/editor.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pxl-links-'));
  for (const path of ['px/pod', 'alone']) mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, 'px/pod/pod.pxl'), 'import px\n');
  writeFileSync(join(root, 'alone/script.pxl'), 'import px\n');
  writeFileSync(join(root, 'single.pxl'), 'import px\n');
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const checkLink = (script: string, expected: string): Promise<void> =>
  withEditor(
    `import px\ndf = px.DataFrame('http_events')\ndf.l = px.script_reference('x', '${script}')\n`,
    async (editor) => {
      const params = { textDocument: { uri: 'file:///ws/main.pxl' } };
      const [link] = await editor.request<DocumentLink[]>('textDocument/documentLink', params);
      const { target } = await editor.request<DocumentLink>('documentLink/resolve', link);
      expect(target?.replace(pathToFileURL(root).href, '')).toBe(expected);
    },
    undefined,
    { folders: [pathToFileURL(root).href] },
  );

describe('a reference opens', () => {
  test.each([
    ['px/pod', '/px/pod/pod.pxl'],
    ['pod', '/px/pod/pod.pxl'],
    ['alone', '/alone/script.pxl'],
    ['single', '/single.pxl'],
    ['px/service', 'https://github.com/pixie-io/pixie/tree/main/src/pxl_scripts/px/service'],
    ['mine/gone', 'https://docs.px.dev/using-pixie/pxl-scripts/'],
  ])('%s', (script, expected) => checkLink(script, expected));
});
