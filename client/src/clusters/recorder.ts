/** Records tables of a cluster into a folder, in a process of its own: `pxl record`. */
import { fork } from 'node:child_process';

export interface Recording {
  /** The folder that is made. */
  readonly folder: string;
  readonly address: string;
  readonly apiKey: string;
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
      // The key in the environment, because arguments can be seen by other users.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', PX_API_KEY: recording.apiKey },
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

const recordArguments = ({
  folder,
  address,
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
  address,
  '--cluster',
  clusterId,
  '--name',
  name,
  '--last',
  last,
  ...tables.flatMap((table) => ['--table', table]),
  ...(redact === 'none' ? [] : ['--redact', redact]),
];
