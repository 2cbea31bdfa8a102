/** Commands of the clusters view. */
import * as vscode from 'vscode';
import {
  addressOf,
  connectionsOfSetting,
  DEFAULT_ADDRESS,
  secretName,
  type Connection,
} from '../clusters/connection.ts';
import { clusterText } from '../clusters/clusterText.ts';
import type { Ctx } from '../ctx.ts';
import type { ClusterNode } from '../views/clustersView.ts';

type ClusterPick = vscode.QuickPickItem & { readonly run?: () => Thenable<unknown> };

export function clusterCommands(ctx: Ctx): vscode.Disposable[] {
  const command = (id: string, work: (node?: ClusterNode) => unknown) =>
    vscode.commands.registerCommand(id, work);
  return [
    command('pxl.selectCluster', (node) =>
      node?.kind === 'cluster' ? select(ctx, node) : pickCluster(ctx),
    ),
    command('pxl.refreshClusters', () => ctx.clusters.refresh()),
    command('pxl.copyClusterId', (node) => copyId(ctx, node)),
    command('pxl.addConnection', () => addConnection(ctx)),
    command('pxl.removeConnection', (node) => removeConnection(ctx, node)),
  ];
}

const select = (ctx: Ctx, { connection, cluster }: ClusterNode & { kind: 'cluster' }) =>
  ctx.clusters.select({
    connectionId: connection.id,
    clusterId: cluster.id,
    name: cluster.name,
    simulated: cluster.simulated,
  });

async function pickCluster(ctx: Ctx): Promise<void> {
  const abort = new AbortController();
  const picks = async (): Promise<ClusterPick[]> => {
    const groups = await Promise.all(
      ctx.clusters.connections().map((one) => picksOf(ctx, one, abort)),
    );
    return [
      ...groups.flat(),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      { label: '$(add) Add Pixie Connection…', run: () => addConnection(ctx) },
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
  ctx: Ctx,
  connection: Connection,
  abort: AbortController,
): Promise<ClusterPick[]> {
  const heading = { label: connection.name, kind: vscode.QuickPickItemKind.Separator };
  const listing = await ctx.clusters.listing(connection, abort.signal);
  if (listing.kind === 'failed') {
    const { message, nextStep } = listing.error;
    const retry = () => {
      ctx.clusters.refresh();
      return pickCluster(ctx);
    };
    return [heading, { label: `$(error) ${message}`, detail: nextStep, run: retry }];
  }
  const { clusters } = listing;
  const selectedId = ctx.clusters.selected()?.clusterId;
  return [
    heading,
    ...clusters.map((cluster): ClusterPick => {
      const text = clusterText(cluster, cluster.id === selectedId);
      return {
        label: `$(${text.icon}) ${text.label}`,
        description: text.description,
        run: () => select(ctx, { kind: 'cluster', connection, cluster }),
      };
    }),
  ];
}

async function copyId(ctx: Ctx, node: ClusterNode | undefined): Promise<void> {
  const id = node?.kind === 'cluster' ? node.cluster.id : ctx.clusters.selected()?.clusterId;
  if (id === undefined) {
    await vscode.window.showWarningMessage('No cluster is selected, so there is no ID to copy.');
    return;
  }
  await vscode.env.clipboard.writeText(id);
  vscode.window.setStatusBarMessage('$(check) Cluster ID copied', 3_000);
}

async function addConnection(ctx: Ctx): Promise<void> {
  const title = 'Add Pixie Connection';
  const ignoreFocusOut = true;
  const text = await vscode.window.showInputBox({
    title: `${title} (1/3)`,
    ignoreFocusOut,
    value: DEFAULT_ADDRESS,
    prompt: 'Address of Pixie Cloud as host:port. The connection uses verified TLS.',
    validateInput: (value) =>
      addressOf(value) === undefined ? 'Give host:port, such as work.withpixie.ai:443.' : undefined,
  });
  const address = text === undefined ? undefined : addressOf(text);
  if (address === undefined) return;
  const name = await vscode.window.showInputBox({
    title: `${title} (2/3)`,
    ignoreFocusOut,
    value: address.replace(/:443$/, ''),
    prompt: 'Name shown in the Pixie Clusters view.',
    validateInput: (value) => (value.trim() === '' ? 'Give a name.' : undefined),
  });
  if (name === undefined) return;
  const apiKey = await vscode.window.showInputBox({
    title: `${title} (3/3)`,
    ignoreFocusOut,
    password: true,
    placeHolder: 'px-api-…',
    prompt: 'API key, made in Pixie under Admin > API Keys. It is kept in the secret storage.',
    validateInput: (value) =>
      /^[\x21-\x7e]+$/.test(value.trim())
        ? undefined
        : 'Give the API key: letters, digits, dashes.',
  });
  if (apiKey === undefined) return;
  await ctx.extension.secrets.store(secretName(address), apiKey.trim());
  ctx.pool.forget(address);
  const others = userConnections().filter(({ id }) => id !== address);
  await writeConnections([...others, { id: address, name: name.trim(), address }]);
  ctx.clusters.refresh();
}

async function removeConnection(ctx: Ctx, node: ClusterNode | undefined): Promise<void> {
  const connection = node?.connection ?? (await pickConnection(ctx));
  if (connection?.address === undefined) return;
  const { address, id } = connection;
  await ctx.extension.secrets.delete(secretName(address));
  ctx.pool.forget(id);
  await writeConnections(userConnections().filter((one) => one.id !== id));
  ctx.clusters.refresh();
  if (ctx.clusters.connections().some((one) => one.id === id)) {
    await vscode.window.showWarningMessage(
      `The key of ${address} is removed. The connection itself stands in the settings of this workspace (pxl.connections); remove it there.`,
    );
  }
}

async function pickConnection(ctx: Ctx): Promise<Connection | undefined> {
  const items = ctx.clusters
    .connections()
    .filter(({ address }) => address !== undefined)
    .map((connection) => ({ label: connection.name, connection }));
  if (items.length === 0) {
    await vscode.window.showInformationMessage('There is no Pixie connection to remove.');
    return undefined;
  }
  const placeHolder = 'Connection to remove, with its API key';
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.connection;
}

function userConnections(): readonly Connection[] {
  const inspected = vscode.workspace.getConfiguration('pxl').inspect('connections');
  return connectionsOfSetting(inspected?.globalValue).connections;
}

const writeConnections = (connections: readonly Connection[]) =>
  vscode.workspace.getConfiguration('pxl').update(
    'connections',
    connections.map(({ name, address }) => ({ name, address })),
    vscode.ConfigurationTarget.Global,
  );
