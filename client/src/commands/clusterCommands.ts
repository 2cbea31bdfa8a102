/** Commands of the Clusters view. */
import * as vscode from 'vscode';
import { clusterText, selectedFirst } from '../clusters/clusterText.ts';
import { connectionIdOf, type Connection } from '../connections/connection.ts';
import type { Services } from '../services/services.ts';
import type { ClusterNode } from '../views/clustersView.ts';

type ClusterPick = vscode.QuickPickItem & { readonly run?: () => Thenable<unknown> };

/** The argument of the key binding for Enter in the view, where no node is passed. */
const TREE_SELECTION = 'treeSelection';

export function registerClusterCommands(
  { clusters }: Pick<Services, 'clusters'>,
  view: vscode.TreeView<ClusterNode>,
): vscode.Disposable {
  const command = (id: string, work: (given?: ClusterNode | typeof TREE_SELECTION) => unknown) =>
    vscode.commands.registerCommand(id, work);
  return vscode.Disposable.from(
    command('pxl.selectCluster', (given) => {
      if (given === TREE_SELECTION) return selectFocused(clusters, view.selection[0]);
      return given?.kind === 'cluster' ? select(clusters, given) : pickCluster(clusters);
    }),
    command('pxl.refreshClusters', () => clusters.refresh()),
    command('pxl.copyClusterId', (given) =>
      copyId(clusters, given === TREE_SELECTION ? undefined : given),
    ),
  );
}

type Clusters = Services['clusters'];

const select = (clusters: Clusters, { connection, cluster }: ClusterNode & { kind: 'cluster' }) =>
  clusters.select({
    connectionId: connectionIdOf(connection),
    clusterId: cluster.id,
    name: cluster.name,
    simulated: cluster.simulated,
  });

/** Enter selects a cluster and opens or closes everything else, as it does in other trees. */
const selectFocused = (clusters: Clusters, node: ClusterNode | undefined): Thenable<unknown> =>
  node?.kind === 'cluster'
    ? select(clusters, node)
    : vscode.commands.executeCommand('list.toggleExpand');

async function pickCluster(clusters: Clusters): Promise<void> {
  const abort = new AbortController();
  const picks = async (): Promise<ClusterPick[]> => {
    const groups = await Promise.all(
      clusters.connections().map((one) => picksOf(clusters, one, abort)),
    );
    return [
      ...groups.flat(),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      {
        label: '$(add) Add Pixie Connection…',
        run: () => vscode.commands.executeCommand('pxl.addConnection'),
      },
    ];
  };
  const picked = await vscode.window.showQuickPick(picks(), {
    title: 'Pixie Cluster',
    placeHolder: 'Select the cluster that scripts run on',
    matchOnDescription: true,
  });
  abort.abort();
  await picked?.run?.();
}

async function picksOf(
  clusters: Clusters,
  connection: Connection,
  abort: AbortController,
): Promise<ClusterPick[]> {
  const heading = { label: connection.name, kind: vscode.QuickPickItemKind.Separator };
  const listing = await clusters.listing(connection, abort.signal);
  if (listing.kind === 'failed') {
    const { message, nextStep } = listing.error;
    const retry = () => {
      clusters.refresh();
      return pickCluster(clusters);
    };
    return [heading, { label: `$(error) ${message}`, detail: nextStep, run: retry }];
  }
  const selectedId = clusters.selectedOn(connection);
  return [
    heading,
    ...selectedFirst(listing.clusters, selectedId).map((cluster): ClusterPick => {
      const text = clusterText(cluster, cluster.id === selectedId);
      return {
        label: `$(${text.icon}) ${text.label}`,
        description: text.description,
        run: () => select(clusters, { kind: 'cluster', connection, cluster }),
      };
    }),
  ];
}

async function copyId(clusters: Clusters, node: ClusterNode | undefined): Promise<void> {
  const id = node?.kind === 'cluster' ? node.cluster.id : clusters.selected()?.clusterId;
  if (id === undefined) {
    await vscode.window.showWarningMessage('No cluster is selected, so there is no ID to copy.');
    return;
  }
  await vscode.env.clipboard.writeText(id);
  vscode.window.setStatusBarMessage('$(check) Cluster ID copied', 3_000);
}
