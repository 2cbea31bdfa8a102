/** Running scripts: commands, the results panel, and the run in the status bar. */
import * as vscode from 'vscode';
import { lastRun } from '../run/lastRun.ts';
import { handlePanelMessage } from '../commands/panelMessages.ts';
import { registerRunCommands } from '../commands/runCommands.ts';
import { PANEL_TYPE } from '../panel/resultsPanel.ts';
import type { Services } from '../services/services.ts';
import { RunStatus } from '../views/runStatus.ts';

export function registerRuns(services: Services): vscode.Disposable {
  const { panel, runs, log, memory, onDidChangeRun } = services;
  const status = new RunStatus();
  const setContext = (name: string, value: boolean) =>
    void vscode.commands.executeCommand('setContext', name, value);
  setContext('pxl.hasRun', lastRun(memory) !== undefined);
  return vscode.Disposable.from(
    status,
    registerRunCommands(services),
    vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, panel),
    onDidChangeRun((state) => {
      status.show(state);
      setContext('pxl.running', state.kind === 'running');
      setContext('pxl.hasRun', true);
    }),
    panel.onMessage((message) => {
      handlePanelMessage(services, message).catch((error: unknown) => {
        log.error(`results panel, ${message.type}: ${String(error)}`);
      });
    }),
    panel.onDidLoseRows(() => runs.cancel()),
  );
}
