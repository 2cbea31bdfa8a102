/** The commands of `pxl` and their options. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { REDACTIONS, type Redaction } from '#clusters';
import { durationNs } from '#language';
import { RunFailure } from '#protocol/run';
import { problemText } from '#ide';
import { checkFile, checkLines, type CheckRecord } from './check.ts';
import { UsageError } from './files.ts';
import { importProfiles } from './importProfile.ts';
import { formatFiles } from './formatScripts.ts';
import { serveEditor } from './lsp.ts';
import { OUTPUT_FORMATS, type OutputFormat } from './output.ts';
import { recordCluster } from './record.ts';
import type { Io } from './io.ts';
import { runFiles } from './run.ts';
import { serve } from './serve.ts';

const USAGE = 2;
const CLUSTER_HELP =
  'demo (simulated), host (this machine), the folder of a recording, or with --address an ID';
const ADDRESS_HELP = 'Pixie Cloud that has the cluster; the API key is taken from PX_API_KEY';

function integer(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return BigInt(text);
}

function duration(text: string): bigint {
  const ns = /^\d+(?:ms|s|m|h|d)$/.test(text) ? durationNs(text) : undefined;
  if (ns === undefined || ns <= 0n) throw new InvalidArgumentError('Write it as 30s, 5m or 1h.');
  return ns;
}

function positive(text: string): bigint {
  const value = integer(text);
  if (value <= 0n) throw new InvalidArgumentError('It must be a positive whole number.');
  return value;
}

function argument(
  text: string,
  previous: Readonly<Record<string, string>>,
): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It must be written as name=value.');
  return { ...previous, [text.slice(0, equals)]: text.slice(equals + 1) };
}

const listed = (text: string, previous: readonly string[]): readonly string[] => [
  ...previous,
  text,
];

interface RunFlags {
  readonly profile: readonly string[];
  readonly cluster: string;
  readonly address?: string;
  readonly func?: string;
  readonly arg: Record<string, string>;
  readonly format: OutputFormat;
  readonly seed?: bigint;
  readonly now?: bigint;
}

interface RecordFlags {
  readonly out: string;
  readonly cluster: string;
  readonly address?: string;
  readonly table: readonly string[];
  readonly script: readonly string[];
  readonly last: bigint;
  readonly redact?: Redaction;
  readonly maxRows: bigint;
  readonly name?: string;
  readonly seed?: bigint;
  readonly now?: bigint;
}

/** Passed on to the cluster's process under the same names. */
interface ServeFlags {
  readonly json?: boolean;
  readonly port?: bigint;
  readonly otlpPort?: bigint;
  readonly seed?: bigint;
  readonly now?: bigint;
  readonly queryTimeout?: bigint;
  readonly memoryLimit?: bigint;
  readonly spillLimit?: bigint;
  readonly diskQuota?: bigint;
  readonly state?: string;
  readonly recording: readonly string[];
}

const repeatable = (flags: string, help: string): Option =>
  new Option(flags, help).argParser(listed).default([], 'none');

/** @returns the exit code: 0, 1 for problems found or a failed run, 2 for wrong usage. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = new Command('pxl')
    .description('Check and run PxL, the query language of Pixie.')
    .exitOverride()
    .configureOutput({ writeOut: io.write, writeErr: io.writeError });

  program
    .command('run')
    .description('run scripts on a local cluster and print their tables')
    .argument('<files...>', '.pxl files; functions are taken from the vis.json beside them')
    .option('--cluster <name>', CLUSTER_HELP, 'demo')
    .option('--address <host:port>', ADDRESS_HELP)
    .option('--func <name>', 'run this function only')
    .addOption(
      repeatable('--profile <file>', 'CPU profile for stack_traces.beta of host; repeatable'),
    )
    .addOption(
      new Option('--arg <name=value>', 'value of an argument; repeatable')
        .argParser(argument)
        .default({}, 'none'),
    )
    .addOption(
      new Option(
        '--format <format>',
        'how tables are printed; in JSON, whole numbers beyond 2^53 are text',
      )
        .choices(OUTPUT_FORMATS)
        .default('table'),
    )
    .option('--seed <n>', 'seed of the demo cluster', integer)
    .option('--now <ns>', 'a clock that stands at this time, ns since the epoch', integer)
    .action(async (files: string[], flags: RunFlags) => {
      exitCode = await runFiles(
        files,
        {
          cluster: flags.cluster,
          address: flags.address,
          format: flags.format,
          func: flags.func,
          args: flags.arg,
          seed: flags.seed === undefined ? undefined : Number(flags.seed),
          nowNs: flags.now,
          profiles: flags.profile,
        },
        io,
      );
    });

  program
    .command('import-profile')
    .description(
      'put CPU profiles into stack_traces.beta of this machine, as "pxl serve" serves it',
    )
    .argument('<files...>', '.cpuprofile files, or profiles in the format of pprof')
    .option('--otlp <url>', 'the OTLP endpoint; OTEL_EXPORTER_OTLP_ENDPOINT by default')
    .option('--key <key>', 'the API key; from OTEL_EXPORTER_OTLP_HEADERS by default')
    .action(async (files: string[], flags: { readonly otlp?: string; readonly key?: string }) => {
      exitCode = await importProfiles(files, { otlp: flags.otlp, key: flags.key }, io);
    });

  program
    .command('check')
    .description('report problems without running; exit code 1 when there are errors')
    .argument('<files...>', '.pxl files')
    .option('--json', 'print an array of problems; positions count from 1 as the compiler does')
    .action(async (files: string[], flags: { readonly json?: boolean }) => {
      const records: CheckRecord[] = [];
      for (const file of files) records.push(...(await checkFile(file)));
      if (flags.json === true) io.write(`${JSON.stringify(records, undefined, 1)}\n`);
      else
        io.write(
          records
            .flatMap(checkLines)
            .map((line) => `${line}\n`)
            .join(''),
        );
      exitCode = records.some(({ severity }) => severity === 'error') ? 1 : 0;
    });

  program
    .command('explain')
    .description('tell what a problem means and what to do about it')
    .argument('<codes...>', 'codes or names, such as PXL202')
    .action((codes: string[]) => {
      for (const code of codes) {
        const text = problemText(code);
        if (text === undefined) throw new UsageError(`There is no problem '${code}'.`);
        io.write(`${text}\n\n`);
      }
    });

  program
    .command('format')
    .description('give scripts the usual layout; exit code 1 when one cannot be formatted')
    .argument('<files...>', '.pxl files')
    .option('--check', 'change nothing; exit code 1 when a file is not formatted')
    .action(async (files: string[], flags: { readonly check?: boolean }) => {
      exitCode = await formatFiles(files, flags.check === true, io);
    });

  program
    .command('lsp')
    .description('serve an editor as its language server')
    .option('--stdio', 'talk over standard input and output')
    .action(async (flags: { readonly stdio?: boolean }) => {
      if (flags.stdio !== true) throw new UsageError('Say how to talk to the editor: --stdio.');
      await serveEditor(io.signal);
    });

  program
    .command('record')
    .description('store tables of a cluster in a folder that can be opened as a cluster')
    .requiredOption('--out <folder>', 'a folder that does not exist yet')
    .option('--cluster <name>', CLUSTER_HELP, 'demo')
    .option('--address <host:port>', ADDRESS_HELP)
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
    .option('--name <name>', 'what the recording is called')
    .option('--seed <n>', 'seed of the demo cluster', integer)
    .option('--now <ns>', 'a clock that stands at this time, ns since the epoch', integer)
    .action(async (flags: RecordFlags) => {
      const { seed, now: nowNs, maxRows, redact, table, script, last, ...rest } = flags;
      const options = { ...rest, tables: table, scripts: script, lengthNs: last, nowNs };
      const numbers = { maxRows: Number(maxRows), seed: seed === undefined ? seed : Number(seed) };
      exitCode = await recordCluster({ ...options, ...numbers, redaction: redact ?? 'none' }, io);
    });

  program
    .command('serve')
    .description('serve the local clusters to any Pixie client until stopped')
    .option('--json', 'print one line {grpc, clusterId, apiKey, otlp} when ready')
    .option('--port <n>', 'port of 127.0.0.1 to listen on; any free one by default', integer)
    .option('--otlp-port <n>', 'port of the OTLP/HTTP receiver; any free one by default', integer)
    .option('--seed <n>', 'seed of the demo cluster', integer)
    .option('--now <ns>', 'a clock that stands at this time, ns since the epoch', integer)
    .option('--query-timeout <seconds>', 'queries that take longer fail (default: 300)', positive)
    .option('--memory-limit <MiB>', 'above it queries spill to disk (default: a quarter)', positive)
    .option('--spill-limit <MiB>', 'room for what queries spill (default: 16384)', positive)
    .option('--disk-quota <MiB>', 'room for stored rows of this machine (default: 1024)', positive)
    .addOption(repeatable('--recording <folder>', 'serve this recording too; repeatable'))
    .option('--state <folder>', "where rows of this machine are stored (default: the user's)")
    .action(async (flags: ServeFlags) => {
      const { json, ...rest } = flags;
      const options = Object.entries(rest).flatMap(([name, value]) =>
        [value].flat().flatMap((one) => {
          const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
          return [`--${flag}`, String(one)];
        }),
      );
      exitCode = await serve([...(json === true ? ['--json'] : []), ...options], io.signal);
    });

  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    if (error instanceof RunFailure) {
      io.writeError(`${error.error.message}\n${error.error.nextStep}\n`);
      return 1;
    }
    if (!(error instanceof UsageError)) throw error;
    io.writeError(`${error.message}\n`);
    return USAGE;
  }
  return exitCode;
}
