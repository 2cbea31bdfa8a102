/** Runs scripts on any Vizier or Pixie Cloud over gRPC. */
import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { createDecryption, loadServices, type Decryption } from '#proto';
import type { Runner } from '#protocol/run';
import { openChannel, type Transport } from './channel.ts';
import { checkedEvents } from './checkedEvents.ts';
import { listClusters } from './clusterList.ts';
import type { Credentials } from './credentials.ts';
import { completedError, errorOfCall, errorOfStatus } from './errors.ts';
import { methodOf } from './methods.ts';
import { runScript } from './scriptRun.ts';
import { SYSTEM_TIMERS, type Timers } from './timers.ts';

export interface VizierRunnerOptions {
  /** host:port */
  readonly address: string;
  /** Sent with every call, nowhere else. */
  readonly credentials: Credentials;
  readonly transport: Transport;
  /** Whose server it is: Pixie's, or our own local cluster, which says more about failures. */
  readonly peer: 'pixie' | 'pxl';
  /**
   * Ask for rows encrypted for this client alone, so that Pixie Cloud, which passes them on, cannot
   * read them. Default: where TLS is used, as Pixie's own clients do.
   */
  readonly encrypt?: boolean;
  /** How long a connection may take to come about. Default: 15 s. */
  readonly connectTimeoutMs?: number;
  /** Something the user should know though the run goes on. */
  readonly onWarning?: (message: string) => void;
}

const CONNECT_TIMEOUT_MS = 15_000;

/** @throws RunFailure where the environment names a proxy that cannot be used. */
export function createVizierRunner(
  options: VizierRunnerOptions,
  timers: Timers = SYSTEM_TIMERS,
): Runner {
  const { address, transport, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const services = loadServices();
  const channel = openChannel({ address, transport, connectTimeoutMs, timers });
  const metadata = async (signal: AbortSignal): Promise<Metadata> => {
    const found = new Metadata();
    found.set('pixie-api-client', 'vscode');
    for (const [name, value] of Object.entries(await options.credentials(signal))) {
      found.set(name, value);
    }
    return found;
  };
  const failureOf = (error: ServiceError) => {
    const failure = errorOfCall(error, address);
    return options.peer === 'pxl' ? completedError(failure, error) : failure;
  };
  const { encrypt = transport.kind === 'tls' } = options;
  let decryption: Promise<Decryption> | undefined;
  const connection = {
    address,
    channel,
    metadata,
    failureOf,
    timers,
    execute: methodOf(services.vizier, 'ExecuteScript'),
    statusError: (status: Parameters<typeof errorOfStatus>[0]) => errorOfStatus(status, address),
    waitsForTrailer: options.peer === 'pxl',
    decryption: async () => (encrypt ? await (decryption ??= createDecryption()) : undefined),
  };
  const list = {
    channel,
    metadata,
    failureOf,
    method: methodOf(services.clusterInfo, 'GetClusterInfo'),
  };

  return {
    listClusters: (signal) => listClusters(list, signal),
    run: (request, signal, onProgress = () => undefined) => {
      const onPlainRows = once(() =>
        options.onWarning?.(`${address} sent rows that are not encrypted end to end.`),
      );
      return checkedEvents(runScript({ ...connection, onPlainRows, onProgress }, request, signal));
    },
    dispose: () => {
      channel.close();
    },
  };
}

/** Said once a run, however many batches follow. */
function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
