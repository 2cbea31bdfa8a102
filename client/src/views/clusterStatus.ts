/** Status bar item: the selected cluster. */
import * as vscode from 'vscode';
import type { SelectedCluster } from '../clusters/clusterRegistry.ts';

export class ClusterStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'pxl.cluster',
    vscode.StatusBarAlignment.Left,
    50,
  );

  constructor() {
    this.item.name = 'Pixie Cluster';
    this.item.command = 'pxl.selectCluster';
  }

  show(selected: SelectedCluster | undefined): void {
    const name = selected?.name ?? 'No cluster';
    this.item.text = `$(server-environment) ${name}`;
    this.item.tooltip = 'Cluster that PxL scripts run on. Click to select another.';
    const label = `Pixie cluster: ${name}. Select another.`;
    this.item.accessibilityInformation = { label, role: 'button' };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
