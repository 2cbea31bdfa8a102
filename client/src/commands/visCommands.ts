/** Commands about the vis.json beside a script. */
import * as vscode from 'vscode';
import type { Services } from '../services/services.ts';
import { openScript, specOf } from './scriptDocument.ts';

export const registerVisCommands = (services: Services): vscode.Disposable =>
  vscode.commands.registerCommand('pxl.createVis', (argument: unknown) =>
    createVis(services, argument),
  );

/** Opens a generated vis.json beside the script, unsaved; one that exists is opened instead. */
async function createVis(services: Services, argument: unknown): Promise<void> {
  const spec = specOf(argument);
  if (spec === undefined) {
    void vscode.window.showWarningMessage('No PxL script is open. Open a .pxl file first.');
    return;
  }
  const opened = await openScript(spec.uri);
  if (opened.kind === 'refused') {
    void vscode.window.showErrorMessage(opened.message);
    return;
  }
  try {
    const { text, reason, existing } = await services.language.newVis(spec.uri);
    if (existing !== undefined) {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(existing, true));
      await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
      void vscode.window.showInformationMessage('This script has a vis.json already.');
    } else if (text === undefined) {
      void vscode.window.showInformationMessage(reason ?? 'The script has nothing to show.');
    } else await openUnsaved(opened.document.uri, text);
  } catch (error) {
    services.log.error(`create vis.json: ${String(error)}`);
    void vscode.window.showErrorMessage(
      'The PxL language server did not make a vis.json. See the PxL log.',
    );
  }
}

async function openUnsaved(script: vscode.Uri, text: string): Promise<void> {
  const isFile = script.scheme === 'file';
  // A name in another file system cannot be given to a file that is not saved yet.
  const document = isFile
    ? await vscode.workspace.openTextDocument(
        vscode.Uri.joinPath(script, '..', 'vis.json').with({ scheme: 'untitled' }),
      )
    : await vscode.workspace.openTextDocument({ language: 'json', content: text });
  if (isFile && document.getText() === '') {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), text);
    await vscode.workspace.applyEdit(edit);
  }
  await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
  if (!isFile) {
    void vscode.window.showInformationMessage('Save it as vis.json beside the script.');
  }
}
