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
  loadServices,
  uuidToText,
  type ClusterInfoMessage,
  type DecodedResponse,
  type ExecuteScriptResponseMessage,
  type PixieServices,
} from '#proto';
import {
  DATA_TYPES,
  SEMANTIC_TYPE_NUMBERS,
  type Column,
  type DataType,
  type SemanticType,
} from '#language';
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
import { errorOfCall, errorOfStatus, runError } from './errors.ts';
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
    run: (request, signal) =>
      runScript({ client, services, metadata: metadata(), failureOf }, request, signal),
    dispose: () => {
      client.close();
    },
  };
}

function onAbort(signal: AbortSignal, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener('abort', listener, { once: true });
}

const STATUS_NAMES: Readonly<Record<string, ClusterStatus>> = {
  ...{ CS_HEALTHY: 'HEALTHY', CS_UNHEALTHY: 'UNHEALTHY', CS_DISCONNECTED: 'DISCONNECTED' },
  ...{ CS_UPDATING: 'UPDATING', CS_CONNECTED: 'CONNECTED', CS_UPDATE_FAILED: 'UPDATE_FAILED' },
  ...{ CS_DEGRADED: 'DEGRADED' },
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
  readonly failureOf: (error: ServiceError) => ReturnType<typeof errorOfCall>;
}

/** Events of one run. Reading is paused while the consumer is behind. */
async function* runScript(
  { client, services, metadata, failureOf }: Connection,
  request: RunRequest,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  if (signal.aborted) {
    yield { kind: 'cancelled' };
    return;
  }
  const method = methodOf(services.vizier, 'ExecuteScript');
  const call = client.makeServerStreamRequest<object, unknown>(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    requestMessage(request),
    metadata,
  ) as ClientReadableStream<DecodedResponse>;
  const cancel = () => {
    call.cancel();
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let ended: RunEvent | undefined;
    for await (const item of eventsOf<DecodedResponse, ServiceError>(call)) {
      if (isAborted(signal)) break;
      if (item.kind === 'error') {
        ended = { kind: 'failed', error: failureOf(item.error) };
        break;
      }
      const event = eventOf(item.value);
      if (event === undefined) continue;
      if (event.kind === 'failed') {
        ended = event;
        break;
      }
      yield event;
    }
    yield isAborted(signal) ? { kind: 'cancelled' } : (ended ?? { kind: 'done' });
  } finally {
    signal.removeEventListener('abort', cancel);
    call.cancel();
  }
}

const requestMessage = (request: RunRequest): object => ({
  query_str: request.script,
  cluster_id: request.clusterId,
  mutation: request.mutation,
  query_name: request.queryName,
  exec_funcs: request.execFuncs.map(({ funcName, outputTablePrefix, args }) => ({
    ...{ func_name: funcName, output_table_prefix: outputTablePrefix, arg_values: args },
  })),
});

function eventOf(response: DecodedResponse): RunEvent | undefined {
  if (response.kind === 'batch') return response;
  const { message } = response;
  const { status } = message;
  if (status !== null && status !== undefined && (status.code !== 0 || status.message !== '')) {
    return { kind: 'failed', error: errorOfStatus(status) };
  }
  return tableOf(message) ?? statsOf(message) ?? mutationOf(message) ?? encryptedOf(message);
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
  ...{ PENDING_STATE: 'PENDING', RUNNING_STATE: 'RUNNING', FAILED_STATE: 'FAILED' },
  TERMINATED_STATE: 'TERMINATED',
};

function mutationOf({ mutation_info: info }: ExecuteScriptResponseMessage): RunEvent | undefined {
  if (info === null || info === undefined) return undefined;
  const states = info.states.map(({ name, state }) => ({
    name,
    state: LIFE_CYCLE[state] ?? 'UNKNOWN',
  }));
  return { kind: 'mutation', states };
}

/** Encryption is never asked for, so an encrypted batch cannot be read. */
function encryptedOf({ data }: ExecuteScriptResponseMessage): RunEvent | undefined {
  if ((data?.encrypted_batch?.length ?? 0) === 0) return undefined;
  const nextStep = 'Use a cluster that answers unencrypted over TLS.';
  return {
    kind: 'failed',
    error: runError(
      'cluster',
      'The cluster sent encrypted rows that were not asked for.',
      nextStep,
    ),
  };
}
