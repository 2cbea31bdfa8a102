// Problems of files that are not open, as the user has asked for them.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

const BROKEN = 'import px\npx.display(nothing)\n';
const MENDED = "import px\npx.display(px.DataFrame('http_events', start_time='-5m'))\n";

/** Resolves when the messages of a file's problems are these; looked at after every change. */
function untilTold(uri: vscode.Uri, wanted: readonly string[]): Promise<void> {
  const told = () => vscode.languages.getDiagnostics(uri).map(({ message }) => message);
  return new Promise((resolve) => {
    const look = () => {
      if (told().join('\n') !== wanted.join('\n')) return;
      subscription.dispose();
      resolve();
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

suite('problems of the workspace', () => {
  const settings = () => vscode.workspace.getConfiguration('pxl');
  let folder = '';
  let uri = vscode.Uri.file('/');

  suiteSetup(async () => {
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root !== undefined);
    folder = join(root.uri.fsPath, 'host-test-problems');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'main.pxl'), BROKEN);
    uri = vscode.Uri.file(join(folder, 'main.pxl'));
    await settings().update('problems.scope', 'workspace', vscode.ConfigurationTarget.Global);
  });
  suiteTeardown(async () => {
    await settings().update('problems.scope', undefined, vscode.ConfigurationTarget.Global);
    rmSync(folder, { recursive: true, force: true });
  });

  test('are told of a script that is not open, and follow it on the disk', async () => {
    await untilTold(uri, ["name 'nothing' is not defined"]);
    writeFileSync(uri.fsPath, MENDED);
    await untilTold(uri, []);
    writeFileSync(uri.fsPath, BROKEN);
    await untilTold(uri, ["name 'nothing' is not defined"]);
  });

  test('are taken back when only those of open files are wanted', async () => {
    await settings().update('problems.scope', 'openFiles', vscode.ConfigurationTarget.Global);
    await untilTold(uri, []);
  });
});
