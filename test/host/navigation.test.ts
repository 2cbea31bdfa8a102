// Getting around in scripts inside VS Code, through the commands editors use.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const SCRIPT = `import px
def slow(start: str):
    df = px.DataFrame('http_events', start_time=start)
    df.late = df.latency > 5
    return df[df.late]
px.display(slow('-5m'), 'slowest')
`;

async function open(content = SCRIPT): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'pxl', content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** The position of the n-th place of a word, counted from 0. */
function positionOf(document: vscode.TextDocument, word: string, index = 0): vscode.Position {
  const starts = [...document.getText().matchAll(new RegExp(`\\b${word}\\b`, 'g'))];
  const start = starts[index]?.index;
  assert.ok(start !== undefined, `no '${word}'`);
  return document.positionAt(start + 1);
}

const execute = <T>(command: string, ...args: unknown[]) =>
  vscode.commands.executeCommand<T>(command, ...args);

/** `line:text` of ranges, lines counted from 1. */
const shown = (document: vscode.TextDocument, ranges: readonly vscode.Range[]) =>
  ranges.map((range) => `${range.start.line + 1}:${document.getText(range)}`);

suite('navigation', () => {
  test('definition of a column and of a function', async () => {
    const document = await open();
    const definition = async (word: string, index: number) => {
      const found = await execute<vscode.Location[]>(
        'vscode.executeDefinitionProvider',
        document.uri,
        positionOf(document, word, index),
      );
      return shown(
        document,
        found.map(({ range }) => range),
      );
    };
    assert.deepEqual(await definition('late', 1), ['4:late']);
    assert.deepEqual(await definition('slow', 1), ['2:slow']);
  });

  test('references and highlights', async () => {
    const document = await open();
    const position = positionOf(document, 'late');
    const references = await execute<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      position,
    );
    const found = references.map(({ range }) => range);
    assert.deepEqual(shown(document, found), ['4:late', '5:late']);
    const highlights = await execute<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      document.uri,
      position,
    );
    assert.deepEqual(
      highlights.map(({ kind }) => kind),
      [vscode.DocumentHighlightKind.Write, vscode.DocumentHighlightKind.Read],
    );
  });

  test('rename of a column, and a refusal', async () => {
    const document = await open();
    const rename = (word: string, newName: string) =>
      execute<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        positionOf(document, word),
        newName,
      );
    await vscode.workspace.applyEdit(await rename('late', 'too_late'));
    assert.equal(document.getText(), SCRIPT.replaceAll(/\blate\b/g, 'too_late'));
    await assert.rejects(async () => rename('latency', 'other'), /column of the table http_events/);
  });

  test('rename of a function changes its vis.json', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const script = vscode.Uri.joinPath(folder, 'http-latency', 'http-latency.pxl');
    const document = await vscode.workspace.openTextDocument(script);
    await vscode.window.showTextDocument(document);
    const edit = await execute<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      script,
      positionOf(document, 'by_service', 0),
      'services',
    );
    const files = edit
      .entries()
      .map(([uri, edits]) => `${uri.path.split('/').at(-1) ?? ''} ${edits.length}`);
    assert.deepEqual(files.sort(), ['http-latency.pxl 2', 'vis.json 1']);
  });

  test('outline, folds and selections', async () => {
    const document = await open();
    const symbols = await execute<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children.map((child) => child.name)]),
      [
        ['slow', ['df']],
        ['slowest', []],
      ],
    );
    const folds = await execute<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.deepEqual(
      folds.map(({ start, end }) => [start + 1, end + 1]),
      [[2, 5]],
    );
    const [selection] = await execute<vscode.SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      document.uri,
      [positionOf(document, 'latency')],
    );
    assert.equal(document.getText(selection?.range), 'latency');
    assert.equal(document.getText(selection?.parent?.range), 'df.latency');
  });

  test('symbols of the workspace', async () => {
    const found = await execute<vscode.SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'by_service',
    );
    assert.ok(found.some(({ location }) => location.uri.path.endsWith('http-latency.pxl')));
  });

  test('semantic tokens', async () => {
    const document = await open();
    const legend = await execute<vscode.SemanticTokensLegend>(
      'vscode.provideDocumentSemanticTokensLegend',
      document.uri,
    );
    assert.ok(legend.tokenTypes.includes('table') && legend.tokenModifiers.includes('created'));
    const { data } = await execute<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      document.uri,
    );
    assert.ok(data.length > 0 && data.length % 5 === 0);
  });

  test('links to other scripts', async () => {
    const document = await open(
      "import px\ndf = px.DataFrame('http_events')\ndf.l = px.script_reference('x', 'http-latency')\n",
    );
    const [link] = await execute<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      1,
    );
    assert.ok(link?.target?.path.endsWith('/http-latency/http-latency.pxl'));
  });

  test('calls', async () => {
    const document = await open();
    const [item] = await execute<vscode.CallHierarchyItem[]>(
      'vscode.prepareCallHierarchy',
      document.uri,
      positionOf(document, 'slow'),
    );
    const calls = await execute<vscode.CallHierarchyIncomingCall[]>(
      'vscode.provideIncomingCalls',
      item,
    );
    assert.deepEqual(
      calls.map(({ fromRanges }) => shown(document, fromRanges)),
      [['6:slow']],
    );
  });
});
