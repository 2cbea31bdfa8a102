/** What a run of a script needs: the functions to call with their values, and whether it changes the cluster. */
import { checkScript } from '#ide';
import { bundledCatalog, compile } from '#language';
import type { ExecFunc } from '#protocol/run';
import { fillTarget, type Target } from '#vis';
import { readScript, readSiblingVis } from './files.ts';
import { UsageError } from './errors.ts';

export interface ScriptChoice {
  /** A function to call; the whole script without. */
  readonly func?: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  /** `px.now()`, ns since the epoch. */
  readonly nowNs: bigint;
}

export interface PreparedScript {
  readonly file: string;
  readonly script: string;
  readonly execFuncs: readonly ExecFunc[];
  /** The script deploys tracepoints or changes settings of the cluster. */
  readonly mutation: boolean;
}

/** @throws UsageError for a file that is no script, an unknown function, or missing values. */
export async function prepareScript(file: string, choice: ScriptChoice): Promise<PreparedScript> {
  const script = await readScript(file);
  if (script.trim() === '') throw new UsageError(`${file} is empty; there is nothing to run.`);
  const execFuncs = execFuncsOf(file, script, await readSiblingVis(file), choice);
  const { mutations } = compile({
    script,
    execFuncs,
    catalog: bundledCatalog(),
    nowNs: choice.nowNs,
  });
  return { file, script, execFuncs, mutation: mutations.length > 0 };
}

function execFuncsOf(
  file: string,
  script: string,
  visText: string | undefined,
  { func, args, nowNs }: ScriptChoice,
): readonly ExecFunc[] {
  const catalog = bundledCatalog();
  const { targets, variables, visProblem } = checkScript(script, visText, {
    catalog,
    nowNs,
  }).targets;
  if (visProblem !== undefined && func === undefined)
    throw new UsageError(`${file}: ${visProblem}`);
  const target = targets.find((one) => one.funcName === func);
  if (target === undefined) {
    const names = targets.flatMap(({ funcName }) => funcName ?? []).join(', ');
    throw new UsageError(
      `${file} defines no function '${String(func)}'; it has ${names || 'none'}.`,
    );
  }
  refuseUnknown(file, target, args);
  const { execFuncs, missing } = fillTarget(target, variables, args);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => `--arg ${name.split('.').at(-1) ?? name}=…`).join(' ');
    throw new UsageError(`${file}: values are missing; add ${names}`);
  }
  return execFuncs;
}

function refuseUnknown(file: string, target: Target, args: ScriptChoice['args']): void {
  const all = target.execFuncs.flatMap((one) => one.args);
  const known = new Set([
    ...all.map(({ name }) => name),
    ...all.flatMap(({ variable }) => variable ?? []),
  ]);
  const unknown = Object.keys(args).find((name) => !known.has(name));
  if (unknown === undefined) return;
  const names = [...known].filter((name) => name !== '').join(', ') || 'none';
  throw new UsageError(`${file}: there is no argument '${unknown}'; known are ${names}.`);
}

/** Now, as scripts see it. */
export const systemNowNs = (): bigint => BigInt(Date.now()) * 1_000_000n;
