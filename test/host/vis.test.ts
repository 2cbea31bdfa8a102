// vis.json in VS Code, where the JSON support of VS Code itself looks at it too.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../client/src/extension.ts';

const SCRIPT = `import px
def requests(start_time: str):
    df = px.DataFrame('http_events', start_time=start_time)
    return df.groupby('req_path').agg(count=('latency', px.count))
`;
const VIS = `{
  "globalFuncs": [
    { "outputName": "o", "func": { "name": "request", "args": [{ "name": "start_time", "value": "-5m" }] } }
  ],
  "widgets": [
    { "name": "Requests", "globalFuncOutputName": "o", "colour": "red", "displaySpec":  }
  ]
}
`;

/** Resolves when the condition holds; it is looked at after every event. */
function until(event: vscode.Event<unknown>, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve();
    const subscription = event(() => {
      if (!holds()) return;
      subscription.dispose();
      resolve();
    });
  });
}

const problemsOf = (uri: vscode.Uri) => vscode.languages.getDiagnostics(uri);
const codeOf = ({ code }: vscode.Diagnostic) =>
  String(typeof code === 'object' ? code.value : code);

async function labelsAt(document: vscode.TextDocument, before: string): Promise<readonly string[]> {
  const position = document.positionAt(document.getText().indexOf(before) + before.length);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

suite('vis.json', () => {
  let folder = '';
  const file = (name: string) => vscode.Uri.file(join(folder, name));
  suiteSetup(() => {
    folder = mkdtempSync(join(tmpdir(), 'pxl-host-vis-'));
    writeFileSync(join(folder, 'main.pxl'), SCRIPT);
  });
  suiteTeardown(() => rmSync(folder, { recursive: true }));

  test('is made for a script, beside it and unsaved', async () => {
    await vscode.window.showTextDocument(file('main.pxl'));
    await vscode.commands.executeCommand('pxl.createVis');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(
      document?.uri.toString(),
      file('vis.json').with({ scheme: 'untitled' }).toString(),
    );
    assert.ok(document.isUntitled && document.getText().includes('"requests"'));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  test('is checked beside its script, by us and by the schema', async () => {
    writeFileSync(join(folder, 'vis.json'), VIS);
    const { document } = await vscode.window.showTextDocument(file('vis.json'));
    const has = (holds: (problem: vscode.Diagnostic) => boolean) =>
      problemsOf(document.uri).some(holds);
    await until(
      vscode.languages.onDidChangeDiagnostics,
      () => has((one) => codeOf(one) === 'PXL510') && has(({ message }) => /colour/.test(message)),
    );
    const about = problemsOf(document.uri).filter(({ message }) => /colour/.test(message));
    assert.equal(about.length, 1, 'an unknown field is told twice');
    const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      problemsOf(document.uri).find((one) => codeOf(one) === 'PXL510')?.range,
    );
    assert.equal(action?.title, "Change to 'requests'");
  });

  test('completes names by us and display kinds by the schema, each once', async () => {
    const document = await vscode.workspace.openTextDocument(file('vis.json'));
    const functions = await labelsAt(document, '"func": { "name": "req');
    assert.deepEqual(
      functions.filter((label) => label.includes('requests')),
      ['requests'],
    );
    const kinds = await labelsAt(document, '"displaySpec": ');
    for (const kind of ['TimeseriesChart', 'RequestGraph', 'StackTraceFlameGraph']) {
      assert.equal(kinds.filter((label) => label === kind).length, 1, kinds.join());
    }
  });

  test('leads to the script', async () => {
    const document = await vscode.workspace.openTextDocument(file('vis.json'));
    const at = document.positionAt(document.getText().indexOf('start_time') + 2);
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    // The function is misspelt, so its argument leads nowhere.
    assert.deepEqual(found, []);
    const edit = new vscode.WorkspaceEdit();
    const start = document.getText().indexOf('"request"') + 1;
    const name = new vscode.Range(document.positionAt(start), document.positionAt(start + 7));
    edit.replace(document.uri, name, 'requests');
    await vscode.workspace.applyEdit(edit);
    const [location] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      document.positionAt(start + 2),
    );
    assert.equal(location?.uri.toString(), file('main.pxl').toString());
    assert.equal(location.range.start.line, 1);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

suite('schemas', () => {
  test('are those of the cluster once it runs', async () => {
    const found = vscode.extensions.getExtension<TestApi>('pxl-tools.pxl');
    assert.ok(found);
    const api = await found.activate();
    const content =
      "import px\npx.display(px.DataFrame('http_events', start_time='-1m').head(5))\n";
    const document = await vscode.workspace.openTextDocument({ language: 'pxl', content });
    await vscode.window.showTextDocument(document);
    if (api.localPid() === undefined) assert.equal(api.catalogState().kind, 'bundled');
    await vscode.commands.executeCommand('pxl.runScript');
    while (api.catalogState().kind !== 'live') {
      await vscode.commands.executeCommand(
        'vscode.executeHoverProvider',
        document.uri,
        new vscode.Position(0, 8),
      );
    }
    assert.deepEqual(problemsOf(document.uri).map(codeOf), []);
  });
});
