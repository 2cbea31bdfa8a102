/** Runs scripts on any Vizier or Pixie Cloud over gRPC. */
import {
  credentials,
  Client,
  Metadata,
  type ClientReadableStream,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import {
  createDecryption,
  EncryptionError,
  loadServices,
  uuidToText,
  type ClusterInfoMessage,
  type ConfigsMessage,
  type DecodedResponse,
  type Decryption,
  type ExecuteScriptResponseMessage,
  type PixieServices,
  type StatusMessage,
} from '#proto';
import { DATA_TYPES, SEMANTIC_TYPE_NUMBERS, type Column, type DataType, type SemanticType } from '#language';
import type { RunError } from '#protocol/errors';
import type { TableMetadata } from '#protocol/batch';
import {
  RunFailure,
  type ClusterInfo,
  type ClusterStatus,
  type MutationState,
  type RunEvent,
  type Runner,
  type RunRequest,
} from '#protocol/run';
import { completedError, errorOfCall, errorOfStatus, runError } from './errors.ts';
import { eventsOf } from './eventQueue.ts';

export interface VizierRunnerOptions {
  /** host:port */
  readonly address: string;
  /** Sent as `pixie-api-key`, nowhere else. */
  readonly apiKey: string;
  /** False only for the local cluster on loopback. */
  readonly tls: boolean;
  /** Certificates of a private authority, PEM. */
  readonly rootCertificates?: Buffer;
  /**
   * Ask for rows encrypted for this client alone, so that Pixie Cloud, which passes them on, cannot
   * read them. Default: where TLS is used, as Pixie's own clients do.
   */
  readonly encrypt?: boolean;
  /** Something the user should know though the run goes on. */
  readonly onWarning?: (message: string) => void;
}

const LIST_TIMEOUT_MS = 15_000;
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 0,
};

function methodOf(service: PixieServices[keyof PixieServices], name: string) {
  const found = service[name];
  if (found === undefined) throw new Error(`the service has no method ${name}`);
  return found as MethodDefinition<object, unknown>;
}

export function createVizierRunner(options: VizierRunnerOptions): Runner {
  const services = loadServices();
  const channel = options.tls
    ? credentials.createSsl(options.rootCertificates ?? null)
    : credentials.createInsecure();
  const client = new Client(options.address, channel, CHANNEL_OPTIONS);
  const metadata = () => {
    const found = new Metadata();
    found.set('pixie-api-key', options.apiKey);
    found.set('pixie-api-client', 'vscode');
    return found;
  };
  const failureOf = (error: ServiceError) => errorOfCall(error, options.address);
  const { encrypt = options.tls } = options;
  let decryption: Promise<Decryption> | undefined;
  const connection = async (): Promise<Connection> => ({
    client,
    services,
    metadata: metadata(),
    failureOf,
    statusError: (status) => errorOfStatus(status, options.address),
    // Only a local cluster says more with the end of the call, and ends it at once.
    waitsForTrailer: !options.tls,
    decryption: encrypt ? await (decryption ??= createDecryption()) : undefined,
    onPlainRows: once(() =>
      options.onWarning?.(`${options.address} sent rows that are not encrypted end to end.`),
    ),
  });

  return {
    listClusters: (signal) =>
      new Promise((resolve, reject) => {
        const method = methodOf(services.clusterInfo, 'GetClusterInfo');
        const call = client.makeUnaryRequest<object, unknown>(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          {},
          metadata(),
          { deadline: Date.now() + LIST_TIMEOUT_MS },
          (error, answer) => {
            if (error !== null) {
              reject(new RunFailure(failureOf(error)));
              return;
            }
            const { clusters } = answer as { readonly clusters: readonly ClusterInfoMessage[] };
            resolve(clusters.map(clusterOf));
          },
        );
        onAbort(signal, () => {
          call.cancel();
        });
      }),
    run: (request, signal) => runScript(connection, request, signal),
    dispose: () => {
      client.close();
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

function onAbort(signal: AbortSignal, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
}

const STATUS_NAMES: Readonly<Record<string, ClusterStatus>> = {
  CS_HEALTHY: 'HEALTHY',
  CS_UNHEALTHY: 'UNHEALTHY',
  CS_DISCONNECTED: 'DISCONNECTED',
  CS_UPDATING: 'UPDATING',
  CS_CONNECTED: 'CONNECTED',
  CS_UPDATE_FAILED: 'UPDATE_FAILED',
  CS_DEGRADED: 'DEGRADED',
};

function clusterOf(message: ClusterInfoMessage): ClusterInfo {
  const id = message.id === null ? '' : uuidToText(message.id);
  return {
    id,
    name: message.pretty_cluster_name || message.cluster_name || id,
    status: STATUS_NAMES[message.status] ?? 'UNKNOWN',
    statusMessage: message.status_message,
    vizierVersion: message.vizier_version,
    nodeCount: message.num_nodes,
    instrumentedNodeCount: message.num_instrumented_nodes,
    lastHeartbeatNs: BigInt(message.lastHeartbeatNs),
  };
}

/** Asked anew each time: the answer changes while a run waits. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

interface Connection {
  readonly client: Client;
  readonly services: PixieServices;
  readonly metadata: Metadata;
  readonly failureOf: (error: ServiceError) => RunError;
  readonly statusError: (status: StatusMessage) => RunError;
  readonly waitsForTrailer: boolean;
  /** Undefined when rows are wanted plain. */
  readonly decryption: Decryption | undefined;
  readonly onPlainRows: () => void;
}

/** Events of one run. Reading is paused while the consumer is behind. */
async function* runScript(
  connect: () => Promise<Connection>,
  request: RunRequest,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const connection = await connect();
  if (signal.aborted) {
    yield { kind: 'cancelled' };
    return;
  }
  const call = startCall(connection, request);
  const cancel = () => {
    call.cancel();
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let ended: RunEvent | undefined;
    let failure: RunError | undefined;
    for await (const item of eventsOf<DecodedResponse, ServiceError>(call)) {
      if (isAborted(signal)) break;
      if (item.kind === 'error') {
        const error =
          failure === undefined
            ? connection.failureOf(item.error)
            : completedError(failure, item.error);
        ended = { kind: 'failed', error };
        break;
      }
      // Nothing follows a failure but how the call ends.
      if (failure !== undefined) continue;
      const event = await eventOf(item.value, connection);
      if (isAborted(signal)) break;
      if (event === undefined) continue;
      if (event.kind === 'failed') {
        ended = event;
        failure = event.error;
        if (!connection.waitsForTrailer) break;
        continue;
      }
      yield event;
    }
    yield isAborted(signal) ? { kind: 'cancelled' } : (ended ?? { kind: 'done' });
  } finally {
    signal.removeEventListener('abort', cancel);
    call.cancel();
  }
}

function startCall(
  { client, services, metadata, decryption }: Connection,
  request: RunRequest,
): ClientReadableStream<DecodedResponse> {
  const method = methodOf(services.vizier, 'ExecuteScript');
  return client.makeServerStreamRequest<object, unknown>(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    { ...requestMessage(request), encryption_options: decryption?.options ?? null },
    metadata,
  ) as ClientReadableStream<DecodedResponse>;
}

const requestMessage = (request: RunRequest): object => ({
  query_str: request.script,
  cluster_id: request.clusterId,
  mutation: request.mutation,
  query_name: request.queryName,
  configs: configsMessage(request.configs),
  exec_funcs: request.execFuncs.map(({ funcName, outputTablePrefix, args }) => ({
    func_name: funcName,
    output_table_prefix: outputTablePrefix,
    arg_values: args,
  })),
});

function configsMessage(configs: RunRequest['configs']): ConfigsMessage | null {
  const { otelEndpoint, plugin } = configs ?? {};
  if (otelEndpoint === undefined && plugin === undefined) return null;
  return {
    otel_endpoint_config:
      otelEndpoint === undefined
        ? null
        : {
            url: otelEndpoint.url,
            headers: otelEndpoint.headers,
            insecure: otelEndpoint.insecure,
            timeout: String(otelEndpoint.timeoutS),
          },
    plugin_config:
      plugin === undefined
        ? null
        : { start_time_ns: String(plugin.startNs), end_time_ns: String(plugin.endNs) },
  };
}

function eventOf(
  response: DecodedResponse,
  { decryption, onPlainRows, statusError }: Connection,
): RunEvent | undefined | Promise<RunEvent> {
  if (response.kind === 'batch') {
    // Clusters older than encryption ignore the wish.
    if (decryption !== undefined) onPlainRows();
    return response;
  }
  const { message } = response;
  const { status } = message;
  if (status !== null && status !== undefined && (status.code !== 0 || status.message !== '')) {
    return { kind: 'failed', error: statusError(status) };
  }
  const encrypted = message.data?.encrypted_batch;
  if (encrypted !== undefined && encrypted.length > 0) return decrypted(encrypted, decryption);
  return tableOf(message) ?? statsOf(message) ?? mutationOf(message);
}

async function decrypted(bytes: Uint8Array, decryption: Decryption | undefined): Promise<RunEvent> {
  try {
    if (decryption === undefined) throw new EncryptionError('encryption was not asked for');
    return { kind: 'batch', batch: await decryption.decrypt(bytes) };
  } catch (error) {
    if (!(error instanceof EncryptionError)) throw error;
    const message = `The cluster sent encrypted rows that cannot be read: ${error.message}.`;
    return { kind: 'failed', error: runError('cluster', message, 'Run the script again.') };
  }
}

function tableOf({ meta_data: meta }: ExecuteScriptResponseMessage): RunEvent | undefined {
  if (meta === null || meta === undefined) return undefined;
  const relation = (meta.relation?.columns ?? []).map((column): Column => ({
    name: column.column_name,
    dataType: isDataType(column.column_type) ? column.column_type : 'STRING',
    semanticType: isSemanticType(column.column_semantic_type)
      ? column.column_semantic_type
      : 'ST_NONE',
    description: column.column_desc === '' ? undefined : column.column_desc,
  }));
  const table: TableMetadata = { id: meta.id, name: meta.name, relation };
  return { kind: 'table', table };
}

const isDataType = (text: string): text is DataType => DATA_TYPES.some((type) => type === text);
const isSemanticType = (text: string): text is SemanticType => text in SEMANTIC_TYPE_NUMBERS;

function statsOf({ data }: ExecuteScriptResponseMessage): RunEvent | undefined {
  const stats = data?.execution_stats;
  if (stats === null || stats === undefined) return undefined;
  return {
    kind: 'stats',
    stats: {
      compileNs: BigInt(stats.timing?.compilation_time_ns ?? '0'),
      executeNs: BigInt(stats.timing?.execution_time_ns ?? '0'),
      bytesProcessed: BigInt(stats.bytes_processed),
      recordsProcessed: BigInt(stats.records_processed),
    },
  };
}

const LIFE_CYCLE: Readonly<Record<string, MutationState['state']>> = {
  PENDING_STATE: 'PENDING',
  RUNNING_STATE: 'RUNNING',
  FAILED_STATE: 'FAILED',
  TERMINATED_STATE: 'TERMINATED',
};

function mutationOf({ mutation_info: info }: ExecuteScriptResponseMessage): RunEvent | undefined {
  if (info === null || info === undefined) return undefined;
  const states = info.states.map(({ id, name, state }) => ({
    id,
    name,
    state: LIFE_CYCLE[state] ?? 'UNKNOWN',
  }));
  return { kind: 'mutation', states };
}
