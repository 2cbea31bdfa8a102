/** The command line of the local cluster's process. */
import { parseArgs } from 'node:util';
import { limitOf, LIMITS, type Limit } from '#protocol/localCluster';
import { OTLP_PORT } from '#protocol/telemetry';
import type { LocalEngineOptions } from './localEngine.ts';

export interface ServeFlags {
  /** Print one line of JSON when ready. */
  readonly json: boolean;
  /** Of the Vizier server; 0 for any free one. */
  readonly port: number;
  /** Of the OTLP receiver; 0 for any free one. */
  readonly otlpPort: number;
  /** File with the receiver's key. */
  readonly telemetryKeyFile: string | undefined;
  /** Whether calls must have a key. */
  readonly asksForKey: boolean;
  /** Serve with a certificate: one made here, or that of two PEM files. */
  readonly tls: 'none' | 'own' | { readonly certificate: string; readonly privateKey: string };
  /** End with the process that started this one. */
  readonly exitWithParent: boolean;
  readonly stateFolder: string | undefined;
  readonly engine: Pick<
    LocalEngineOptions,
    | 'seed'
    | 'nowNs'
    | 'recordings'
    | 'diskQuotaBytes'
    | 'memoryLimitBytes'
    | 'spillLimitBytes'
    | 'queryTimeoutMs'
  >;
}

const text = { type: 'string' } as const;
const yes = { type: 'boolean', default: false } as const;

/** @throws Error with a line for the user when an argument is wrong. */
export function serveFlagsOf(args: readonly string[]): ServeFlags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: yes,
      seed: text,
      now: text,
      port: text,
      'otlp-port': text,
      'telemetry-key-file': text,
      'no-key': yes,
      tls: yes,
      'tls-cert': text,
      'tls-key': text,
      'exit-with-parent': yes,
      recording: { type: 'string', multiple: true },
      state: text,
      [LIMITS.diskQuota.flag]: text,
      [LIMITS.memoryLimit.flag]: text,
      [LIMITS.spillLimit.flag]: text,
      [LIMITS.queryTimeout.flag]: text,
    },
  });
  return {
    json: values.json,
    port: portOf('port', values.port) ?? 0,
    otlpPort: portOf('otlp-port', values['otlp-port']) ?? OTLP_PORT,
    telemetryKeyFile: values['telemetry-key-file'],
    asksForKey: !values['no-key'],
    tls: tlsOf(values.tls, values['tls-cert'], values['tls-key']),
    exitWithParent: values['exit-with-parent'],
    stateFolder: values.state,
    engine: {
      seed: wholeOf('seed', values.seed),
      nowNs: values.now === undefined ? undefined : BigInt(values.now),
      recordings: values.recording,
      diskQuotaBytes: limitIn(LIMITS.diskQuota, values[LIMITS.diskQuota.flag]),
      memoryLimitBytes: limitIn(LIMITS.memoryLimit, values[LIMITS.memoryLimit.flag]),
      spillLimitBytes: limitIn(LIMITS.spillLimit, values[LIMITS.spillLimit.flag]),
      queryTimeoutMs: limitIn(LIMITS.queryTimeout, values[LIMITS.queryTimeout.flag]),
    },
  };
}

function tlsOf(
  own: boolean,
  certificate: string | undefined,
  privateKey: string | undefined,
): ServeFlags['tls'] {
  if (certificate !== undefined && privateKey !== undefined) return { certificate, privateKey };
  if (certificate !== undefined || privateKey !== undefined) {
    throw new Error('Give --tls-cert and --tls-key together.');
  }
  return own ? 'own' : 'none';
}

function limitIn(limit: Limit, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const value = limitOf(limit, given);
  if (value !== undefined) return value;
  throw new Error(`--${limit.flag} must be a positive whole number of ${limit.unit}.`);
}

function wholeOf(flag: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (given !== '' && Number.isSafeInteger(value)) return value;
  throw new Error(`--${flag} must be a whole number.`);
}

function portOf(flag: string, given: string | undefined): number | undefined {
  const port = wholeOf(flag, given);
  if (port === undefined || (port >= 0 && port <= 65_535)) return port;
  throw new Error(`--${flag} must be between 0 and 65535.`);
}
