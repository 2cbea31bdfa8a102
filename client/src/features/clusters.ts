/** The Clusters view, the cluster in the status bar, and their commands. */
import * as vscode from 'vscode';
import { registerClusterCommands } from '../commands/clusterCommands.ts';
import { registerConnectionCommands } from '../commands/connectionCommands.ts';
import type { Services } from '../services.ts';
import { ClusterStatus } from '../views/clusterStatus.ts';
import { ClustersView } from '../views/clustersView.ts';

export function registerClusters(services: Services): vscode.Disposable {
  const { clusters, onDidChangeClusters } = services;
  const provider = new ClustersView(clusters);
  const view = vscode.window.createTreeView('pxl.clusters', { treeDataProvider: provider });
  const status = new ClusterStatus();
  status.show(clusters.selected());
  return vscode.Disposable.from(
    provider,
    view,
    status,
    registerClusterCommands(services, view),
    registerConnectionCommands(services),
    onDidChangeClusters(() => {
      provider.update();
      status.show(clusters.selected());
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('pxl.connections')) clusters.refresh();
    }),
  );
}
