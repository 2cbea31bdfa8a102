/** The local cluster: a child process that speaks Pixie's protocol, started when first needed. */
import { fork, type ChildProcess } from 'node:child_process';
import { runError } from '#protocol/errors';
import { readReadyLine } from '#protocol/localCluster';
import { RunFailure, type ClusterInfo, type RunEvent, type Runner } from '#protocol/run';
import type { TelemetryEndpoint } from '#protocol/telemetry';
import { apiKeyCredentials } from './credentials.ts';
import { createVizierRunner } from './vizierRunner.ts';

export interface LocalClusterOptions {
  /** The engine's bundle. */
  readonly enginePath: string;
  /** Further arguments, such as `--seed 1`. */
  readonly args?: readonly string[];
  /** What the child writes to its error output. */
  readonly onLog?: (text: string) => void;
  /** The child is ready and receives telemetry here. */
  readonly onReady?: (telemetry: TelemetryEndpoint) => void;
  /** The child has died without being asked to. */
  readonly onDeath?: (how: string) => void;
}

interface Started {
  readonly child: ChildProcess;
  readonly telemetry: TelemetryEndpoint;
  readonly vizier: VizierAddress;
  readonly runner: Runner;
}

const START_TIMEOUT_MS = 30_000;
const AGAIN = 'Run again: the local cluster is restarted.';

/**
 * What the engine's process is to be started with. Every running statement holds one of libuv's
 * threads; with the usual four, four long queries would keep all others waiting. The number is read
 * before any script of the process runs.
 */
export const engineEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  UV_THREADPOOL_SIZE: '32',
  ...env,
  ELECTRON_RUN_AS_NODE: '1',
});

function startChild(options: LocalClusterOptions, onExit: (how: string) => void): Promise<Started> {
  return new Promise((resolve, reject) => {
    const child = fork(options.enginePath, ['--json', ...(options.args ?? [])], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: engineEnvironment(process.env),
      execArgv: [],
    });
    let output = '';
    let errors = '';
    let ready = false;
    const fail = (reason: string) => {
      child.kill();
      const detail = errors.trim().split('\n').at(-1) ?? '';
      const message = `The local cluster did not start: ${reason}${detail === '' ? '' : ` (${detail})`}`;
      reject(new RunFailure(runError('cluster', message, 'See the PxL log, then run again.')));
    };
    const timer = setTimeout(() => {
      fail('it did not become ready in time');
    }, START_TIMEOUT_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000);
      options.onLog?.(chunk.toString());
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      if (ready) return;
      output += chunk.toString();
      // The last part may be half a line.
      const line = output
        .split('\n')
        .slice(0, -1)
        .map(readReadyLine)
        .find((one) => one !== undefined);
      if (line === undefined) return;
      ready = true;
      clearTimeout(timer);
      const { grpc, apiKey, otlp, otlpKey } = line;
      const runner = createVizierRunner({
        address: grpc,
        credentials: apiKeyCredentials(apiKey),
        transport: { kind: 'plaintext' },
        peer: 'pxl',
      });
      const vizier = { address: grpc, apiKey };
      resolve({ child, runner, vizier, telemetry: { endpoint: otlp, apiKey: otlpKey } });
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      if (ready) onExit(how);
      else fail(`it ended with ${how}`);
    });
  });
}

export interface LocalRunner extends Runner {
  /** The process number of the running child, for tests and logs. */
  readonly pid: () => number | undefined;
  /** Where "This machine" takes telemetry; starts the child. @throws RunFailure */
  readonly telemetry: () => Promise<TelemetryEndpoint>;
  /** How another process reaches the child's Vizier server; starts the child. @throws RunFailure */
  readonly vizier: () => Promise<VizierAddress>;
}

export interface VizierAddress {
  /** host:port */
  readonly address: string;
  readonly apiKey: string;
}

/** A runner that starts the child with the first request and again after it died. */
export function createLocalRunner(options: LocalClusterOptions): LocalRunner {
  let started: Promise<Started> | undefined;
  let running: Started | undefined;
  let disposed = false;

  const ensure = (): Promise<Started> => {
    started ??= startChild(options, (how) => {
      running?.runner.dispose();
      started = undefined;
      running = undefined;
      if (!disposed) options.onDeath?.(how);
    }).then(
      (value) => {
        running = value;
        options.onReady?.(value.telemetry);
        return value;
      },
      (error: unknown) => {
        started = undefined;
        throw error;
      },
    );
    return started;
  };

  async function* run(...args: Parameters<Runner['run']>): AsyncGenerator<RunEvent> {
    const [request, signal, onProgress] = args;
    if (signal.aborted) {
      yield { kind: 'cancelled' };
      return;
    }
    let local: Started;
    try {
      local = await ensure();
    } catch (error) {
      if (!(error instanceof RunFailure)) throw error;
      yield { kind: 'failed', error: error.error };
      return;
    }
    for await (const event of local.runner.run(request, signal, onProgress)) {
      // A broken connection to a child can only mean that it has ended.
      yield event.kind === 'failed' && event.error.kind === 'network'
        ? {
            kind: 'failed',
            error: runError('cluster', 'The local cluster stopped during the run.', AGAIN),
          }
        : event;
    }
  }

  return {
    listClusters: async (signal): Promise<readonly ClusterInfo[]> =>
      (await ensure()).runner.listClusters(signal),
    run,
    pid: () => running?.child.pid,
    telemetry: async () => (await ensure()).telemetry,
    vizier: async () => (await ensure()).vizier,
    dispose: () => {
      disposed = true;
      running?.runner.dispose();
      const ending = started;
      void ending?.then(
        ({ child }) => child.kill(),
        () => undefined,
      );
    },
  };
}
