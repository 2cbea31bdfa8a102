/** From a script to what is sent to the cluster: functions, arguments, refusals. */
import * as vscode from 'vscode';
import type { RunTarget, RunTargets } from '#protocol/lsp';
import type { ExecFunc } from '#protocol/run';
import type { Services } from '../services.ts';
import {
  missingVariables,
  rememberArguments,
  rememberedArguments,
  resolveFuncs,
  variablesOf,
} from '../run/runArguments.ts';
import { askArguments } from './askArguments.ts';
import type { RunSpec } from './scriptDocument.ts';

const RUN_ALONE = 'Run Script Alone';
const OPEN_VIS = 'Open vis.json';

export interface PreparedRun {
  readonly execFuncs: readonly ExecFunc[];
  /** Undefined when the language server cannot tell it. */
  readonly rowLimit: number | undefined;
}

/** @returns undefined when the user leaves or cannot be served; a message has been shown. */
export async function prepareRun(
  services: Services,
  spec: RunSpec,
): Promise<PreparedRun | undefined> {
  const targets = await targetsOf(services, spec.uri);
  if (targets === undefined) return { execFuncs: [], rowLimit: undefined };
  const execFuncs = await functionsOf(services, spec, targets);
  return execFuncs === undefined ? undefined : { execFuncs, rowLimit: targets.rowLimit };
}

async function functionsOf(
  services: Services,
  spec: RunSpec,
  targets: RunTargets,
): Promise<readonly ExecFunc[] | undefined> {
  if (targets.visProblem !== undefined) return visProblem(spec, targets.visProblem);
  const target = targets.targets.find(({ funcName }) => funcName === spec.funcName);
  if (target === undefined) {
    if (spec.funcName === undefined) return [];
    await vscode.window.showErrorMessage(
      `vis.json no longer names the function ${spec.funcName}. Run the script, or add the function to vis.json.`,
    );
    return undefined;
  }
  return resolved(services, spec, targets, target);
}

/** The script's targets; undefined, after a warning, when the language server cannot tell them. */
async function targetsOf(services: Services, uri: string): Promise<RunTargets | undefined> {
  try {
    return await services.language.targets(uri);
  } catch (error) {
    services.log.warn(`run targets: ${String(error)}`);
    void vscode.window.showWarningMessage(
      'The PxL language server does not answer, so vis.json is not used: the script runs alone.',
    );
    return undefined;
  }
}

async function visProblem(
  spec: RunSpec,
  problem: string,
): Promise<readonly ExecFunc[] | undefined> {
  const message = `vis.json cannot be used: ${problem}`;
  const chosen = await vscode.window.showErrorMessage(message, RUN_ALONE, OPEN_VIS);
  if (chosen === RUN_ALONE) return [];
  if (chosen === OPEN_VIS) {
    const vis = vscode.Uri.joinPath(vscode.Uri.parse(spec.uri, true), '..', 'vis.json');
    await vscode.window.showTextDocument(vis);
  }
  return undefined;
}

async function resolved(
  services: Services,
  spec: RunSpec,
  targets: RunTargets,
  target: RunTarget,
): Promise<readonly ExecFunc[] | undefined> {
  const memory = services.memory;
  const known = rememberedArguments(memory, spec.uri);
  const missing = missingVariables(variablesOf(targets, target), known);
  const asked = missing.length === 0 ? {} : await askArguments(missing, known);
  if (asked === undefined) return undefined;
  if (missing.length > 0) await rememberArguments(memory, spec.uri, asked);
  const found = resolveFuncs(targets, target, { ...known, ...asked });
  if (found.kind === 'resolved') return found.execFuncs;
  await vscode.window.showErrorMessage(
    `vis.json gives no value for the argument ${found.argument} of ${found.funcName}. Give it a value or a variable there.`,
  );
  return undefined;
}

/** Lets the user edit every value of the script and keeps them. @returns whether they did. */
export async function changeArguments(services: Services, spec: RunSpec): Promise<boolean> {
  const targets = await targetsOf(services, spec.uri);
  const variables = targets?.variables ?? [];
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
  const items = (targets?.targets ?? []).flatMap(({ funcName, line }) =>
    funcName === undefined
      ? []
      : [{ label: funcName, description: `line ${String(line + 1)}`, funcName }],
  );
  if (items.length === 0) {
    await vscode.window.showInformationMessage(
      targets?.visProblem === undefined
        ? 'No functions to run: a vis.json beside the script names none.'
        : `vis.json cannot be used: ${targets.visProblem}`,
    );
    return undefined;
  }
  const placeHolder = 'Function to run';
  const picked = await vscode.window.showQuickPick(items, { placeHolder });
  return picked === undefined ? undefined : { uri, funcName: picked.funcName };
}
