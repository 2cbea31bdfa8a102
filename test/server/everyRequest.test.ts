/** What holds for every request of the server: it is answered, whatever the URI, whatever fails. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Workspace } from '../../server/src/workspace/documents.ts';
import { NEW_VIS, PREPARE_RUN, RUN_PROBLEMS, RUN_TARGETS } from '#protocol/lsp';
import { withEditor, type ClientParts, type Editor } from './support/editor.ts';

const SCRIPT = "import px\ndef f(n: int):\n    return px.DataFrame('http_events').head(n)\n";
const VIS =
  '{"globalFuncs": [{"outputName": "o", "func": {"name": "f", "args": [{"name": "n", "value": "1"}]}}]}';

const POSITION = { line: 1, character: 4 };
const RANGE = { start: POSITION, end: POSITION };
const OPTIONS = { tabSize: 4, insertSpaces: true };
const item = (uri: string) => ({ name: 'f', kind: 12, uri, range: RANGE, selectionRange: RANGE });

type Params = (uri: string) => object;
const ofDocument =
  (more: object = {}): Params =>
  (uri) => ({ textDocument: { uri }, ...more });

/** By the capability that announces them. */
const REQUESTS: Readonly<Record<string, Readonly<Record<string, Params>>>> = {
  callHierarchyProvider: {
    'textDocument/prepareCallHierarchy': ofDocument({ position: POSITION }),
    'callHierarchy/incomingCalls': (uri) => ({ item: item(uri) }),
    'callHierarchy/outgoingCalls': (uri) => ({ item: item(uri) }),
  },
  codeActionProvider: {
    'textDocument/codeAction': ofDocument({ range: RANGE, context: { diagnostics: [] } }),
  },
  completionProvider: {
    'textDocument/completion': ofDocument({ position: POSITION }),
    'completionItem/resolve': () => ({ label: 'px', data: { kind: 'function', name: 'abs' } }),
  },
  definitionProvider: { 'textDocument/definition': ofDocument({ position: POSITION }) },
  diagnosticProvider: {
    'textDocument/diagnostic': ofDocument(),
    'workspace/diagnostic': () => ({ previousResultIds: [{ uri: '%', value: 'old' }] }),
  },
  documentFormattingProvider: { 'textDocument/formatting': ofDocument({ options: OPTIONS }) },
  documentHighlightProvider: {
    'textDocument/documentHighlight': ofDocument({ position: POSITION }),
  },
  documentLinkProvider: {
    'textDocument/documentLink': ofDocument(),
    'documentLink/resolve': () => ({ range: RANGE, data: { script: 'px/http_data' } }),
  },
  documentRangeFormattingProvider: {
    'textDocument/rangeFormatting': ofDocument({ range: RANGE, options: OPTIONS }),
  },
  documentSymbolProvider: { 'textDocument/documentSymbol': ofDocument() },
  foldingRangeProvider: { 'textDocument/foldingRange': ofDocument() },
  hoverProvider: { 'textDocument/hover': ofDocument({ position: POSITION }) },
  inlayHintProvider: { 'textDocument/inlayHint': ofDocument({ range: RANGE }) },
  referencesProvider: {
    'textDocument/references': ofDocument({
      position: POSITION,
      context: { includeDeclaration: true },
    }),
  },
  renameProvider: {
    'textDocument/prepareRename': ofDocument({ position: POSITION }),
    'textDocument/rename': ofDocument({ position: POSITION, newName: 'g' }),
  },
  selectionRangeProvider: { 'textDocument/selectionRange': ofDocument({ positions: [POSITION] }) },
  semanticTokensProvider: {
    'textDocument/semanticTokens/full': ofDocument(),
    'textDocument/semanticTokens/range': ofDocument({ range: RANGE }),
  },
  signatureHelpProvider: { 'textDocument/signatureHelp': ofDocument({ position: POSITION }) },
  workspaceSymbolProvider: { 'workspace/symbol': () => ({ query: 'f' }) },
  // Of our own, which no capability announces.
  pxl: {
    [NEW_VIS.method]: (uri) => ({ uri }),
    [RUN_TARGETS.method]: (uri) => ({ uri }),
    [PREPARE_RUN.method]: (uri) => ({ uri, funcName: undefined, values: {} }),
  },
};

/** What is refused is no failure: a rename, mostly, with a sentence for the author. */
const INVALID_REQUEST = -32600;

/** Methods that are not answered, with what they end with. */
async function unanswered(editor: Editor, uri: string): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const [method, params] of Object.values(REQUESTS).flatMap((one) => Object.entries(one))) {
    await editor.request(method, params(uri)).catch((error: unknown) => {
      const { code } = Object(error) as { readonly code?: unknown };
      if (code !== INVALID_REQUEST) failed.push(`${method}: ${String(error)}`);
    });
  }
  return failed;
}

/** With it questions for the workspace's problems do not wait for news. */
const LOOKS_EVERYWHERE: ClientParts = {
  settings: { problems: { scope: 'workspace' } },
  capabilities: { workspace: { configuration: true } },
};
const withServer = (source: string, use: (editor: Editor) => void | Promise<void>) =>
  withEditor(source, use, undefined, LOOKS_EVERYWHERE);

afterEach(() => {
  vi.restoreAllMocks();
});

test('the requests are those that the server announces', () =>
  withServer('', (editor) => {
    const announced = Object.keys(editor.initialized.capabilities);
    const others = ['pxl', 'textDocumentSync', 'workspace'];
    expect(announced.concat('pxl').sort()).toEqual(
      [...new Set([...Object.keys(REQUESTS), ...others])].sort(),
    );
  }));

describe('a URI that is malformed', () => {
  test.each([
    '%',
    'file:///%',
    'file:///ws/100%/main.pxl',
    'file:///ws/%zz/main.pxl',
    'file:///ws/%E0%A4%A/main.pxl',
    'file:///ws/a%2Fb/main.pxl',
    'file://host/main.pxl',
    'untitled:%',
    'http://[/main.pxl',
    '',
  ])('%s fails nowhere', (uri) =>
    withServer('', async (editor) => {
      await editor.openFile(uri, SCRIPT, 'pxl');
      expect(await unanswered(editor, uri)).toEqual([]);
      await editor.diagnostics(uri);
      const vis = `${uri.slice(0, uri.lastIndexOf('/') + 1)}vis.json`;
      await editor.openFile(vis, VIS, 'json');
      expect(await unanswered(editor, vis)).toEqual([]);
      await editor.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
      const run = { uri, version: 1, errors: [], status: 'It failed.' };
      await editor.notify(RUN_PROBLEMS.method, run);
      await editor.publishedWhere(uri, ({ diagnostics }) =>
        diagnostics.some(({ message }) => message === 'It failed.'),
      );
      await editor.notify('textDocument/didClose', { textDocument: { uri } });
      await editor.publishedWhere(uri, ({ diagnostics }) => diagnostics.length === 0);
      expect(editor.log.filter((message) => /failed|error/i.test(message))).toEqual([]);
    }),
  );
});

test('whatever fails, every request is answered, and the failure is logged once a feature', () =>
  withServer(SCRIPT, async (editor) => {
    await editor.diagnostics();
    const failing = vi.spyOn(Workspace.prototype, 'snapshot').mockImplementation(() => {
      const error = new Error('out of order');
      error.stack = 'out of order';
      throw error;
    });
    const uri = 'file:///ws/main.pxl';
    expect(await unanswered(editor, uri)).toEqual([]);
    expect(await unanswered(editor, uri)).toEqual([]);
    await editor.notify(RUN_PROBLEMS.method, { uri, version: 1, errors: [], status: 'x' });
    await editor.change(uri, `${SCRIPT}\n`);
    expect(await unanswered(editor, uri)).toEqual([]);
    expect([...editor.log].sort()).toEqual(
      [
        'calls',
        'code actions',
        'completion',
        'definition',
        'folding',
        'formatting',
        'highlights',
        'hover',
        'inlay hints',
        'links',
        'problems',
        'range formatting',
        'references',
        'rename',
        'run targets',
        'prepare a run',
        'selection',
        'semantic tokens',
        'signature help',
        'symbols',
        'vis.json',
      ]
        .map((name) => `${name} failed: out of order`)
        .sort(),
    );
    failing.mockRestore();
    expect(
      await editor.request('textDocument/hover', { textDocument: { uri }, position: POSITION }),
    ).not.toBeNull();
  }));
