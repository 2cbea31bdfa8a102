/** `pxl run`: runs scripts on a cluster and writes their tables. */
import { basename } from 'node:path';
import { Option } from 'commander';
import type { LocalEngine } from '#local';
import { runError, type RunError } from '#protocol/errors';
import type { MutationState, RunEvent } from '#protocol/run';
import { TelemetryError } from '#protocol/telemetry';
import { countText, type Int64Form } from '#rows';
import { chosenConnection, openCluster, type ChosenCluster } from './clusterChoice.ts';
import type { AddCommand } from './command.ts';
import { withFlagHint } from '../connection/connection.ts';
import { EXIT, EXIT_HELP } from '../outcome/exitCodes.ts';
import { UsageError } from '../outcome/errors.ts';
import type { Io } from '../process/io.ts';
import {
  addClusterOptions,
  addDemoOptions,
  argument,
  CONNECTION_HELP,
  repeatable,
  withTimeout,
  type ClusterFlags,
  type DemoFlags,
} from './options.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/formatter.ts';
import { createOutput, type Output } from '../output/output.ts';
import { prepareScript, systemNowNs, type PreparedScript } from '../script/prepareScript.ts';
import { profileBytes } from './importProfile.ts';

export interface RunFlags extends ClusterFlags, DemoFlags {
  /** CPU profiles to read into the cluster `host`. */
  readonly profile: readonly string[];
  readonly func?: string;
  readonly arg: Readonly<Record<string, string>>;
  readonly format: OutputFormat;
  readonly int64: Int64Form;
  readonly out?: string;
  readonly allowTracepoints?: boolean;
}

export const addRun: AddCommand = (program, { io, exit }) => {
  const command = program
    .command('run')
    .description('run scripts on a cluster and print their tables')
    .argument('<files...>', '.pxl files; functions are taken from the vis.json beside them');
  addDemoOptions(
    addClusterOptions(command)
      .option('--func <name>', 'run this function only')
      .addOption(
        new Option('--arg <name=value>', 'value of an argument; repeatable')
          .argParser(argument)
          .default({}, 'none'),
      )
      .addOption(
        new Option('--format <format>', 'how tables are written')
          .choices(OUTPUT_FORMATS)
          .default('table'),
      )
      .addOption(
        new Option('--int64 <form>', 'INT64 in JSON: exact numbers, or text for readers of doubles')
          .choices(['number', 'text'])
          .default('number'),
      )
      .option('--out <file>', 'write to this file, which appears when it is complete')
      .option('--allow-tracepoints', 'let scripts deploy tracepoints or change settings')
      .addOption(
        repeatable('--profile <file>', 'CPU profile for stack_traces.beta of host; repeatable'),
      ),
  )
    .addHelpText('after', CONNECTION_HELP + EXIT_HELP)
    .action(async (files: string[], flags: RunFlags) => {
      exit(await runFiles(files, flags, io));
    });
};

/** @returns the exit code. @throws UsageError; RunFailure; OutputError. */
async function runFiles(files: readonly string[], flags: RunFlags, io: Io): Promise<number> {
  if (flags.profile.length > 0 && flags.cluster !== 'host') {
    throw new UsageError('A profile is read into this machine; add --cluster host.');
  }
  const choice = { func: flags.func, args: flags.arg, nowNs: flags.now ?? systemNowNs() };
  const scripts: PreparedScript[] = [];
  for (const file of files) scripts.push(await prepareScript(file, choice));
  const connection = await chosenConnection(flags, io.env);
  const changing = scripts.find(({ mutation }) => mutation);
  if (connection !== undefined && changing !== undefined && flags.allowTracepoints !== true) {
    throw new UsageError(
      `${changing.file} deploys tracepoints or changes settings of the cluster; nothing was sent.\nAdd --allow-tracepoints to let it.`,
    );
  }
  const signal = withTimeout(io.signal, flags.timeout);
  // A profile is for this run alone; it must not stay in what is kept.
  const keep = flags.profile.length === 0;
  const cluster = await openCluster(flags, connection, { keep, io, signal });
  try {
    for (const file of flags.profile) await addProfile(cluster.engine, file);
    return await runAll(scripts, cluster, { flags, io, signal });
  } finally {
    cluster.runner.dispose();
  }
}

async function addProfile(engine: LocalEngine | undefined, file: string): Promise<void> {
  const bytes = await profileBytes(file);
  try {
    await engine?.sink.profile(bytes, basename(file));
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error;
    throw new UsageError(`${file}: ${error.message}`);
  }
}

interface RunContext {
  readonly flags: RunFlags;
  readonly io: Io;
  /** Also aborts when the time is over. */
  readonly signal: AbortSignal;
}

/** Ends with the first script that fails. A file is put in its place only when all have run. */
async function runAll(
  scripts: readonly PreparedScript[],
  cluster: ChosenCluster,
  context: RunContext,
): Promise<number> {
  const { flags, io } = context;
  const file = flags.out === undefined ? undefined : await io.outFiles(flags.out);
  const write = file?.write ?? io.write;
  const isTerminal = io.isTerminal && flags.out === undefined;
  const output = createOutput({ format: flags.format, int64: flags.int64, isTerminal });
  let code: number = EXIT.ok;
  try {
    for (const script of scripts) {
      const next = await runOne(script, cluster, context, { output, write });
      if (next !== EXIT.ok) code = next;
      if (next !== EXIT.ok && next !== EXIT.incomplete) break;
    }
    await writeSome(write, output.end());
    if (code === EXIT.ok || code === EXIT.incomplete) {
      await file?.commit();
      return code;
    }
  } catch (error) {
    await file?.discard();
    throw error;
  }
  if (file !== undefined) {
    await file.discard();
    io.writeError(`${String(flags.out)} was not written.\n`);
  }
  return code;
}

interface Target {
  readonly output: Output;
  readonly write: Io['write'];
}

async function runOne(
  script: PreparedScript,
  cluster: ChosenCluster,
  context: RunContext,
  { output, write }: Target,
): Promise<number> {
  const { runner, clusterId } = cluster;
  const { file, script: text, execFuncs, mutation } = script;
  const queryName = basename(file);
  const request = { clusterId, script: text, execFuncs, queryName, mutation };
  const mutations = new MutationReport(context.io);
  const onProgress = (message: string) => {
    context.io.writeError(`${message}\n`);
  };
  for await (const event of runner.run(request, context.signal, onProgress)) {
    switch (event.kind) {
      case 'table':
        await writeSome(write, output.table(event.table));
        break;
      case 'batch': {
        const rows = output.batch(event.batch);
        if (rows === undefined) {
          await writeSome(write, output.endRun());
          context.io.writeError(failureText(file, UNKNOWN_TABLE));
          return EXIT.failed;
        }
        await writeSome(write, rows);
        break;
      }
      case 'mutation':
        mutations.show(event.states);
        break;
      case 'stats':
        break;
      default: {
        const counts = output.counts();
        await writeSome(write, output.endRun());
        return reportEnd(event, { script, cluster, context, counts });
      }
    }
  }
  return EXIT.ok;
}

/** States of tracepoints, each said once until it changes. */
class MutationReport {
  private readonly shown = new Map<string, MutationState['state']>();

  constructor(private readonly io: Io) {}

  show(states: readonly MutationState[]): void {
    for (const { name, state } of states) {
      if (this.shown.get(name) === state) continue;
      this.shown.set(name, state);
      this.io.writeError(`tracepoint ${name}: ${state.toLowerCase()}\n`);
    }
  }
}

interface EndedRun {
  readonly script: PreparedScript;
  readonly cluster: ChosenCluster;
  readonly context: RunContext;
  readonly counts: ReturnType<Output['counts']>;
}

/** @returns the exit code of the run. */
function reportEnd(
  event: Extract<RunEvent, { kind: 'done' | 'cancelled' | 'failed' }>,
  { script: { file, mutation, rowLimit }, cluster, context, counts }: EndedRun,
): number {
  const { io } = context;
  switch (event.kind) {
    case 'cancelled':
      return cancelled(context, counts.length > 0);
    case 'failed': {
      const { connection } = cluster;
      const error = connection ? withFlagHint(event.error, connection) : event.error;
      io.writeError(failureText(file, error));
      return EXIT.failed;
    }
    case 'done':
      if (counts.length === 0 && !mutation && event.incompleteTables === undefined) {
        io.writeError(
          `${file}: the script ran, but shows no table. Add px.display(df) for each table to print.\n`,
        );
      }
      reportLimits(counts, rowLimit, io);
      return reportIncomplete(event, file, io);
  }
}

async function writeSome(write: Io['write'], text: string): Promise<void> {
  if (text !== '') await write(text);
}

function cancelled({ io, flags }: RunContext, hasTables: boolean): number {
  const rows = hasTables ? 'the rows above are incomplete' : 'no rows had arrived';
  if (io.signal.aborted || flags.timeout === undefined) {
    io.writeError(`Cancelled; ${rows}.\n`);
    return EXIT.interrupted;
  }
  io.writeError(`The time of --timeout is over; ${rows}.\n`);
  return EXIT.failed;
}

function reportLimits(
  counts: readonly { readonly name: string; readonly rows: number }[],
  rowLimit: number | undefined,
  io: Io,
): void {
  if (rowLimit === undefined) return;
  for (const { name, rows } of counts) {
    if (rows < rowLimit) continue;
    const limit = countText(rowLimit);
    io.writeError(`${name}: the limit of ${limit} rows is reached; there may be more.\n`);
  }
}

function reportIncomplete(
  { incompleteTables }: Extract<RunEvent, { kind: 'done' }>,
  file: string,
  io: Io,
): number {
  if (incompleteTables === undefined) return EXIT.ok;
  for (const name of incompleteTables) {
    io.writeError(`${name}: may be incomplete; the cluster did not send the end of this table.\n`);
  }
  if (incompleteTables.length === 0) {
    io.writeError(`${file}: may be incomplete; the cluster ended the run without an answer.\n`);
  }
  return EXIT.incomplete;
}

const UNKNOWN_TABLE = runError(
  'cluster',
  'The cluster sent rows of a table that it did not describe.',
  'Run the script again; if it happens again, check the version of the cluster.',
);

function failureText(file: string, { message, nextStep, compilerErrors }: RunError): string {
  const lines = compilerErrors.map(
    (error) => `${file}:${String(error.line)}:${String(error.column)}: ${error.message}`,
  );
  return `${(lines.length > 0 ? lines : [`${file}: ${message}`]).join('\n')}\n${nextStep}\n`;
}
