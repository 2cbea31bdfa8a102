/** Documents that are no files of the workspace, and files that are no scripts. */
import { describe, expect, test } from 'vitest';
import type { DocumentSymbol, Location, WorkspaceEdit } from 'vscode-languageserver/node';
import { withEditor } from '../support/editor.ts';

const SCRIPT = `import px
df = px.DataFrame('http_events', start_time='-5m')
df.slow = df.latencyy > 5
px.display(df)
`;
const POSITION = { line: 1, character: 1 };

/** Outline, references and rename work for a document of this URI, and it has these problems. */
const checkDocument = (uri: string, codes: readonly string[]): Promise<void> =>
  withEditor('#- /other.txt\nx', async (editor) => {
    await editor.openFile(uri, SCRIPT, 'pxl');
    const textDocument = { uri };
    const params = { textDocument, position: POSITION };
    const problems = await editor.diagnostics(uri);
    expect(problems.map(({ code }) => code)).toEqual(codes);
    const symbols = await editor.request<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument,
    });
    expect(symbols.map(({ name }) => name)).toEqual(['df', 'output']);
    const context = { includeDeclaration: true };
    const references = await editor.request<Location[]>('textDocument/references', {
      ...params,
      context,
    });
    expect(references.map((one) => `${one.uri} ${String(one.range.start.line)}`)).toEqual(
      [1, 2, 2, 3].map((line) => `${uri} ${String(line)}`),
    );
    const edit = await editor.request<WorkspaceEdit>('textDocument/rename', {
      ...params,
      newName: 'rows',
    });
    expect(edit.documentChanges).toHaveLength(1);
  });

describe('documents', () => {
  test.each([
    ['untitled:Untitled-1'],
    ['untitled:/home/me/new.pxl'],
    ['vscode-vfs://github/org/repo/a%20b.pxl'],
    ['vscode-notebook-cell:/ws/book.ipynb#W0'],
  ])('%s', (uri) => checkDocument(uri, ['PXL202']));

  test.each([
    ['git:/repo/a.pxl?%7B%22ref%22%3A%22HEAD%22%7D'],
    ['gitlens://6f1/repo/a.pxl'],
    ['pr:/repo/a.pxl'],
    ['vscode-local-history:/repo/a.pxl'],
    ['other:%E0%A4%A'],
  ])('%s shows what was, so nothing is wrong with it', (uri) => checkDocument(uri, []));

  test('two unsaved ones know nothing of each other', () =>
    withEditor('#- /other.txt\nx', async (editor) => {
      await editor.openFile('untitled:Untitled-1', 'import px\nx = 1\npx.display(x)\n', 'pxl');
      await editor.openFile('untitled:Untitled-2', 'import px\n', 'pxl');
      const first = await editor.diagnostics('untitled:Untitled-1');
      expect(first.length).toBeGreaterThan(0);
    }));

  test('pictures have no problems and no features', () =>
    withEditor('#- /coin.pxl\n// coin\n{ type: "palette", name: "coin" }\n', async (editor) => {
      const uri = 'file:///ws/coin.pxl';
      const textDocument = { uri };
      expect(await editor.request('textDocument/documentSymbol', { textDocument })).toBeNull();
      const position = { line: 1, character: 3 };
      expect(await editor.request('textDocument/hover', { textDocument, position })).toBeNull();
      await editor.openFile('untitled:after', SCRIPT, 'pxl');
      await editor.diagnostics('untitled:after');
      expect(editor.everPublished(uri)).toBe(false);
    }));
});
