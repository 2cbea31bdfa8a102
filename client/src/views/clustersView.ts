/** The tree "Clusters": connections and their clusters. */
import * as vscode from 'vscode';
import type { RunError } from '#protocol/errors';
import type { ClusterInfo } from '#protocol/run';
import type { ClusterRegistry } from '../clusters/clusterRegistry.ts';
import { clusterText, selectedFirst } from '../clusters/clusterText.ts';
import { HOST_CLUSTER } from '../clusters/localClusters.ts';
import type { TelemetryLine } from '../telemetry/telemetryText.ts';
import { connectionIdOf, transportText, type Connection } from '../connections/connection.ts';

export type ClusterNode =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'cluster'; readonly connection: Connection; readonly cluster: ClusterInfo }
  | { readonly kind: 'telemetry'; readonly connection: Connection; readonly line: TelemetryLine }
  | {
      readonly kind: 'note';
      readonly connection: Connection;
      readonly error: RunError | undefined;
    };

export class ClustersView implements vscode.TreeDataProvider<ClusterNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly abort = new AbortController();

  constructor(
    private readonly registry: ClusterRegistry,
    /** What stands under This machine. */
    private readonly telemetry: () => readonly TelemetryLine[],
  ) {}

  update(): void {
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.abort.abort();
    this.changed.dispose();
  }

  async getChildren(node?: ClusterNode): Promise<ClusterNode[]> {
    if (node === undefined) {
      return this.registry.connections().map((connection) => ({ kind: 'connection', connection }));
    }
    if (node.kind === 'cluster' && node.cluster.id === HOST_CLUSTER.id) {
      const { connection } = node;
      return this.telemetry().map((line) => ({ kind: 'telemetry', connection, line }));
    }
    if (node.kind !== 'connection') return [];
    const { connection } = node;
    const listing = await this.registry.listing(connection, this.abort.signal);
    if (listing.kind === 'failed') return [{ kind: 'note', connection, error: listing.error }];
    if (listing.clusters.length === 0) return [{ kind: 'note', connection, error: undefined }];
    const selectedId = this.registry.selectedOn(connection);
    return selectedFirst(listing.clusters, selectedId).map((cluster) => ({
      kind: 'cluster',
      connection,
      cluster,
    }));
  }

  getTreeItem(node: ClusterNode): vscode.TreeItem {
    switch (node.kind) {
      case 'connection':
        return connectionItem(node.connection);
      case 'note':
        return noteItem(node);
      case 'cluster':
        return clusterItem(node, {
          selectedId: this.registry.selectedOn(node.connection),
          hasLines: node.cluster.id === HOST_CLUSTER.id && this.telemetry().length > 0,
        });
      case 'telemetry':
        return telemetryItem(node.line);
    }
  }
}

function connectionItem(connection: Connection): vscode.TreeItem {
  const { Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(connection.name, Expanded);
  item.id = `connection:${connectionIdOf(connection)}`;
  switch (connection.kind) {
    case 'local':
      item.iconPath = new vscode.ThemeIcon('device-desktop');
      item.contextValue = 'pxlLocalConnection';
      item.tooltip = 'Clusters inside this editor. No account needed.';
      break;
    case 'recording':
      item.iconPath = new vscode.ThemeIcon('archive');
      item.contextValue = 'pxlRecording';
      item.description = 'recording';
      item.tooltip = `Recording in ${connection.folder}`;
      break;
    case 'cloud':
    case 'vizier': {
      const { kind, name, address, transport } = connection;
      item.iconPath = new vscode.ThemeIcon(kind === 'cloud' ? 'cloud' : 'plug');
      item.contextValue = 'pxlConnection';
      if (address.replace(/:443$/, '') !== name) item.description = address;
      const what = kind === 'cloud' ? 'Pixie Cloud' : 'Vizier';
      item.tooltip = `${what} at ${address}, ${transportText(transport)}.`;
      break;
    }
  }
  return item;
}

function noteItem({ connection, error }: ClusterNode & { kind: 'note' }): vscode.TreeItem {
  const message = error?.message ?? 'No clusters.';
  const nextStep =
    error?.nextStep ?? 'Deploy Pixie to a cluster of this organization, then refresh.';
  const item = new vscode.TreeItem(message);
  item.id = `note:${connectionIdOf(connection)}`;
  item.contextValue = 'pxlNote';
  item.description = nextStep;
  item.tooltip = `${message}\n${nextStep}`;
  item.iconPath = new vscode.ThemeIcon(error === undefined ? 'info' : 'error');
  item.command =
    error?.kind === 'auth'
      ? {
          command: 'pxl.replaceKey',
          title: 'Replace Key…',
          arguments: [{ kind: 'connection', connection } satisfies ClusterNode],
        }
      : { command: 'pxl.refreshClusters', title: 'Refresh' };
  return item;
}

/** Has no command of its own: looking at a cluster must not change where scripts run. */
function clusterItem(
  { connection, cluster }: ClusterNode & { kind: 'cluster' },
  { selectedId, hasLines }: { readonly selectedId: string | undefined; readonly hasLines: boolean },
): vscode.TreeItem {
  const isSelected = cluster.id === selectedId;
  const text = clusterText(cluster, isSelected);
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(text.label, hasLines ? Collapsed : None);
  item.id = `cluster:${connectionIdOf(connection)}:${cluster.id}`;
  item.description = text.description;
  item.tooltip = [text.label, ...text.tooltip].join('\n');
  item.iconPath = new vscode.ThemeIcon(
    text.icon,
    text.color === undefined ? undefined : new vscode.ThemeColor(text.color),
  );
  item.accessibilityInformation = { label: text.accessibleLabel };
  const base = cluster.id === HOST_CLUSTER.id ? 'pxlClusterHost' : 'pxlCluster';
  item.contextValue = isSelected ? `${base}Selected` : base;
  return item;
}

function telemetryItem({ id, label, description, tooltip, icon }: TelemetryLine): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = `telemetry:${id}`;
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = id === 'endpoint' ? 'pxlOtlpEndpoint' : 'pxlTelemetry';
  item.accessibilityInformation = { label: `${label}, ${description}. ${tooltip}` };
  return item;
}
