/** `pxl record`: stores tables of a cluster in a folder. */
import { Option } from 'commander';
import { record } from '#clusters';
import { bundledCatalog, compile } from '#language';
import { RunFailure, runError } from '#protocol/errors';
import { REDACTIONS, type Redaction } from '#protocol/recording';
import { chosenConnection, openCluster } from './clusterChoice.ts';
import type { AddCommand } from './command.ts';
import { withFlagHint } from '../connection/connection.ts';
import { EXIT, EXIT_HELP } from '../outcome/exitCodes.ts';
import type { Io } from '../process/io.ts';
import {
  addClusterOptions,
  addDemoOptions,
  CONNECTION_HELP,
  duration,
  positive,
  repeatable,
  withTimeout,
  type ClusterFlags,
  type DemoFlags,
} from './options.ts';
import { prepareScript, systemNowNs } from '../script/prepareScript.ts';

interface RecordFlags extends ClusterFlags, DemoFlags {
  readonly out: string;
  readonly table: readonly string[];
  /** Scripts whose tables are recorded. */
  readonly script: readonly string[];
  /** Nanoseconds. */
  readonly last: bigint;
  readonly redact?: Redaction;
  readonly maxRows: bigint;
  readonly name?: string;
}

export const addRecord: AddCommand = (program, { io, exit }) => {
  const command = program
    .command('record')
    .description('store tables of a cluster in a folder that can be opened as a cluster')
    .requiredOption('--out <folder>', 'a folder that does not exist yet');
  addDemoOptions(
    addClusterOptions(command)
      .addOption(repeatable('--table <name>', 'a table to record; repeatable; all by default'))
      .addOption(repeatable('--script <file>', 'record the tables this script reads; repeatable'))
      .addOption(
        new Option('--last <duration>', 'how far back, such as 30s, 5m or 1h')
          .argParser(duration)
          .default(300_000_000_000n, '5m'),
      )
      .addOption(
        new Option('--redact [what]', 'leave out what looks personal (pii), or all payloads')
          .choices(REDACTIONS)
          .preset('pii'),
      )
      .addOption(
        new Option('--max-rows <n>', 'rows of a table beyond this are left out')
          .argParser(positive)
          .default(1_000_000n, '1,000,000'),
      )
      .option('--name <name>', 'what the recording is called'),
  )
    .addHelpText('after', CONNECTION_HELP + EXIT_HELP)
    .action(async (flags: RecordFlags) => {
      exit(await recordCluster(flags, io));
    });
};

/** @returns the exit code. @throws RunFailure; UsageError. */
async function recordCluster(flags: RecordFlags, io: Io): Promise<number> {
  const signal = withTimeout(io.signal, flags.timeout);
  try {
    await recordTables(flags, io, signal);
    return EXIT.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    const reason = io.signal.aborted ? 'Cancelled' : 'The time of --timeout is over';
    io.writeError(`${reason}; nothing was recorded.\n`);
    return io.signal.aborted ? EXIT.interrupted : EXIT.failed;
  }
}

async function recordTables(flags: RecordFlags, io: Io, signal: AbortSignal): Promise<void> {
  const read = await tablesOfScripts(flags.script);
  const named = new Set([...flags.table, ...read.tables]);
  const connection = await chosenConnection(flags, io.env);
  const cluster = await openCluster(flags, connection, { keep: true, io, signal });
  const { runner, clusterId, engine } = cluster;
  // Progress is told without waiting; what cannot be written ends the command with the next line.
  let written: Promise<void> = Promise.resolve();
  try {
    const manifest = await record(
      {
        runner,
        clusterId,
        folder: flags.out,
        name: flags.name,
        maxRows: Number(flags.maxRows),
        redaction: flags.redact ?? 'none',
        tables: named.size === 0 ? undefined : [...named],
        lengthNs: read.lengthNs > flags.last ? read.lengthNs : flags.last,
        metadata: engine?.metadataOf(clusterId),
        onProgress: (text) => {
          written = written.then(() => io.write(`${text}\n`));
        },
      },
      signal,
    );
    await written;
    await io.write(`Recorded ${String(manifest.tables.length)} tables in ${flags.out}\n`);
  } catch (error) {
    if (!(error instanceof RunFailure) || connection === undefined) throw error;
    throw new RunFailure(withFlagHint(error.error, connection));
  } finally {
    runner.dispose();
  }
}

/** Tables the scripts read, and how far back the first of them begins. */
async function tablesOfScripts(
  files: readonly string[],
): Promise<{ readonly tables: readonly string[]; readonly lengthNs: bigint }> {
  const nowNs = systemNowNs();
  const tables = new Set<string>();
  let lengthNs = 0n;
  for (const file of files) {
    const { script, execFuncs } = await prepareScript(file, { args: {}, nowNs });
    const { plan, status } = compile({ script, execFuncs, catalog: bundledCatalog(), nowNs });
    if (plan === undefined) {
      throw new RunFailure(
        runError(
          'compile',
          `${file}: ${status}`,
          'Correct the script, or name tables with --table.',
        ),
      );
    }
    for (const operator of plan.operators) {
      if (operator.kind !== 'memorySource') continue;
      tables.add(operator.table);
      const back = nowNs - (operator.startNs ?? nowNs);
      if (back > lengthNs) lengthNs = back;
    }
  }
  return { tables: [...tables], lengthNs };
}
