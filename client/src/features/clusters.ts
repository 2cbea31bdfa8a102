/** The Clusters view, the cluster in the status bar, and their commands. */
import * as vscode from 'vscode';
import { OTLP_PORT } from '#protocol/telemetry';
import { telemetryPort } from '../clusters/limitArguments.ts';
import { registerClusterCommands } from '../commands/clusterCommands.ts';
import { registerConnectionCommands } from '../commands/connectionCommands.ts';
import { isRemote } from '../connections/connection.ts';
import type { Services } from '../services/services.ts';
import { telemetryLines, type TelemetryLine } from '../telemetry/telemetryText.ts';
import { ClusterStatus } from '../views/clusterStatus.ts';
import { ClustersView } from '../views/clustersView.ts';

export function registerClusters(services: Services): vscode.Disposable {
  const { clusters, idleStart, telemetry, onDidChangeClusters, onDidChangeTelemetry } = services;
  const provider = new ClustersView(clusters, () => telemetryOfTree(services));
  const view = vscode.window.createTreeView('pxl.clusters', { treeDataProvider: provider });
  const status = new ClusterStatus();
  const update = () => {
    status.show(clusters.selected());
    const hasRemote = clusters.connections().some(isRemote);
    void vscode.commands.executeCommand('setContext', 'pxl.hasConnections', hasRemote);
  };
  update();
  const watch = () => {
    if (view.visible) telemetry.start();
    else telemetry.stop();
  };
  watch();
  idleStart.touch();
  return vscode.Disposable.from(
    provider,
    view,
    status,
    registerClusterCommands(services, view),
    registerConnectionCommands(services),
    view.onDidChangeVisibility(watch),
    vscode.window.onDidChangeVisibleTextEditors(() => idleStart.touch()),
    vscode.workspace.onDidChangeTextDocument(() => idleStart.touch()),
    onDidChangeTelemetry(() => provider.update()),
    onDidChangeClusters(() => {
      provider.update();
      update();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('pxl.connections')) clusters.refresh();
    }),
  );
}

/** Lines under This machine; none while the local cluster does not run. */
function telemetryOfTree({ telemetry }: Services): readonly TelemetryLine[] {
  const { current } = telemetry;
  if (current === undefined) return [];
  const port = telemetryPort(vscode.workspace.getConfiguration('pxl.telemetry')) ?? OTLP_PORT;
  return telemetryLines(current, port, (timeNs) =>
    new Date(Number(timeNs / 1_000_000n)).toLocaleTimeString(),
  );
}
