/** Commands that bring telemetry of the user's own programs into the cluster "This machine". */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runErrorOf } from '#protocol/errors';
import { HOST_CLUSTER } from '../clusters/localClusters.ts';
import { LOCAL_CONNECTION } from '../clusters/connection.ts';
import type { Ctx } from '../ctx.ts';

export function telemetryCommands(ctx: Ctx): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand('pxl.copyOtlpEndpoint', () =>
      reportingFailures(() => copyEndpoint(ctx)),
    ),
    vscode.commands.registerCommand('pxl.importProfile', (file?: unknown) =>
      reportingFailures(() => importProfile(ctx, file)),
    ),
  ];
}

async function reportingFailures(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return;
    const { message, nextStep } = runErrorOf(error);
    await vscode.window.showErrorMessage(`${message} ${nextStep}`);
  }
}

async function copyEndpoint(ctx: Ctx): Promise<void> {
  const lines = await ctx.pool.telemetryEnvironment();
  await vscode.env.clipboard.writeText(`${lines.join('\n')}\n`);
  offerCluster(
    ctx,
    'Copied environment variables for programs with OpenTelemetry. Their requests and statements come into http_events, mysql_events, pgsql_events and redis_events of This machine.',
  );
}

async function importProfile(ctx: Ctx, given: unknown): Promise<void> {
  const uri = given instanceof vscode.Uri ? given : await pickFile();
  if (uri === undefined) return;
  const name = basename(uri.path);
  const imported = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Importing ${name}`,
      cancellable: true,
    },
    async (_progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const bytes = await vscode.workspace.fs.readFile(uri);
      return ctx.pool.importProfile({ name, bytes }, abort.signal);
    },
  );
  const { program, samples, timeNs } = imported;
  const when = timeNs === null ? '' : ` It was recorded at ${timeOf(timeNs)}.`;
  offerCluster(
    ctx,
    `${samples} samples are in stack_traces.beta of This machine, as service default/${program}.${when}`,
  );
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Import CPU Profile',
    openLabel: 'Import',
    filters: { Profiles: ['cpuprofile', 'pprof', 'pb', 'gz', 'prof'], 'All Files': ['*'] },
  });
  return picked?.[0];
}

const timeOf = (timeNs: string): string => new Date(Number(timeNs) / 1e6).toLocaleString();

/** Says what happened, and how to look at it unless the cluster is selected already. */
function offerCluster(ctx: Ctx, message: string): void {
  const select = 'Select This Machine';
  const selected = ctx.clusters.selected()?.clusterId === HOST_CLUSTER.id;
  const { id: clusterId, name } = HOST_CLUSTER;
  // The command is done; the message may stay open as long as it likes.
  void vscode.window
    .showInformationMessage(message, ...(selected ? [] : [select]))
    .then((chosen) =>
      chosen === select
        ? ctx.clusters.select({ connectionId: LOCAL_CONNECTION.id, clusterId, name })
        : undefined,
    );
}
