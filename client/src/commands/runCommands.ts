/** Commands that run scripts. */
import * as vscode from 'vscode';
import { LOCAL_CONNECTION } from '../clusters/connection.ts';
import type { Ctx } from '../ctx.ts';
import { funcTexts } from '../run/runArguments.ts';
import type { RunSummary } from '../run/runController.ts';
import { isMutation, problemOfScript } from '../run/scriptText.ts';
import { lastRun, rememberRun } from './lastRun.ts';
import { changeArguments, pickFunction, prepareRun } from './prepareRun.ts';
import { openScript, specOf, type RunSpec } from './scriptDocument.ts';

/** Short runs end before a notification would be read. */
const PROGRESS_DELAY_MS = 1_000;

export function runCommands(ctx: Ctx): vscode.Disposable[] {
  const command = (id: string, work: (argument?: unknown) => unknown) =>
    vscode.commands.registerCommand(id, work);
  return [
    command('pxl.runScript', (argument) => withScript(argument, (spec) => run(ctx, spec))),
    command('pxl.cancelRun', () => ctx.runs.cancel()),
    command('pxl.rerun', () => rerun(ctx)),
    command('pxl.runFunction', (argument) =>
      withScript(argument, async ({ uri }) => {
        const spec = await pickFunction(ctx, uri);
        return spec === undefined ? undefined : run(ctx, spec);
      }),
    ),
    command('pxl.changeArguments', (argument) =>
      withScript(argument, async (spec) => {
        const run = 'Run Script';
        if (!(await changeArguments(ctx, spec))) return;
        const chosen = await vscode.window.showInformationMessage('Arguments are kept.', run);
        if (chosen === run) await vscode.commands.executeCommand('pxl.runScript', spec);
      }),
    ),
    command('pxl.showResults', () => showResults(ctx)),
  ];
}

async function withScript<T>(
  argument: unknown,
  work: (spec: RunSpec) => Promise<T>,
): Promise<T | undefined> {
  const spec = specOf(argument);
  if (spec !== undefined) return work(spec);
  const open = 'Open File…';
  const message = 'No PxL script is open. Open a .pxl file and run it.';
  const chosen = await vscode.window.showWarningMessage(message, open);
  if (chosen === open) await vscode.commands.executeCommand('workbench.action.files.openFile');
  return undefined;
}

/** Runs again what was run last, with the text as it is now. */
export async function rerun(ctx: Ctx): Promise<RunSummary | undefined> {
  const last = lastRun(ctx.extension.workspaceState);
  return last === undefined ? withScript(undefined, (spec) => run(ctx, spec)) : run(ctx, last.spec);
}

function showResults(ctx: Ctx): void {
  const restored = ctx.panel.isOpen ? undefined : lastRun(ctx.extension.workspaceState);
  ctx.panel.show();
  if (restored !== undefined) ctx.panel.post({ type: 'restored', run: restored.header });
}

async function run(ctx: Ctx, spec: RunSpec): Promise<RunSummary | undefined> {
  const opened = await openScript(spec.uri);
  if (opened.kind === 'refused') {
    void vscode.window.showErrorMessage(opened.message);
    return undefined;
  }
  const { document } = opened;
  const script = document.getText();
  const { version } = document;
  const problem = problemOfScript(script);
  if (problem !== undefined) {
    void vscode.window.showErrorMessage(problem);
    return undefined;
  }
  const selected = ctx.clusters.selected();
  if (selected === undefined) {
    void offerClusters('No cluster is selected.', 'Select one to run.');
    return undefined;
  }
  const prepared = await prepareRun(ctx, spec);
  if (prepared === undefined) return undefined;
  const { execFuncs, rowLimit } = prepared;

  const title = document.uri.path.split('/').at(-1) ?? 'script';
  ctx.panel.show();
  ctx.panel.setTitle(`${title} – Results`);
  ctx.log.info(`Run ${title} on ${selected.name}`);
  const running = ctx.runs.start(
    () => ctx.clusters.runnerOf(selected),
    {
      clusterId: selected.clusterId,
      script,
      execFuncs,
      queryName: title,
      mutation: isMutation(script),
    },
    {
      title,
      clusterName: selected.name,
      clusterId: selected.clusterId,
      simulated: selected.simulated,
      scriptUri: spec.uri,
      functions: funcTexts(execFuncs),
      rowLimit,
    },
  );
  showProgress(ctx, running, title);
  const { state } = ctx.runs;
  if (state.kind === 'running') await rememberRun(ctx.extension.workspaceState, spec, state.header);
  const summary = await running;
  ctx.log.info(`${title} ended: ${summary.outcome.kind} after ${String(summary.elapsedMs)} ms`);
  // The local clusters' state is known only while their process runs.
  if (selected.connectionId === LOCAL_CONNECTION.id) ctx.clusters.refresh(LOCAL_CONNECTION.id);
  // A tracepoint that is set or taken away makes a table, or leaves none.
  if (isMutation(script) && summary.outcome.kind === 'done') void ctx.catalogs.retry();
  await reportProblems(ctx, summary, version);
  return summary;
}

/** Longer runs say so and offer to cancel; the notification leaves the focus where it is. */
function showProgress(ctx: Ctx, running: Promise<RunSummary>, title: string): void {
  const { state } = ctx.runs;
  if (state.kind !== 'running') return;
  const { runId } = state.header;
  const timer = setTimeout(() => {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: `Running ${title}`,
      cancellable: true,
    };
    void vscode.window.withProgress(options, (_, token) => {
      token.onCancellationRequested(() => ctx.runs.cancel(runId));
      return running;
    });
  }, PROGRESS_DELAY_MS);
  void running.then(() => clearTimeout(timer));
}

/** Compile errors go to their lines; what has no line is told in a message. */
async function reportProblems(ctx: Ctx, summary: RunSummary, version: number): Promise<void> {
  const { outcome, header } = summary;
  const error = outcome.kind === 'failed' ? outcome.error : undefined;
  const compile = error?.kind === 'compile';
  try {
    await ctx.language.reportProblems({
      uri: header.scriptUri,
      version,
      errors: compile ? error.compilerErrors : [],
      status: compile ? error.message : '',
    });
  } catch (failure) {
    ctx.log.warn(`run problems: ${String(failure)}`);
  }
  if (error === undefined || (compile && error.compilerErrors.length > 0)) return;
  if (error.kind === 'cluster') void offerClusters(error.message, error.nextStep);
  else void offerLog(ctx, `${error.message} ${error.nextStep}`);
}

async function offerLog(ctx: Ctx, message: string): Promise<void> {
  const showLog = 'Show Log';
  if ((await vscode.window.showErrorMessage(message, showLog)) === showLog) ctx.log.show(true);
}

async function offerClusters(message: string, nextStep: string): Promise<void> {
  const choose = 'Select Cluster';
  const again = 'Run Again';
  const chosen = await vscode.window.showErrorMessage(`${message} ${nextStep}`, choose, again);
  if (chosen === choose) await vscode.commands.executeCommand('pxl.selectCluster');
  if (chosen === again) await vscode.commands.executeCommand('pxl.rerun');
}
