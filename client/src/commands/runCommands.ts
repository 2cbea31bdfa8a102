/** Commands that run scripts. */
import * as vscode from 'vscode';
import { LOCAL_CONNECTION_ID } from '../connections/connection.ts';
import type { Services } from '../services/services.ts';
import { mutationLog } from '../run/mutationLog.ts';
import { funcTexts } from '../run/runArguments.ts';
import { RunNotification } from '../run/runNotification.ts';
import type { RunSummary } from '../run/runSession.ts';
import { lastRun, rememberRun, type RunSpec } from '../run/lastRun.ts';
import { changeArguments, pickFunction, prepareRun } from './prepareRun.ts';
import { openScript, specOf } from './scriptDocument.ts';

export function registerRunCommands(services: Services): vscode.Disposable {
  const command = (id: string, work: (argument?: unknown) => unknown) =>
    vscode.commands.registerCommand(id, work);
  return vscode.Disposable.from(
    command('pxl.runScript', (argument) => withScript(argument, (spec) => run(services, spec))),
    command('pxl.cancelRun', () => services.runs.cancel()),
    command('pxl.rerun', () => rerun(services)),
    command('pxl.runFunction', (argument) =>
      withScript(argument, async ({ uri }) => {
        const spec = await pickFunction(services, uri);
        return spec === undefined ? undefined : run(services, spec);
      }),
    ),
    command('pxl.changeArguments', (argument) =>
      withScript(argument, async (spec) => {
        const run = 'Run Script';
        if (!(await changeArguments(services, spec))) return;
        const chosen = await vscode.window.showInformationMessage('Arguments are kept.', run);
        if (chosen === run) await vscode.commands.executeCommand('pxl.runScript', spec);
      }),
    ),
    command('pxl.showResults', () => showResults(services)),
  );
}

async function withScript<T>(
  argument: unknown,
  work: (spec: RunSpec) => Promise<T>,
): Promise<T | undefined> {
  const spec = specOf(argument);
  if (spec !== undefined) return work(spec);
  const actions = { examples: 'Open Examples', make: 'New Script…', open: 'Open File…' };
  const message = 'No PxL script is open. Open one, then run it.';
  const { examples, make, open } = actions;
  const chosen = await vscode.window.showWarningMessage(message, examples, make, open);
  if (chosen === examples) await vscode.commands.executeCommand('pxl.openExamples');
  if (chosen === make) await vscode.commands.executeCommand('pxl.newScript');
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.files.openFile');
  return undefined;
}

/** Runs again what was run last, with the text as it is now. */
export async function rerun(services: Services): Promise<RunSummary | undefined> {
  const last = lastRun(services.memory);
  return last === undefined
    ? withScript(undefined, (spec) => run(services, spec))
    : run(services, last.spec);
}

function showResults(services: Services): void {
  const restored = services.panel.isOpen ? undefined : lastRun(services.memory);
  services.panel.show();
  if (restored !== undefined) services.panel.post({ type: 'restored', run: restored.header });
}

async function run(services: Services, spec: RunSpec): Promise<RunSummary | undefined> {
  const opened = await openScript(spec.uri);
  if (opened.kind === 'refused') {
    void vscode.window.showErrorMessage(opened.message);
    return undefined;
  }
  const { document } = opened;
  const selected = services.clusters.selected();
  if (selected === undefined) {
    void offerClusters('No cluster is selected.', 'Select one to run.');
    return undefined;
  }
  const prepared = await prepareRun(services, spec);
  if (prepared === undefined) return undefined;
  const { execFuncs, mutation, rowLimit } = prepared;
  // What was typed while arguments were asked for is run, too.
  const script = document.getText();
  const { version } = document;

  const title = document.uri.path.split('/').at(-1) ?? 'script';
  services.panel.show();
  services.panel.setTitle(`${title} – Results`);
  services.log.info(`Run ${title} on ${selected.name}`);
  const { runs, log } = services;
  const notification = new RunNotification(`Running ${title}`, () => runs.cancel(header.runId));
  const { header, ended } = runs.start(
    () => services.clusters.runnerOf(selected),
    { clusterId: selected.clusterId, script, execFuncs, queryName: title, mutation },
    {
      title,
      clusterName: selected.name,
      clusterId: selected.clusterId,
      simulated: selected.simulated,
      scriptUri: spec.uri,
      functions: funcTexts(execFuncs),
      rowLimit,
    },
    [notification, mutationLog((text) => log.info(text))],
  );
  await rememberRun(services.memory, spec, header);
  const summary = await ended;
  log.info(`${title} ended: ${summary.outcome.kind} after ${String(summary.elapsedMs)} ms`);
  // The local clusters' state is known only while their process runs.
  if (selected.connectionId === LOCAL_CONNECTION_ID) services.clusters.refresh(LOCAL_CONNECTION_ID);
  // A tracepoint that is set or taken away makes a table, or leaves none.
  if (summary.outcome.kind === 'done') {
    void (mutation ? services.catalogs.retry() : services.catalogs.retryFailure());
  }
  await reportProblems(services, summary, version);
  return summary;
}

/** Compile errors go to their lines; what has no line is in a message. */
async function reportProblems(
  services: Services,
  summary: RunSummary,
  version: number,
): Promise<void> {
  const { outcome, header } = summary;
  const error = outcome.kind === 'failed' ? outcome.error : undefined;
  const compile = error?.kind === 'compile';
  try {
    await services.language.reportProblems({
      uri: header.scriptUri,
      version,
      errors: compile ? error.compilerErrors : [],
      status: compile ? error.message : '',
    });
  } catch (failure) {
    services.log.warn(`run problems: ${String(failure)}`);
  }
  if (error === undefined || (compile && error.compilerErrors.length > 0)) return;
  if (error.kind === 'cluster') void offerClusters(error.message, error.nextStep);
  else void offerLog(services, `${error.message} ${error.nextStep}`);
}

async function offerLog(services: Services, message: string): Promise<void> {
  const showLog = 'Show Log';
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) services.log.show(true);
}

async function offerClusters(message: string, nextStep: string): Promise<void> {
  const choose = 'Select Cluster';
  const again = 'Run Again';
  const chosen = await vscode.window.showErrorMessage(`${message} ${nextStep}`, choose, again);
  if (chosen === choose) await vscode.commands.executeCommand('pxl.selectCluster');
  if (chosen === again) await vscode.commands.executeCommand('pxl.rerun');
}
