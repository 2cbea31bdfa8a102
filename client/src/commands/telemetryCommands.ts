/** Commands that bring telemetry of the user's own programs into the cluster "This machine". */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { runErrorOf } from '#protocol/errors';
import { telemetryEnvironment } from '#protocol/telemetry';
import { HOST_CLUSTER } from '../clusters/localClusters.ts';
import { LOCAL_CONNECTION_ID } from '../connections/connection.ts';
import { rememberEndpoint } from '../telemetry/movedEndpoint.ts';
import { ENVIRONMENT_FORMS } from '../telemetry/environmentForms.ts';
import type { Services } from '../services/services.ts';

export function registerTelemetryCommands(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('pxl.copyOtlpEndpoint', (given?: unknown) =>
      reportingFailures(() => copyEndpoint(services, given)),
    ),
    vscode.commands.registerCommand('pxl.importProfile', (file?: unknown) =>
      reportingFailures(() => importProfile(services, file)),
    ),
  );
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

/** @param given the label of a form; from the menu there is none. */
async function copyEndpoint(services: Services, given: unknown): Promise<void> {
  const form =
    ENVIRONMENT_FORMS.find(({ label }) => label === given) ??
    (await vscode.window.showQuickPick(ENVIRONMENT_FORMS, {
      title: 'Copy OTLP Endpoint',
      placeHolder: 'Copy the three OpenTelemetry variables as',
    }));
  if (form === undefined) return;
  const telemetry = await services.pool.telemetry();
  await vscode.env.clipboard.writeText(form.text(telemetryEnvironment(telemetry)));
  await rememberEndpoint(services.extension.globalState, telemetry.endpoint);
  offerCluster(
    services,
    'Copied. Start your program with these variables: its requests and statements become rows of http_events, mysql_events, pgsql_events and redis_events on This machine.',
  );
}

async function importProfile(services: Services, given: unknown): Promise<void> {
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
      return services.pool.importProfile({ name, bytes }, abort.signal);
    },
  );
  const { program, samples, timeNs } = imported;
  const when = timeNs === null ? '' : ` It was recorded at ${timeOf(timeNs)}.`;
  offerCluster(
    services,
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
function offerCluster(services: Services, message: string): void {
  const select = 'Select This Machine';
  const selected = services.clusters.selected()?.clusterId === HOST_CLUSTER.id;
  const { id: clusterId, name, simulated } = HOST_CLUSTER;
  // The command is done; the message may stay open as long as it likes.
  void vscode.window
    .showInformationMessage(message, ...(selected ? [] : [select]))
    .then((chosen) =>
      chosen === select
        ? services.clusters.select({
            connectionId: LOCAL_CONNECTION_ID,
            clusterId,
            name,
            simulated,
          })
        : undefined,
    );
}
