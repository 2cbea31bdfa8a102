/** What the process of the local clusters and those who start it agree on. */
import * as v from 'valibot';
import { runError, type RunError } from './errors.ts';
import { parsedJson } from './shapes.ts';

/** The clusters every local process has. Their IDs are constant, so that a selection survives restarts. */
export const LOCAL_CLUSTERS = {
  demo: { id: '0de30000-0000-4000-8000-000000000001', name: 'Demo (simulated)', simulated: true },
  host: { id: '05700000-0000-4000-8000-000000000002', name: 'This machine', simulated: false },
} as const;

/** The short name of the command line. */
export type LocalClusterName = keyof typeof LOCAL_CLUSTERS;

/** Build metadata of a simulated cluster's `cluster_version`, which is the field that says so. */
export const SIMULATED_SUFFIX = '+simulated';

/** Where a script asks for a cluster that is none of these. */
export const unknownLocalCluster = (id: string): RunError =>
  runError('request', `There is no local cluster with ID ${id}.`, 'Choose a cluster again.');

const readyLineShape = v.object({
  /** host:port of the Vizier server. */
  grpc: v.pipe(v.string(), v.regex(/:\d+$/)),
  /** The cluster a client that names none gets. */
  clusterId: v.string(),
  /** For queries and telemetry; '' when the server asks for none. */
  apiKey: v.string(),
  /** `http://127.0.0.1:port` of the OTLP/HTTP receiver. */
  otlp: v.string(),
  /** For telemetry only. It stays when the process is started again. */
  otlpKey: v.string(),
  /** File of the authority that signed the server's certificate; absent without TLS. */
  ca: v.optional(v.string()),
});

/** What the process prints with `--json` when it is ready. */
export type ReadyLine = Readonly<v.InferOutput<typeof readyLineShape>>;

/** Undefined when a line is something else. */
export function readReadyLine(line: string): ReadyLine | undefined {
  const value = parsedJson(line);
  return v.is(readyLineShape, value) ? value : undefined;
}

/** A limit of the process: a flag of its command line and a setting of VS Code. */
export interface Limit {
  /** As in `--query-timeout 60`. */
  readonly flag: string;
  /** As in `pxl.localCluster.queryTimeout`. */
  readonly setting: string;
  /** What one stands for on the command line and in the settings. */
  readonly unit: 'seconds' | 'MiB';
  /** One `unit` in milliseconds or bytes, as the engine counts. */
  readonly factor: number;
  /** In `unit`; undefined for a quarter of the machine's memory. */
  readonly default: number | undefined;
  /** For the help of the command line. */
  readonly help: string;
}

const MIB = 2 ** 20;

export const LIMITS = {
  queryTimeout: {
    flag: 'query-timeout',
    setting: 'pxl.localCluster.queryTimeout',
    unit: 'seconds',
    factor: 1000,
    default: 300,
    help: 'queries that take longer fail',
  },
  memoryLimit: {
    flag: 'memory-limit',
    setting: 'pxl.localCluster.memoryLimit',
    unit: 'MiB',
    factor: MIB,
    default: undefined,
    help: 'queries that need more memory use the disk',
  },
  spillLimit: {
    flag: 'spill-limit',
    setting: 'pxl.localCluster.spillLimit',
    unit: 'MiB',
    factor: MIB,
    default: 16_384,
    help: 'disk space for queries that need more memory',
  },
  diskQuota: {
    flag: 'disk-quota',
    setting: 'pxl.localCluster.diskQuota',
    unit: 'MiB',
    factor: MIB,
    default: 1024,
    help: 'disk space for stored rows of this machine',
  },
} as const satisfies Readonly<Record<string, Limit>>;

/** Where a message says how to allow more: `--query-timeout, in VS Code pxl.localCluster.queryTimeout`. */
export const limitPlaces = ({ flag, setting }: Limit): string => `--${flag}, in VS Code ${setting}`;

/** Without a value of its own a limit is `300` or `a quarter of the memory`. */
export const defaultText = ({ default: value }: Limit): string =>
  value === undefined ? 'a quarter of the memory' : String(value);

/** A limit as text in its unit, in what the engine counts; undefined unless a positive whole number. */
export function limitOf({ factor }: Limit, text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) * factor : 0;
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
