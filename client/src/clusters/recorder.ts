/** Records tables of a cluster into a folder, in a process of its own: `pxl record`. */
import { fork } from 'node:child_process';
import type { ClusterAddress } from './runnerPool.ts';

export interface Recording {
  /** The folder that is made. */
  readonly folder: string;
  readonly source: ClusterAddress;
  readonly clusterId: string;
  readonly name: string;
  readonly tables: readonly string[];
  /** How far back, such as `5m`. */
  readonly last: string;
  readonly redact: 'none' | 'pii' | 'payloads';
}

export interface RecorderOptions {
  /** The command line's bundle. */
  readonly cliPath: string;
  /** The latest line of its progress. */
  readonly onProgress: (text: string) => void;
  readonly onLog: (text: string) => void;
}

/** @throws Error with the recorder's last words; AbortError. */
export function record(
  recording: Recording,
  { cliPath, onProgress, onLog }: RecorderOptions,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(cliPath, recordArguments(recording), {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...recorderEnvironment(recording.source) },
      execArgv: [],
    });
    const stop = () => {
      child.kill();
    };
    signal.addEventListener('abort', stop, { once: true });
    let errors = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      onProgress(chunk.toString().trim().split('\n').at(-1) ?? '');
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
      onLog(chunk.toString().trimEnd());
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else if (signal.aborted) reject(new DOMException('', 'AbortError'));
      else reject(new Error(errors.trim() || `The recorder ended with ${String(code)}.`));
    });
  });
}

/**
 * The key goes into the environment, because arguments can be seen by other users. The variables of
 * the user's own shell are emptied, because the connection alone says how its cluster is reached.
 */
export const recorderEnvironment = ({ auth, key }: ClusterAddress): Record<string, string> => ({
  PX_API_KEY: auth === 'apiKey' ? key : '',
  PX_DIRECT_VIZIER_KEY: auth === 'directVizierKey' ? key : '',
  PX_DIRECT_VIZIER_ADDR: '',
  PX_DISABLE_SSL: '',
  PX_CA_FILE: '',
});

function transportArguments({ transport }: ClusterAddress): readonly string[] {
  if (transport.kind === 'plaintext') return ['--plaintext'];
  return transport.caFile === undefined ? [] : ['--ca', transport.caFile];
}

export const recordArguments = ({
  folder,
  source,
  clusterId,
  name,
  tables,
  last,
  redact,
}: Recording): string[] => [
  'record',
  '--out',
  folder,
  '--address',
  source.address,
  ...transportArguments(source),
  '--cluster',
  clusterId,
  '--name',
  name,
  '--last',
  last,
  ...tables.flatMap((table) => ['--table', table]),
  ...(redact === 'none' ? [] : ['--redact', redact]),
];
