/** The Clusters view, the cluster in the status bar, and their commands. */
import * as vscode from 'vscode';
import { registerClusterCommands } from '../commands/clusterCommands.ts';
import { registerConnectionCommands } from '../commands/connectionCommands.ts';
import { isRemote } from '../connections/connection.ts';
import type { Services } from '../services.ts';
import { ClusterStatus } from '../views/clusterStatus.ts';
import { ClustersView } from '../views/clustersView.ts';

export function registerClusters(services: Services): vscode.Disposable {
  const { clusters, onDidChangeClusters } = services;
  const provider = new ClustersView(clusters);
  const view = vscode.window.createTreeView('pxl.clusters', { treeDataProvider: provider });
  const status = new ClusterStatus();
  const update = () => {
    status.show(clusters.selected());
    const hasRemote = clusters.connections().some(isRemote);
    void vscode.commands.executeCommand('setContext', 'pxl.hasConnections', hasRemote);
  };
  update();
  return vscode.Disposable.from(
    provider,
    view,
    status,
    registerClusterCommands(services, view),
    registerConnectionCommands(services),
    onDidChangeClusters(() => {
      provider.update();
      update();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('pxl.connections')) clusters.refresh();
    }),
  );
}
