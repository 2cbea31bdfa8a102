/** Options that several commands share, and how their texts are read. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { durationNs } from '#language';
import type { ConnectionFlags } from '../connection/connection.ts';

export function integer(text: string): bigint {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return BigInt(text);
}

export function positive(text: string): bigint {
  const value = integer(text);
  if (value <= 0n) throw new InvalidArgumentError('It must be a positive whole number.');
  return value;
}

/** @returns nanoseconds. */
export function duration(text: string): bigint {
  const ns = /^\d+(?:ms|s|m|h|d)$/.test(text) ? durationNs(text) : undefined;
  if (ns === undefined || ns <= 0n) throw new InvalidArgumentError('Write it as 30s, 5m or 1h.');
  return ns;
}

/** Collects `name=value`. */
export function argument(
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

export const repeatable = (flags: string, help: string): Option =>
  new Option(flags, help).argParser(listed).default([], 'none');

/** Which cluster, and how it is reached. */
export interface ClusterFlags extends ConnectionFlags {
  readonly cluster?: string;
  /** Nanoseconds. */
  readonly timeout?: bigint;
}

/** The clock and the seed of the demo cluster. */
export interface DemoFlags {
  readonly seed?: bigint;
  readonly now?: bigint;
}

export const addConnectionOptions = (command: Command): Command =>
  command
    .option(
      '--address <host:port>',
      'Pixie Cloud or "pxl serve" to connect to; the API key is read from PX_API_KEY',
    )
    .option('--plaintext', 'connect without TLS')
    .option('--ca <file>', 'certificates of a private authority, PEM')
    .option('--timeout <duration>', 'give up after this time, such as 30s or 5m', duration);

export const addClusterOptions = (command: Command): Command =>
  addConnectionOptions(
    command.option(
      '--cluster <name>',
      'demo (simulated, the default), host (this machine) or the folder of a recording; with a connection, the name or ID of a cluster there, by default the only healthy one',
    ),
  );

export const addDemoOptions = (command: Command): Command =>
  command
    .option('--seed <n>', 'seed of the demo cluster', integer)
    .option('--now <ns>', 'a clock that stands at this time, ns since the epoch', integer);

export const CONNECTION_HELP = `
Environment:
  PX_CLOUD_ADDR          Pixie Cloud to use without --address
  PX_API_KEY             its API key
  PX_DIRECT_VIZIER_ADDR  a Vizier to use directly, without Pixie Cloud
  PX_DIRECT_VIZIER_KEY   its key
  PX_DISABLE_SSL         1: connect without TLS, as --plaintext
  PX_CA_FILE             certificates of a private authority, as --ca
  HTTPS_PROXY, NO_PROXY  proxy, and hosts that are reached without it
`;

/** The user's signal, which also aborts when the time is over. */
export const withTimeout = (signal: AbortSignal, timeoutNs: bigint | undefined): AbortSignal =>
  timeoutNs === undefined
    ? signal
    : AbortSignal.any([signal, AbortSignal.timeout(Number(timeoutNs / 1_000_000n))]);
