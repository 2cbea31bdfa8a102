/** Two status bar items: the selected cluster, and the running or last run. */
import * as vscode from 'vscode';
import type { SelectedCluster } from '../clusters/clusterBook.ts';
import type { RunState } from '../run/runController.ts';
import { runText } from '../run/runText.ts';

export class StatusBar implements vscode.Disposable {
  private readonly cluster = item('pxl.cluster', 50);
  private readonly run = item('pxl.run', 49);

  constructor() {
    this.cluster.name = 'Pixie Cluster';
    this.cluster.command = 'pxl.selectCluster';
    this.run.name = 'PxL Run';
  }

  showCluster(selected: SelectedCluster | undefined): void {
    const name = selected?.name ?? 'No cluster';
    this.cluster.text = `$(server-environment) ${name}`;
    this.cluster.tooltip = 'Cluster that PxL scripts run on. Click to select another.';
    const label = `Pixie cluster: ${name}. Select another.`;
    this.cluster.accessibilityInformation = { label, role: 'button' };
    this.cluster.show();
  }

  showRun(state: RunState): void {
    const text = runText(state);
    if (text === undefined) return this.run.hide();
    this.run.text = `$(${text.icon}) ${text.text}`;
    this.run.tooltip = text.tooltip;
    this.run.command = state.kind === 'running' ? 'pxl.cancelRun' : 'pxl.showResults';
    const label = `PxL: ${text.text}. ${text.tooltip}`;
    this.run.accessibilityInformation = { label, role: 'button' };
    this.run.show();
  }

  dispose(): void {
    this.cluster.dispose();
    this.run.dispose();
  }
}

const item = (id: string, priority: number) =>
  vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority);
