/** `pxl run`: runs a script on a local cluster and prints its tables. */
import type { Io } from './io.ts';
import { bundledCatalog } from '#language';
import { checkScript } from '#ide';
import { prepareRun, type PreparedRun } from '#vis';
import { basename } from 'node:path';
import type { LocalEngine } from '#local';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import { TelemetryError } from '#protocol/telemetry';
import type { Runner } from '#protocol/run';
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

/** @returns the exit code: 0, 1 for a failed run, 130 when cancelled. */
export async function runFiles(
  files: readonly string[],
  options: RunOptions,
  io: Io,
): Promise<number> {
  if (options.profiles.length > 0 && options.cluster !== 'host') {
    throw new UsageError('A profile is read into this machine; add --cluster host.');
  }
  const runs: { file: string; script: string; prepared: ReadyRun }[] = [];
  for (const file of files) {
    const script = await readScript(file);
    const prepared = preparedRun(file, script, await readSiblingVis(file), options);
    runs.push({ file, script, prepared });
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
    for (const { file, script, prepared } of runs) {
      const { execFuncs, mutation, rowLimit } = prepared;
      const request = { clusterId, script, execFuncs, queryName: basename(file), mutation };
      const code = await runOne(runner, file, request, { options, io, rowLimit });
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    runner.dispose();
  }
}

async function addProfile({ sink }: LocalEngine, file: string): Promise<void> {
  const bytes = await profileBytes(file);
  try {
    await sink.profile(bytes, basename(file));
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error;
    throw new UsageError(`${file}: ${error.message}`);
  }
}

export type ReadyRun = PreparedRun & { readonly kind: 'ready' };

/** @throws UsageError for an unknown function, or arguments that are missing. */
export function preparedRun(
  file: string,
  script: string,
  visText: string | undefined,
  { func: funcName, args: values, nowNs }: Pick<RunOptions, 'func' | 'args' | 'nowNs'>,
): ReadyRun {
  const request = {
    catalog: bundledCatalog(),
    nowNs: nowNs ?? BigInt(Date.now()) * 1_000_000n,
    maxScriptBytes: MAX_SCRIPT_BYTES,
  };
  const check = checkScript(script, visText, request);
  const prepared = prepareRun(check, { funcName, values }, request);
  if (prepared.kind === 'ready') return prepared;
  throw new UsageError(`${file}: ${refusalText(prepared, funcName)}`);
}

function refusalText(
  refused: Exclude<PreparedRun, { readonly kind: 'ready' }>,
  funcName: string | undefined,
): string {
  const listed = (names: readonly string[]) => names.join(', ') || 'none';
  switch (refused.kind) {
    case 'notRunnable':
      return `${refused.message} ${refused.nextStep}`;
    case 'visUnusable':
      return refused.message;
    case 'unknownFunction':
      return `there is no function '${String(funcName)}'; the script has ${listed(refused.known)}.`;
    case 'unknownArgument':
      return `there is no argument '${refused.name}'; known are ${listed(refused.known)}.`;
    case 'missing': {
      const options = refused.variables.map(
        ({ name }) => `--arg ${name.split('.').at(-1) ?? name}=…`,
      );
      return `values are missing; add ${options.join(' ')}`;
    }
  }
}

interface RunContext {
  readonly options: RunOptions;
  readonly io: Io;
  /** Rows per table. */
  readonly rowLimit: number;
}

async function runOne(
  runner: Runner,
  file: string,
  request: Parameters<Runner['run']>[0],
  { options, io, rowLimit }: RunContext,
): Promise<number> {
  const output = createOutput(options.format, io.write);
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
