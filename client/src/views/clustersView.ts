/** The tree "Pixie Clusters": connections and their clusters. */
import * as vscode from 'vscode';
import type { RunError } from '#protocol/errors';
import type { ClusterInfo } from '#protocol/run';
import type { ClusterBook, SelectedCluster } from '../clusters/clusterBook.ts';
import { clusterText } from '../clusters/clusterText.ts';
import { HOST_CLUSTER } from '../clusters/localClusters.ts';
import { LOCAL_CONNECTION, type Connection } from '../clusters/connection.ts';

export type ClusterNode =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'cluster'; readonly connection: Connection; readonly cluster: ClusterInfo }
  | {
      readonly kind: 'note';
      readonly connection: Connection;
      readonly error: RunError | undefined;
    };

export class ClustersView implements vscode.TreeDataProvider<ClusterNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly abort = new AbortController();

  constructor(private readonly book: ClusterBook) {}

  update(): void {
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.abort.abort();
    this.changed.dispose();
  }

  async getChildren(node?: ClusterNode): Promise<ClusterNode[]> {
    if (node === undefined) {
      return this.book.connections().map((connection) => ({ kind: 'connection', connection }));
    }
    if (node.kind !== 'connection') return [];
    const { connection } = node;
    const listing = await this.book.listing(connection, this.abort.signal);
    if (listing.kind === 'failed') return [{ kind: 'note', connection, error: listing.error }];
    return listing.clusters.length === 0
      ? [{ kind: 'note', connection, error: undefined }]
      : listing.clusters.map((cluster) => ({ kind: 'cluster', connection, cluster }));
  }

  getTreeItem(node: ClusterNode): vscode.TreeItem {
    switch (node.kind) {
      case 'connection':
        return connectionItem(node.connection);
      case 'note':
        return noteItem(node.connection, node.error);
      case 'cluster':
        return clusterItem(node.connection, node.cluster, this.book.selected());
    }
  }
}

function connectionItem({ id, name, address, recording }: Connection): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `connection:${id}`;
  const [icon, contextValue, tooltip] =
    recording !== undefined
      ? ['archive', 'pxlRecording', `Recording in ${recording}`]
      : id === LOCAL_CONNECTION.id
        ? [
            'device-desktop',
            'pxlLocalConnection',
            'Clusters inside this editor. No account needed.',
          ]
        : ['cloud', 'pxlConnection', `Pixie at ${address ?? ''}, over verified TLS.`];
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = contextValue;
  item.tooltip = tooltip;
  if (recording !== undefined) item.description = 'recording';
  else if (address !== undefined && address !== name) item.description = address;
  return item;
}

function noteItem({ id }: Connection, error: RunError | undefined): vscode.TreeItem {
  const message = error?.message ?? 'No clusters.';
  const nextStep =
    error?.nextStep ?? 'Deploy Pixie to a cluster of this organization, then refresh.';
  const item = new vscode.TreeItem(message);
  item.id = `note:${id}`;
  item.contextValue = 'pxlNote';
  item.description = nextStep;
  item.tooltip = `${message}\n${nextStep}`;
  item.iconPath = new vscode.ThemeIcon(error === undefined ? 'info' : 'error');
  item.command =
    error?.kind === 'auth'
      ? { command: 'pxl.addConnection', title: 'Add Pixie Connection' }
      : { command: 'pxl.refreshClusters', title: 'Refresh' };
  return item;
}

function clusterItem(
  connection: Connection,
  cluster: ClusterInfo,
  chosen: SelectedCluster | undefined,
): vscode.TreeItem {
  const selected = cluster.id === chosen?.clusterId && connection.id === chosen.connectionId;
  const text = clusterText(cluster, selected);
  const item = new vscode.TreeItem(text.label);
  item.id = `cluster:${connection.id}:${cluster.id}`;
  item.description = text.description;
  item.tooltip = [text.label, ...text.tooltip].join('\n');
  item.iconPath = new vscode.ThemeIcon(
    text.icon,
    text.color === undefined ? undefined : new vscode.ThemeColor(text.color),
  );
  item.accessibilityInformation = { label: text.accessibleLabel };
  item.contextValue = cluster.id === HOST_CLUSTER.id ? 'pxlClusterHost' : 'pxlCluster';
  const node: ClusterNode = { kind: 'cluster', connection, cluster };
  item.command = { command: 'pxl.selectCluster', title: 'Select Cluster', arguments: [node] };
  return item;
}
