/** Status bar item: the run that the panel shows. */
import * as vscode from 'vscode';
import type { RunState } from '../run/runController.ts';
import { runText } from '../run/runText.ts';

export class RunStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'pxl.run',
    vscode.StatusBarAlignment.Left,
    49,
  );

  constructor() {
    this.item.name = 'PxL Run';
  }

  show(state: RunState): void {
    const text = runText(state);
    if (text === undefined) return this.item.hide();
    this.item.text = `$(${text.icon}) ${text.text}`;
    this.item.tooltip = text.tooltip;
    this.item.command = state.kind === 'running' ? 'pxl.cancelRun' : 'pxl.showResults';
    const label = `PxL: ${text.text}. ${text.tooltip}`;
    this.item.accessibilityInformation = { label, role: 'button' };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
