/** `pxl serve` and its options, which the cluster's process takes under the same names. */
import type { AddCommand } from '../command.ts';
import { addDemoOptions, integer, positive, repeatable, type DemoFlags } from '../options.ts';
import { serve } from '../serve.ts';

interface ServeFlags extends DemoFlags {
  readonly json?: boolean;
  readonly port?: bigint;
  readonly otlpPort?: bigint;
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
    .option('--json', 'print one line {grpc, clusterId, apiKey, otlp} when ready')
    .option('--port <n>', 'port of 127.0.0.1 to listen on; any free one by default', integer)
    .option('--otlp-port <n>', 'port of the OTLP/HTTP receiver; any free one by default', integer);
  addDemoOptions(command)
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
      exit(await serve(json === true ? ['--json', ...options] : options, io.signal));
    });
};
