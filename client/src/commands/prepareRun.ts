/** From a script to what is sent to the cluster: functions, arguments, refusals. */
import * as vscode from 'vscode';
import type { PreparedRun, PrepareRunParams, RunTargets } from '#protocol/lsp';
import type { ExecFunc } from '#protocol/run';
import type { Services } from '../services/services.ts';
import {
  rememberArguments,
  rememberedArguments,
  type ArgumentValues,
} from '../run/runArguments.ts';
import { askArguments } from './askArguments.ts';
import type { RunSpec } from '../run/lastRun.ts';

const RUN_ALONE = 'Run Script Alone';
const OPEN_VIS = 'Open vis.json';

export interface ReadyRun {
  readonly execFuncs: readonly ExecFunc[];
  readonly mutation: boolean;
  /** Undefined for no limit, and while the language server does not answer. */
  readonly rowLimit?: number | undefined;
}

/** @returns undefined when the user leaves or cannot be served; a message has been shown. */
export async function prepareRun(
  services: Services,
  { uri, funcName }: RunSpec,
): Promise<ReadyRun | undefined> {
  let params: PrepareRunParams = {
    uri,
    funcName,
    values: rememberedArguments(services.memory, uri),
  };
  for (;;) {
    const prepared = await preparedBy(services, params);
    if (prepared === undefined) return { execFuncs: [], mutation: false };
    if (prepared.kind === 'ready') return prepared;
    const next = await changed(services, params, prepared);
    if (next === undefined) return undefined;
    params = next;
  }
}

/** Undefined, after a warning, when the language server does not answer. */
async function preparedBy(
  { language, log }: Services,
  params: PrepareRunParams,
): Promise<PreparedRun | undefined> {
  try {
    return await language.prepareRun(params);
  } catch (error) {
    log.warn(`prepare a run: ${String(error)}`);
    void vscode.window.showWarningMessage(
      'The PxL language server does not answer, so vis.json is not used: the script runs alone.',
    );
    return undefined;
  }
}

/** What to prepare instead of a run that was refused; undefined when there is nothing to run. */
async function changed(
  services: Services,
  params: PrepareRunParams,
  refused: Exclude<PreparedRun, { readonly kind: 'ready' }>,
): Promise<PrepareRunParams | undefined> {
  const { uri, values } = params;
  switch (refused.kind) {
    case 'notRunnable':
      void vscode.window.showErrorMessage(`${refused.message} ${refused.nextStep}`);
      return undefined;
    case 'visUnusable':
      return (await runsAlone(uri, refused.message)) ? { ...params, alone: true } : undefined;
    case 'unknownFunction':
      void vscode.window.showErrorMessage(
        `The script no longer has the function ${String(params.funcName)}. Run the whole script, or one of its functions.`,
      );
      return undefined;
    case 'unknownArgument':
      // Stored for another function of the script, or for a variable that is gone.
      return { ...params, values: only(values, refused.known) };
    case 'missing': {
      const given = await askArguments(refused.variables, values);
      if (given === undefined) return undefined;
      await rememberArguments(services.memory, uri, given);
      return { ...params, values: { ...values, ...given } };
    }
  }
}

const only = (values: ArgumentValues, known: readonly string[]): ArgumentValues =>
  Object.fromEntries(Object.entries(values).filter(([name]) => known.includes(name)));

async function runsAlone(uri: string, problem: string): Promise<boolean> {
  const message = `vis.json cannot be used: ${problem}`;
  const chosen = await vscode.window.showErrorMessage(message, RUN_ALONE, OPEN_VIS);
  if (chosen === OPEN_VIS) {
    const vis = vscode.Uri.joinPath(vscode.Uri.parse(uri, true), '..', 'vis.json');
    await vscode.window.showTextDocument(vis);
  }
  return chosen === RUN_ALONE;
}

/** The script's targets; undefined, after a warning, when the language server does not answer. */
async function targetsOf(services: Services, uri: string): Promise<RunTargets | undefined> {
  try {
    return await services.language.targets(uri);
  } catch (error) {
    services.log.warn(`run targets: ${String(error)}`);
    void vscode.window.showWarningMessage(
      'The PxL language server does not answer, so the functions and arguments of the script are unknown. Try again, or restart it.',
    );
    return undefined;
  }
}

/** Lets the user edit every value of the script and keeps them. @returns whether they did. */
export async function changeArguments(services: Services, spec: RunSpec): Promise<boolean> {
  const targets = await targetsOf(services, spec.uri);
  if (targets === undefined) return false;
  const { variables } = targets;
  if (variables.length === 0) {
    await vscode.window.showInformationMessage(
      'This script has no arguments. Variables in a vis.json beside the script become arguments.',
    );
    return false;
  }
  const memory = services.memory;
  const values = await askArguments(variables, rememberedArguments(memory, spec.uri));
  if (values === undefined) return false;
  await rememberArguments(memory, spec.uri, values);
  return true;
}

/** Lets the user choose one of the functions that vis.json names. */
export async function pickFunction(services: Services, uri: string): Promise<RunSpec | undefined> {
  const targets = await targetsOf(services, uri);
  if (targets === undefined) return undefined;
  const items = targets.targets.flatMap(({ funcName, line }) =>
    funcName === undefined
      ? []
      : [{ label: funcName, description: `line ${String(line + 1)}`, funcName }],
  );
  if (items.length === 0) {
    await vscode.window.showInformationMessage(
      targets.visProblem === undefined
        ? 'No functions to run: a vis.json beside the script names none.'
        : `vis.json cannot be used: ${targets.visProblem}`,
    );
    return undefined;
  }
  const placeHolder = 'Function to run';
  const picked = await vscode.window.showQuickPick(items, { placeHolder });
  return picked === undefined ? undefined : { uri, funcName: picked.funcName };
}
