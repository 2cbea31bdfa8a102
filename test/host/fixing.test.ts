// Quick fixes, formatting and the loudness of problems inside VS Code.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const SLOW =
  "import px\ndf = px.DataFrame('http_events', start_time='-1m')\ndf.slow = df.latencyy > 1\npx.display(df)\n";
const OPEN_ENDED = "import px\npx.display(px.DataFrame('http_events'))\n";

async function openText(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'pxl', content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** The problems of a document as soon as there are so many. */
function problemsOf({ uri }: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const look = () => {
      const found = vscode.languages.getDiagnostics(uri);
      if (found.length !== count) return;
      subscription.dispose();
      resolve(found);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

const actionsAt = (
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Thenable<vscode.CodeAction[]> =>
  vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, range, kind.value);

suite('fixing', () => {
  test('a quick fix changes the name and the problem goes', async () => {
    const document = await openText(SLOW);
    const [problem] = await problemsOf(document, 1);
    assert.ok(problem);
    const actions = await actionsAt(document, problem.range, vscode.CodeActionKind.QuickFix);
    const [fix] = actions;
    assert.deepEqual([fix?.title, fix?.isPreferred], ["Change to 'latency'", true]);
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), SLOW.replace('latencyy', 'latency'));
    await problemsOf(document, 0);
  });

  test('everything safe is fixed at once', async () => {
    const document = await openText(SLOW.replace('df.slow = df.latencyy > 1', 'df.latency += 1'));
    await problemsOf(document, 1);
    const whole = new vscode.Range(0, 0, 4, 0);
    const kind = vscode.CodeActionKind.SourceFixAll;
    const [fix] = await actionsAt(document, whole, kind);
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.ok(document.getText().includes('df.latency = df.latency + 1'));
    await problemsOf(document, 0);
  });

  test('a document is formatted', async () => {
    const document = await openText(
      "import px\ndf=px.DataFrame( 'http_events',start_time='-1m')\npx.display(df)\n",
    );
    const options = { tabSize: 4, insertSpaces: true };
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      document.uri,
      options,
    );
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(
      document.getText(),
      "import px\n\ndf = px.DataFrame('http_events', start_time='-1m')\npx.display(df)\n",
    );
  });

  test('a setting silences a problem at once', async () => {
    const document = await openText(OPEN_ENDED);
    const [problem] = await problemsOf(document, 1);
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
    const settings = vscode.workspace.getConfiguration('pxl');
    const target = vscode.ConfigurationTarget.Global;
    try {
      await settings.update('problems.severity', { PXL607: 'off' }, target);
      await problemsOf(document, 0);
    } finally {
      await settings.update('problems.severity', undefined, target);
    }
    await problemsOf(document, 1);
  });
});
