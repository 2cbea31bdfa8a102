// Help while a script is written, as VS Code's own providers give it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const FRAME = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";

/** Opens a script whose cursor is at `$0`. */
async function openAt(source: string) {
  const offset = source.indexOf('$0');
  const content = source.replace('$0', '');
  const document = await vscode.workspace.openTextDocument({ language: 'pxl', content });
  await vscode.window.showTextDocument(document);
  return { document, position: document.positionAt(offset) };
}

async function labelsAt(source: string): Promise<readonly string[]> {
  const { document, position } = await openAt(source);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

const words = (hovers: readonly vscode.Hover[]): string =>
  hovers
    .flatMap(({ contents }) => contents)
    .map((one) => (one instanceof vscode.MarkdownString ? one.value : ''))
    .join('\n');

suite('editing', () => {
  // Until the server is up, VS Code offers the words of the text.
  suiteSetup(async () => {
    const { document, position } = await openAt('import p$0x\n');
    let found: readonly vscode.Hover[] = [];
    while (found.length === 0) {
      found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
    }
  });

  test('completes columns, tables and arguments', async () => {
    const members = await labelsAt(`${FRAME}df.$0`);
    assert.ok(members.includes('latency') && members.includes('groupby'), members.join());
    assert.ok((await labelsAt("import px\npx.DataFrame('$0')")).includes('conn_stats'));
    assert.ok((await labelsAt(`${FRAME}df.merge(df, $0)`)).includes('how='));
  });

  test('does not start the local cluster for the names of its pods', async () => {
    const labels = await labelsAt(`${FRAME}df = df[df.ctx['pod'] == '$0']`);
    assert.ok(!labels.includes('latency'), labels.join());
  });

  test('documents a completion when it is looked at', async () => {
    const { document, position } = await openAt(`${FRAME}df.mer$0`);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
      undefined,
      500,
    );
    const merge = list.items.find(
      ({ label }) => (typeof label === 'string' ? label : label.label) === 'merge',
    );
    const { documentation } = merge ?? {};
    const text = documentation instanceof vscode.MarkdownString ? documentation.value : '';
    assert.match(text, /Joins two DataFrames/);
  });

  test('says in a hover which columns a DataFrame has', async () => {
    const { document, position } = await openAt(`${FRAME}px.display(d$0f)`);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    assert.match(words(hovers), /DataFrame with 22 columns/);
  });

  test('shows the signature of a call', async () => {
    const { document, position } = await openAt(`${FRAME}df.merge(df, $0)`);
    const help = await vscode.commands.executeCommand<vscode.SignatureHelp>(
      'vscode.executeSignatureHelpProvider',
      document.uri,
      position,
    );
    assert.match(help.signatures[0]?.label ?? '', /^df\.merge\(right: DataFrame, how: str/);
    assert.equal(help.activeParameter, 1);
  });

  test('shows inlay hints once the settings ask for them', async () => {
    const { document } = await openAt(`${FRAME}df.d = df.latency\n$0`);
    const hints = async () =>
      (
        await vscode.commands.executeCommand<vscode.InlayHint[]>(
          'vscode.executeInlayHintProvider',
          document.uri,
          new vscode.Range(0, 0, 4, 0),
        )
      ).map(({ label }) => (typeof label === 'string' ? label : ''));
    assert.deepEqual(await hints(), []);
    const settings = vscode.workspace.getConfiguration('pxl');
    await settings.update('inlayHints.columnTypes', true, vscode.ConfigurationTarget.Global);
    try {
      // The server hears of the setting a moment after the editor.
      let shown = await hints();
      while (shown.length === 0) {
        await new Promise((resolve) => setImmediate(resolve));
        shown = await hints();
      }
      assert.deepEqual(shown, [': INT64']);
    } finally {
      await settings.update('inlayHints.columnTypes', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
