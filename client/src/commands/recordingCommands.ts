/** Commands that store tables of a cluster in a folder, and open such a folder as a cluster. */
import * as vscode from 'vscode';
import { runErrorOf } from '#protocol/errors';
import { connectionIdOf, type Connection } from '../connections/connection.ts';
import { record, type Recording } from '../clusters/recorder.ts';
import { forgetRecording, recordingInfo, rememberRecording } from '../clusters/recordings.ts';
import type { Services } from '../services/services.ts';
import type { ClusterNode } from '../views/clustersView.ts';
import { tableNames } from '../run/tableNames.ts';

export function registerRecordingCommands(services: Services): vscode.Disposable {
  const command = (id: string, work: (given: Given) => Promise<void>) =>
    vscode.commands.registerCommand(id, async (given?: Given) => {
      try {
        await work(given);
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') return;
        const { message, nextStep } = runErrorOf(error);
        await vscode.window.showErrorMessage(`${message} ${nextStep}`);
      }
    });
  return vscode.Disposable.from(
    command('pxl.openRecording', (given) =>
      openRecording(services, given instanceof vscode.Uri ? given.fsPath : undefined),
    ),
    command('pxl.closeRecording', (given) => closeRecording(services, nodeOf(given))),
    command('pxl.recordTables', (given) => recordTables(services, nodeOf(given))),
  );
}

/** A node of the tree the command was chosen on, or a folder given by another command. */
type Given = ClusterNode | vscode.Uri | undefined;

const nodeOf = (given: Given): ClusterNode | undefined =>
  given instanceof vscode.Uri ? undefined : given;

async function openRecording(services: Services, given?: string): Promise<void> {
  const folder = given ?? (await pickFolder());
  if (folder === undefined) return;
  const { id, name, simulated } = await recordingInfo(folder);
  const connection = await rememberRecording(services.memory, folder);
  const connectionId = connectionIdOf(connection);
  services.clusters.refresh(connectionId);
  await services.clusters.select({ connectionId, clusterId: id, name, simulated });
  await vscode.commands.executeCommand('pxl.clusters.focus');
}

async function pickFolder(): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Open Recording',
    openLabel: 'Open Recording',
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return picked?.[0]?.fsPath;
}

async function closeRecording(services: Services, node?: ClusterNode): Promise<void> {
  const connection = node?.connection;
  if (connection?.kind !== 'recording') return;
  const id = connectionIdOf(connection);
  services.pool.forget(id);
  await forgetRecording(services.memory, connection.folder);
  services.clusters.refresh(id);
}

interface Source {
  readonly connection: Connection;
  readonly clusterId: string;
  readonly name: string;
}

async function recordTables(services: Services, node?: ClusterNode): Promise<void> {
  const source = sourceOf(services, node);
  if (source === undefined) {
    await vscode.window.showInformationMessage('Select a cluster first, then record its tables.');
    return;
  }
  const tables = await pickTables(services, source);
  const last = tables === undefined ? undefined : await pickLast();
  const redact = last === undefined ? undefined : await pickRedaction();
  if (tables === undefined || last === undefined || redact === undefined) return;
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  const target = await vscode.window.showSaveDialog({
    title: 'Folder of the Recording',
    saveLabel: 'Record',
    ...(workspace && { defaultUri: vscode.Uri.joinPath(workspace.uri, 'recording') }),
  });
  if (target === undefined) return;
  await recordShowingProgress(services, {
    source: await services.pool.addressOf(source.connection),
    folder: target.fsPath,
    clusterId: source.clusterId,
    name: `${source.name} (recorded)`,
    tables,
    last,
    redact,
  });
  const open = 'Open Recording';
  const message = `Recorded ${String(tables.length)} tables in ${target.fsPath}.`;
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await openRecording(services, target.fsPath);
  }
}

function sourceOf(services: Services, node?: ClusterNode): Source | undefined {
  if (node?.kind === 'cluster') {
    const { connection, cluster } = node;
    return { connection, clusterId: cluster.id, name: cluster.name };
  }
  const selected = services.clusters.selected();
  const connection =
    selected === undefined ? undefined : services.clusters.connectionOf(selected.connectionId);
  return selected === undefined || connection === undefined
    ? undefined
    : { connection, clusterId: selected.clusterId, name: selected.name };
}

async function pickTables(
  services: Services,
  source: Source,
): Promise<readonly string[] | undefined> {
  const abort = new AbortController();
  const runner = await services.pool.runnerOf(source.connection);
  const items = tableNames(runner, source.clusterId, abort.signal).then((names) =>
    names.map((label) => ({ label, picked: true })),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: `Record Tables of ${source.name}`,
    canPickMany: true,
    placeHolder: 'Tables to record',
  });
  abort.abort();
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ label }) => label);
}

async function pickLast(): Promise<string | undefined> {
  const items = [
    { label: 'Last 5 minutes', last: '5m' },
    { label: 'Last minute', last: '1m' },
    { label: 'Last 15 minutes', last: '15m' },
    { label: 'Last hour', last: '1h' },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Time Range' }))?.last;
}

async function pickRedaction(): Promise<Recording['redact'] | undefined> {
  const items: readonly (vscode.QuickPickItem & Pick<Recording, 'redact'>)[] = [
    { label: 'Nothing', detail: 'Rows are stored as they are.', redact: 'none' },
    {
      label: 'What looks personal',
      detail:
        'Addresses, e-mail, card numbers and the like, as px.redact_pii_best_effort finds them.',
      redact: 'pii',
    },
    {
      label: 'All payloads',
      detail: 'Bodies, headers, paths, statements and arguments.',
      redact: 'payloads',
    },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Leave Out' }))?.redact;
}

/** @throws Error with the recorder's last words; AbortError. */
function recordShowingProgress({ extension, log }: Services, recording: Recording): Thenable<void> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: 'Recording', cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const options = {
        cliPath: extension.asAbsolutePath('dist/cli.js'),
        onProgress: (message: string) => progress.report({ message }),
        onLog: (text: string) => log.info(`record: ${text}`),
      };
      await record(recording, options, abort.signal);
    },
  );
}
