/** Commands that add, change and remove connections to Pixie. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { connectionIdOf, isRemote, type RemoteConnection } from '../connections/connection.ts';
import { connectionsOfSetting, entryOf } from '../connections/connectionSettings.ts';
import type { Services } from '../services/services.ts';
import type { ClusterNode } from '../views/clustersView.ts';
import { askConnection, askKey } from './askConnection.ts';

type ConnectionServices = Pick<Services, 'clusters' | 'keys' | 'pool'>;

export function registerConnectionCommands(services: ConnectionServices): vscode.Disposable {
  const command = (id: string, work: (node?: ClusterNode) => Promise<void>) =>
    vscode.commands.registerCommand(id, work);
  return vscode.Disposable.from(
    command('pxl.addConnection', () => addConnection(services)),
    command('pxl.replaceKey', (node) => replaceKey(services, node)),
    command('pxl.removeConnection', (node) => removeConnection(services, node)),
  );
}

async function addConnection(services: ConnectionServices): Promise<void> {
  const asked = await askConnection();
  if (asked === undefined) return;
  const connection = { ...asked.connection, profileId: randomUUID() };
  await services.keys.store(connection, asked.key);
  await writeEntries([...userEntries(), entryOf(connection)]);
  await tryConnection(services, connection);
}

async function replaceKey(services: ConnectionServices, node?: ClusterNode): Promise<void> {
  const connection = await remoteOf(services, node, 'Connection whose key is replaced');
  const key = connection === undefined ? undefined : await askKey('Replace Key', connection.kind);
  if (connection === undefined || key === undefined) return;
  await services.keys.store(connection, key);
  await tryConnection(services, connection);
}

/** Lists the clusters at once, because a wrong address or key is best corrected right away. */
async function tryConnection(
  services: ConnectionServices,
  connection: RemoteConnection,
): Promise<void> {
  const { clusters, pool } = services;
  const id = connectionIdOf(connection);
  pool.forget(id);
  clusters.refresh(id);
  const listing = await clusters.listing(connection, new AbortController().signal);
  if (listing.kind === 'listed') return;
  const { message, nextStep } = listing.error;
  const actions = { again: 'Try Again', key: 'Replace Key…', log: 'Show Log' };
  const chosen = await vscode.window.showErrorMessage(
    `${connection.name} is added, but doesn't list its clusters. ${message} ${nextStep}`,
    actions.again,
    actions.key,
    actions.log,
  );
  const node: ClusterNode = { kind: 'connection', connection };
  if (chosen === actions.again) await tryConnection(services, connection);
  if (chosen === actions.key) await vscode.commands.executeCommand('pxl.replaceKey', node);
  if (chosen === actions.log) await vscode.commands.executeCommand('pxl.showLog');
}

async function removeConnection(services: ConnectionServices, node?: ClusterNode): Promise<void> {
  const connection = await remoteOf(services, node, 'Connection to remove, with its key');
  if (connection === undefined) return;
  const { name, profileId } = connection;
  const remove = 'Remove';
  const question = `Remove the connection ${name} and its key?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true }, remove)) !== remove)
    return;
  await services.keys.forget(connection);
  services.pool.forget(profileId);
  await writeEntries(userEntries().filter((entry) => profileIdOf(entry) !== profileId));
  services.clusters.refresh();
  if (services.clusters.connectionOf(profileId) !== undefined) {
    await vscode.window.showWarningMessage(
      `The key of ${name} is removed. The connection itself is in this workspace's settings (pxl.connections); remove it there.`,
    );
  }
}

/** The connection of a node of the tree, or one the user picks. */
async function remoteOf(
  { clusters }: ConnectionServices,
  node: ClusterNode | undefined,
  placeHolder: string,
): Promise<RemoteConnection | undefined> {
  if (node !== undefined) return isRemote(node.connection) ? node.connection : undefined;
  const items = clusters
    .connections()
    .filter(isRemote)
    .map((connection) => ({ label: connection.name, description: connection.address, connection }));
  if (items.length === 0) {
    await vscode.window.showInformationMessage('There is no Pixie connection.');
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.connection;
}

/** As they are written, so that entries which can't be used stay for the user to correct. */
function userEntries(): readonly unknown[] {
  const { globalValue } = vscode.workspace.getConfiguration('pxl').inspect('connections') ?? {};
  return Array.isArray(globalValue) ? globalValue : [];
}

const profileIdOf = (entry: unknown): string | undefined =>
  connectionsOfSetting([entry]).connections[0]?.profileId;

const writeEntries = (entries: readonly unknown[]) =>
  vscode.workspace
    .getConfiguration('pxl')
    .update('connections', entries, vscode.ConfigurationTarget.Global);
