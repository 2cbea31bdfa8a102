/** `pxl serve` and its options, which the cluster's process takes under the same names. */
import { Option } from 'commander';
import { defaultText, LIMITS, type Limit } from '#protocol/localCluster';
import { OTLP_PORT } from '#protocol/telemetry';
import type { AddCommand } from './command.ts';
import { addDemoOptions, integer, positive, repeatable, type DemoFlags } from './options.ts';
import { serve } from '../process/serve.ts';

interface ServeFlags extends DemoFlags {
  readonly json?: boolean;
  readonly port?: bigint;
  readonly otlpPort?: bigint;
  readonly telemetryKeyFile?: string;
  /** False for `--no-key`. */
  readonly key: boolean;
  readonly tls?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly exitWithParent?: boolean;
  readonly queryTimeout?: bigint;
  readonly memoryLimit?: bigint;
  readonly spillLimit?: bigint;
  readonly diskQuota?: bigint;
  readonly state?: string;
  readonly recording: readonly string[];
}

export const addServe: AddCommand = (program, { io, exit }) => {
  const command = program
    .command('serve')
    .description('serve the local clusters to any Pixie client until stopped')
    .option('--json', 'print one line {grpc, clusterId, apiKey, otlp, otlpKey, ca} when ready')
    .option('--port <n>', 'port of 127.0.0.1 to listen on; any free one by default', integer)
    .option('--tls', 'serve with a certificate of an authority that is made for this machine')
    .option('--tls-cert <file>', 'serve with this certificate (PEM)')
    .option('--tls-key <file>', 'private key of --tls-cert (PEM)')
    .option('--no-key', 'let every program of this machine run scripts without an API key')
    .option(
      '--otlp-port <n>',
      `port of the OTLP/HTTP receiver; ${String(OTLP_PORT)} or the next free one by default`,
      integer,
    )
    .option(
      '--telemetry-key-file <file>',
      "file with the receiver's key (default: PXL_TELEMETRY_KEY, or one stored for this machine)",
    )
    .option('--exit-with-parent', 'stop when the process that started this one has ended');
  addDemoOptions(command)
    .addOption(repeatable('--recording <folder>', 'serve this recording too; repeatable'))
    .option('--state <folder>', "where rows of this machine are stored (default: the user's)");
  for (const limit of Object.values(LIMITS)) command.addOption(limitOption(limit));
  command.action(async (flags: ServeFlags) => {
    const exitWithParent = flags.exitWithParent === true;
    exit(await serve({ args: serveArguments(flags), exitWithParent }, io.signal));
  });
};

const limitOption = (limit: Limit): Option =>
  new Option(
    `--${limit.flag} <${limit.unit}>`,
    `${limit.help} (default: ${defaultText(limit)})`,
  ).argParser(positive);

/** The command line of the cluster's process: the same names, where a value is not the default. */
function serveArguments({ key, ...flags }: ServeFlags): readonly string[] {
  const given = Object.entries(flags).flatMap(([name, value]) => {
    // For this process; the cluster's ends with it.
    if (name === 'exitWithParent') return [];
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (typeof value === 'boolean') return value ? [flag] : [];
    return [value].flat().flatMap((one) => [flag, String(one)]);
  });
  return key ? given : [...given, '--no-key'];
}
