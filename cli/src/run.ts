/** `pxl run`: runs a script on a local cluster and prints its tables. */
import {
  bundledCatalog,
  checkScript,
  fillTarget,
  readFlags,
  type FilledTarget,
  type Target,
} from '#language';
import { basename } from 'node:path';
import { readProfile, type LocalEngine } from '#engine';
import type { ExecFunc, Runner } from '#protocol/run';
import type { RunError } from '#protocol/errors';
import { chooseCluster, type ClusterChoice } from './clusterChoice.ts';
import { readScript, readSiblingVis, UsageError } from './files.ts';
import { profileBytes } from './importProfile.ts';
import { createOutput, type OutputFormat } from './output.ts';

export interface RunOptions extends ClusterChoice {
  readonly format: OutputFormat;
  readonly func: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  /** CPU profiles to read into the cluster `host`. */
  readonly profiles: readonly string[];
}

export interface Io {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly signal: AbortSignal;
}

/** @returns the exit code: 0, 1 for a failed run, 130 when cancelled. */
export async function runFiles(
  files: readonly string[],
  options: RunOptions,
  io: Io,
): Promise<number> {
  if (options.profiles.length > 0 && options.cluster !== 'host') {
    throw new UsageError('A profile is read into this machine; add --cluster host.');
  }
  const runs: { file: string; script: string; execFuncs: readonly ExecFunc[] }[] = [];
  for (const file of files) {
    const script = await readScript(file);
    if (script.trim() === '') throw new UsageError(`${file} is empty; there is nothing to run.`);
    const execFuncs = execFuncsOf(file, script, await readSiblingVis(file), options);
    runs.push({ file, script, execFuncs });
  }
  const onNotice = (text: string) => {
    io.writeError(`${text}\n`);
  };
  // A profile is for this run alone; it must not stay in what is kept.
  const keep = options.profiles.length === 0;
  const { runner, clusterId, engine } = await chooseCluster(options, { keep, onNotice });
  try {
    if (engine !== undefined) {
      for (const file of options.profiles) await addProfile(engine, file);
    }
    for (const { file, script, execFuncs } of runs) {
      const request = { clusterId, script, execFuncs, queryName: basename(file), mutation: false };
      const code = await runOne(runner, file, request, { options, io });
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    runner.dispose();
  }
}

async function addProfile({ sink }: LocalEngine, file: string): Promise<void> {
  const result = await readProfile(await profileBytes(file), basename(file));
  if ('problem' in result) throw new UsageError(`${file}: ${result.problem}`);
  await sink.profile(result.profile);
}

/** Calls of what is to run. @throws UsageError for an unknown function, or arguments that are missing. */
export function execFuncsOf(
  file: string,
  script: string,
  visText: string | undefined,
  options: Pick<RunOptions, 'func' | 'args' | 'nowNs'>,
): readonly ExecFunc[] {
  const { func, args } = options;
  const catalog = bundledCatalog();
  const nowNs = options.nowNs ?? BigInt(Date.now()) * 1_000_000n;
  const { targets, variables, visProblem } = checkScript(script, visText, {
    catalog,
    nowNs,
  }).targets;
  if (visProblem !== undefined && func === undefined)
    throw new UsageError(`${file}: ${visProblem}`);
  const target = targets.find((one: Target) => one.funcName === func);
  if (target === undefined) {
    const names = targets.flatMap(({ funcName }) => funcName ?? []).join(', ');
    throw new UsageError(
      `${file} defines no function '${String(func)}'; it has ${names || 'none'}.`,
    );
  }
  const known = new Set([
    ...target.execFuncs.flatMap((one) => one.args.map(({ name }) => name)),
    ...target.execFuncs.flatMap((one) => one.args.map(({ variable }) => variable ?? '')),
  ]);
  const unknown = Object.keys(args).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `${file}: there is no argument '${unknown}'; known are ${[...known].filter((name) => name !== '').join(', ') || 'none'}.`,
    );
  }
  const { execFuncs, missing }: FilledTarget = fillTarget(target, variables, args);
  const [first] = missing;
  if (first !== undefined) {
    const names = missing.map(({ name }) => `--arg ${name.split('.').at(-1) ?? name}=…`).join(' ');
    throw new UsageError(`${file}: values are missing; add ${names}`);
  }
  return execFuncs;
}

async function runOne(
  runner: Runner,
  file: string,
  request: Parameters<Runner['run']>[0],
  { options, io }: { readonly options: RunOptions; readonly io: Io },
): Promise<number> {
  const output = createOutput(options.format, io.write);
  const rowLimit = readFlags(request.script).flags.maxOutputRowsPerTable;
  for await (const event of runner.run(request, io.signal)) {
    switch (event.kind) {
      case 'table':
        output.table(event.table);
        break;
      case 'batch':
        output.batch(event.batch);
        break;
      case 'cancelled':
        output.end();
        io.writeError('Cancelled; the rows above are incomplete.\n');
        return 130;
      case 'failed':
        output.end();
        io.writeError(failureText(file, event.error));
        return 1;
      case 'done':
        output.end();
        for (const [name, count] of output.rowCounts) {
          if (count < rowLimit) continue;
          const limit = rowLimit.toLocaleString('en-US');
          io.writeError(`${name}: the limit of ${limit} rows is reached; there may be more.\n`);
        }
        break;
      case 'stats':
      case 'mutation':
        break;
    }
  }
  return 0;
}

function failureText(file: string, { message, nextStep, compilerErrors }: RunError): string {
  const lines = compilerErrors.map(
    (error) => `${file}:${String(error.line)}:${String(error.column)}: ${error.message}`,
  );
  return `${(lines.length > 0 ? lines : [`${file}: ${message}`]).join('\n')}\n${nextStep}\n`;
}
