/** The language server, the schemas it works with, and the code lenses it answers for. */
import * as vscode from 'vscode';
import type { Services } from '../services/services.ts';
import { RunLenses } from '../views/runLenses.ts';
import { SchemaStatus } from '../views/schemaStatus.ts';

export function registerLanguage(services: Services): vscode.Disposable {
  const { language, catalogs, log, onDidChangeCatalog, onDidChangeClusters } = services;
  const lenses = new RunLenses(language, log);
  const schemaStatus = new SchemaStatus();
  // After the activation, so that the window need not wait for a process.
  setImmediate(() => {
    language.start();
    void catalogs.update();
  });
  return vscode.Disposable.from(
    lenses,
    schemaStatus,
    vscode.languages.registerCodeLensProvider({ language: 'pxl' }, lenses),
    onDidChangeCatalog((state) => schemaStatus.show(state)),
    onDidChangeClusters(() => void catalogs.update()),
    language.onDidStart(() => catalogs.resend()),
    vscode.commands.registerCommand('pxl.restartLanguageServer', () => language.restart()),
    vscode.commands.registerCommand('pxl.refreshSchemas', () => catalogs.retry()),
  );
}
