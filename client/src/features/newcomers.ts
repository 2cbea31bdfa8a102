/** For the first minutes: new scripts, examples, and a welcome while no script is open. */
import * as vscode from 'vscode';
import { newScript } from '../newcomers/newScript.ts';
import { openExamples } from '../newcomers/openExamples.ts';
import type { Services } from '../services/services.ts';

export function registerNewcomers({ extension, log }: Services): vscode.Disposable {
  const { extensionUri: shipped, globalStorageUri: storage } = extension;
  const command = (id: string, work: (given: unknown) => Promise<void>) =>
    vscode.commands.registerCommand(id, async (given: unknown) => {
      try {
        await work(given);
      } catch (error) {
        log.error(`${id}: ${String(error)}`);
        const message = error instanceof Error ? error.message : String(error);
        await vscode.window.showErrorMessage(`${message} Choose another folder.`);
      }
    });
  return vscode.Disposable.from(
    command('pxl.newScript', (given) => newScript(shipped, given)),
    command('pxl.openExamples', (given) => openExamples({ shipped, storage }, given)),
    vscode.commands.registerCommand('pxl.openWalkthrough', () =>
      vscode.commands.executeCommand(
        'workbench.action.openWalkthrough',
        `${extension.extension.id}#pxl.start`,
        false,
      ),
    ),
    ...welcome(),
  );
}

/** The view "Get Started" has only a welcome, and is shown while no script is open. */
function welcome(): readonly vscode.Disposable[] {
  const update = () => {
    const isOpen = vscode.workspace.textDocuments.some(({ languageId }) => languageId === 'pxl');
    void vscode.commands.executeCommand('setContext', 'pxl.scriptOpen', isOpen);
  };
  update();
  return [
    vscode.window.registerTreeDataProvider('pxl.welcome', {
      getChildren: () => [],
      getTreeItem: (item: vscode.TreeItem) => item,
    }),
    vscode.workspace.onDidOpenTextDocument(update),
    vscode.workspace.onDidCloseTextDocument(update),
  ];
}
