/** Commands that store tables of a cluster in a folder, and open such a folder as a cluster. */
import { fork } from 'node:child_process';
import * as vscode from 'vscode';
import { runErrorOf } from '#protocol/errors';
import type { Connection } from '../clusters/connection.ts';
import { forgetRecording, recordingInfo, rememberRecording } from '../clusters/recordings.ts';
import type { Ctx } from '../ctx.ts';
import type { ClusterNode } from '../views/clustersView.ts';
import { tableNames } from '../run/tableNames.ts';

export function recordingCommands(ctx: Ctx): vscode.Disposable[] {
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
  return [
    command('pxl.openRecording', (given) =>
      openRecording(ctx, given instanceof vscode.Uri ? given.fsPath : undefined),
    ),
    command('pxl.closeRecording', (given) => closeRecording(ctx, nodeOf(given))),
    command('pxl.recordTables', (given) => recordTables(ctx, nodeOf(given))),
  ];
}

/** A node of the tree the command was chosen on, or a folder given by another command. */
type Given = ClusterNode | vscode.Uri | undefined;

const nodeOf = (given: Given): ClusterNode | undefined =>
  given instanceof vscode.Uri ? undefined : given;

async function openRecording(ctx: Ctx, given?: string): Promise<void> {
  const folder = given ?? (await pickFolder());
  if (folder === undefined) return;
  const { id, name } = await recordingInfo(folder);
  const connection = await rememberRecording(ctx.extension.workspaceState, folder);
  ctx.clusters.refresh(connection.id);
  await ctx.clusters.select({ connectionId: connection.id, clusterId: id, name });
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

async function closeRecording(ctx: Ctx, node?: ClusterNode): Promise<void> {
  const connection = node?.connection;
  if (connection?.recording === undefined) return;
  ctx.pool.forget(connection.id);
  await forgetRecording(ctx.extension.workspaceState, connection.recording);
  ctx.clusters.refresh(connection.id);
}

interface Source {
  readonly connection: Connection;
  readonly clusterId: string;
  readonly name: string;
}

async function recordTables(ctx: Ctx, node?: ClusterNode): Promise<void> {
  const source = sourceOf(ctx, node);
  if (source === undefined) {
    await vscode.window.showInformationMessage('Select a cluster first, then record its tables.');
    return;
  }
  const tables = await pickTables(ctx, source);
  const last = tables === undefined ? undefined : await pickLast();
  const redaction = last === undefined ? undefined : await pickRedaction();
  if (tables === undefined || last === undefined || redaction === undefined) return;
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  const target = await vscode.window.showSaveDialog({
    title: 'Folder of the Recording',
    saveLabel: 'Record',
    ...(workspace && { defaultUri: vscode.Uri.joinPath(workspace.uri, 'recording') }),
  });
  if (target === undefined) return;
  const { address, apiKey } = await ctx.pool.addressOf(source.connection);
  const args = [
    'record',
    '--out',
    target.fsPath,
    '--address',
    address,
    // Clusters of this machine are served on loopback, without TLS.
    ...(source.connection.address === undefined ? ['--plaintext'] : []),
    '--cluster',
    source.clusterId,
    '--name',
    `${source.name} (recorded)`,
    '--last',
    last,
    ...tables.flatMap((table) => ['--table', table]),
    ...(redaction === 'none' ? [] : ['--redact', redaction]),
  ];
  await runRecorder(ctx, args, apiKey);
  const open = 'Open Recording';
  const message = `Recorded ${String(tables.length)} tables in ${target.fsPath}.`;
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await openRecording(ctx, target.fsPath);
  }
}

function sourceOf(ctx: Ctx, node?: ClusterNode): Source | undefined {
  if (node?.kind === 'cluster') {
    const { connection, cluster } = node;
    return { connection, clusterId: cluster.id, name: cluster.name };
  }
  const selected = ctx.clusters.selected();
  const connection = ctx.clusters.connections().find(({ id }) => id === selected?.connectionId);
  return selected === undefined || connection === undefined
    ? undefined
    : { connection, clusterId: selected.clusterId, name: selected.name };
}

async function pickTables(ctx: Ctx, source: Source): Promise<readonly string[] | undefined> {
  const abort = new AbortController();
  const runner = await ctx.pool.runnerOf(source.connection);
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

async function pickRedaction(): Promise<string | undefined> {
  const items = [
    { label: 'Nothing', detail: 'Rows are stored as they are.', redaction: 'none' },
    {
      label: 'What looks personal',
      detail:
        'Addresses, e-mail, card numbers and the like, as px.redact_pii_best_effort finds them.',
      redaction: 'pii',
    },
    {
      label: 'All payloads',
      detail: 'Bodies, headers, paths, statements and arguments.',
      redaction: 'payloads',
    },
  ];
  return (await vscode.window.showQuickPick(items, { title: 'Leave Out' }))?.redaction;
}

/** Runs `pxl record` beside the window. @throws Error with its last words; AbortError. */
function runRecorder(ctx: Ctx, args: readonly string[], apiKey: string): Thenable<void> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: 'Recording', cancellable: true },
    (progress, token) =>
      new Promise<void>((resolve, reject) => {
        const child = fork(ctx.extension.asAbsolutePath('dist/cli.js'), [...args], {
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
          // The key in the environment: arguments can be seen by other users.
          env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', PX_API_KEY: apiKey },
          execArgv: [],
        });
        let errors = '';
        child.stdout?.on('data', (chunk: Buffer) => {
          progress.report({ message: chunk.toString().trim().split('\n').at(-1) ?? '' });
        });
        child.stderr?.on('data', (chunk: Buffer) => {
          errors += chunk.toString();
          ctx.log.info(`record: ${chunk.toString().trimEnd()}`);
        });
        token.onCancellationRequested(() => child.kill());
        child.once('error', reject);
        child.once('exit', (code) => {
          if (code === 0) resolve();
          else if (token.isCancellationRequested) reject(new DOMException('', 'AbortError'));
          else reject(new Error(errors.trim() || `The recorder ended with ${String(code)}.`));
        });
      }),
  );
}
