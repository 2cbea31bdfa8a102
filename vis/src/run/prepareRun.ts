/**
 * What a run of a script sends: the functions with their arguments, whether it changes the cluster,
 * and how many rows a table may have. The one answer for the editor, the command line and others.
 */
import {
  compile,
  readFlags,
  utf8SizeBytes,
  type Analysis,
  type Catalog,
  type ExecutedFunction,
} from '#language';
import { fillTarget, type Target, type Targets, type TargetVariable } from './targets.ts';

export interface RunChoice {
  /** Calls nothing: the script runs as it stands, whatever its vis.json says. */
  readonly alone?: boolean | undefined;
  /** Undefined: the whole script, with every function its vis.json names. */
  readonly funcName?: string | undefined;
  /** By the name of a variable, or of an argument. */
  readonly values: Readonly<Record<string, string>>;
}

export interface RunSurroundings {
  readonly catalog: Catalog;
  /** `px.now()`, ns since the epoch. */
  readonly nowNs: bigint;
  /** Bytes (UTF-8) of the largest script that a cluster takes. */
  readonly maxScriptBytes: number;
}

/** A script and what of it can be run. */
export interface RunnableScript {
  readonly analysis: Analysis;
  readonly targets: Targets;
}

export type PreparedRun =
  | {
      readonly kind: 'ready';
      readonly execFuncs: readonly ExecutedFunction[];
      /** The run deploys tracepoints or changes settings of agents. */
      readonly mutation: boolean;
      /** Rows per table after which the cluster cuts off; undefined for no limit. */
      readonly rowLimit: number | undefined;
    }
  /** No cluster would take the text. */
  | { readonly kind: 'notRunnable'; readonly message: string; readonly nextStep: string }
  /** The vis.json cannot be used, so nobody knows what to call. */
  | { readonly kind: 'visUnusable'; readonly message: string }
  /** `known`: functions of the script, in its order. */
  | { readonly kind: 'unknownFunction'; readonly known: readonly string[] }
  /** A value is given for what is no argument. `known`: names of arguments and variables. */
  | { readonly kind: 'unknownArgument'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'missing'; readonly variables: readonly TargetVariable[] };

/** Never throws. A script that does not compile is ready: the cluster says what is wrong with it. */
export function prepareRun(
  { analysis, targets }: RunnableScript,
  { alone = false, funcName, values }: RunChoice,
  surroundings: RunSurroundings,
): PreparedRun {
  const refusal = refusedText(analysis.text, surroundings.maxScriptBytes);
  if (refusal !== undefined) return refusal;
  if (alone) return readyRun(analysis, [], surroundings);
  if (targets.visProblem !== undefined && funcName === undefined) {
    return { kind: 'visUnusable', message: targets.visProblem };
  }
  const target = targets.targets.find((one) => one.funcName === funcName);
  if (target === undefined) {
    const known = targets.targets.flatMap((one) => one.funcName ?? []);
    return { kind: 'unknownFunction', known };
  }
  const known = argumentNames(target);
  const stranger = Object.keys(values).find((name) => !known.has(name));
  if (stranger !== undefined) {
    return { kind: 'unknownArgument', name: stranger, known: [...known] };
  }
  const { execFuncs, missing } = fillTarget(target, targets.variables, values);
  if (missing.length > 0) return { kind: 'missing', variables: missing };
  return readyRun(analysis, execFuncs, surroundings);
}

const readyRun = (
  analysis: Analysis,
  execFuncs: readonly ExecutedFunction[],
  surroundings: RunSurroundings,
): PreparedRun => ({
  kind: 'ready',
  execFuncs,
  mutation: changesCluster(analysis, execFuncs, surroundings),
  rowLimit: readFlags(analysis.text).flags.maxOutputRowsPerTable,
});

/** Why a text is no script that can be run, found without reading it as one. */
export function refusedText(text: string, maxBytes: number): PreparedRun | undefined {
  if (text.trim() === '') {
    return notRunnable('The script is empty.', 'Write a script, then run it.');
  }
  if (text.includes('\0')) {
    return notRunnable('This is a binary file, not a PxL script.', 'Open a .pxl file.');
  }
  if (utf8SizeBytes(text) <= maxBytes) return undefined;
  const limit = String(maxBytes / 1024 / 1024);
  return notRunnable(
    `The script is larger than ${limit} MiB, more than a cluster accepts.`,
    'Shorten it.',
  );
}

const notRunnable = (message: string, nextStep: string): PreparedRun => ({
  kind: 'notRunnable',
  message,
  nextStep,
});

function argumentNames({ execFuncs }: Target): ReadonlySet<string> {
  const all = execFuncs.flatMap(({ args }) => args);
  const names = [...all.map(({ name }) => name), ...all.flatMap(({ variable }) => variable ?? [])];
  return new Set(names.filter((name) => name !== ''));
}

const CHANGING_MODULES = ['pxtrace', 'pxconfig'];

/** Goes by what the script does with these arguments; a docstring may name a module as well. */
function changesCluster(
  { text }: Analysis,
  execFuncs: readonly ExecutedFunction[],
  { catalog, nowNs }: RunSurroundings,
): boolean {
  // Nothing changes a cluster without naming one of them, and compiling takes its time.
  if (!CHANGING_MODULES.some((name) => text.includes(name))) return false;
  return compile({ script: text, execFuncs, catalog, nowNs }).mutations.length > 0;
}
