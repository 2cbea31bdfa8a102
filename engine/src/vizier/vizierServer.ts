/** Serves any Runner as Vizier and as the cloud's list of clusters, on loopback with a key. */
import { randomUUID, timingSafeEqual } from 'node:crypto';
import {
  Server,
  ServerCredentials,
  status as GrpcStatus,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import {
  batchEncrypter,
  encodeBatch,
  encodeBatchResponse,
  EncryptionError,
  errorTrailer,
  loadServices,
  uuidToText,
  type ExecuteScriptRequestMessage,
  type UuidMessage,
} from '#proto';
import type { RowBatch } from '#protocol/batch';
import { RunFailure, type Runner } from '#protocol/run';
import type { OtelScriptResponse } from './otelScript.ts';
import { clusterInfoMessage, responseOf, runRequestOf, statusOf } from './messages.ts';

export interface VizierServerOptions {
  /** Demanded as `pixie-api-key` with every call. */
  readonly apiKey: string;
  /** 0 for any free port. */
  readonly port?: number;
  /** Answers GenerateOTelScript; it is unimplemented without. */
  readonly generateOtelScript?: (request: OtelScriptRequest) => OtelScriptResponse;
}

/** @see px.api.vizierpb.GenerateOTelScriptRequest */
interface OtelScriptRequest {
  readonly cluster_id: string;
  readonly pxl_script: string;
}

const NO_OTEL_SCRIPT = { code: GrpcStatus.UNIMPLEMENTED, details: 'not available on this cluster' };

export interface VizierServer {
  /** host:port */
  readonly address: string;
  close(): void;
}

const HEALTH_INTERVAL_MS = 5_000;
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

type ScriptCall = ServerWritableStream<ExecuteScriptRequestMessage, unknown>;
type AnyCall = Pick<ServerUnaryCall<unknown, unknown>, 'metadata'>;

export async function serveVizier(
  runner: Runner,
  options: VizierServerOptions,
): Promise<VizierServer> {
  const services = loadServices();
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  const wanted = Buffer.from(options.apiKey);
  const allowed = (call: AnyCall): boolean => {
    const [given] = call.metadata.get('pixie-api-key');
    const key = Buffer.from(given ?? '');
    return key.length === wanted.length && timingSafeEqual(key, wanted);
  };
  const refusal = { code: GrpcStatus.UNAUTHENTICATED, details: 'invalid auth token' };
  const streaming = (handle: (call: ScriptCall) => void) => (call: ScriptCall) => {
    if (allowed(call)) handle(call);
    else call.emit('error', refusal);
  };

  server.addService(services.vizier, {
    ExecuteScript: streaming((call: ScriptCall) => {
      executeScript(runner, call).catch((error: unknown) => {
        const code =
          error instanceof EncryptionError ? GrpcStatus.INVALID_ARGUMENT : GrpcStatus.INTERNAL;
        call.emit('error', { code, details: error instanceof Error ? error.message : '' });
      });
    }),
    HealthCheck: streaming(reportHealth),
    GenerateOTelScript: (
      call: ServerUnaryCall<OtelScriptRequest, unknown>,
      reply: sendUnaryData<unknown>,
    ) => {
      const generate = options.generateOtelScript;
      if (!allowed(call)) reply(refusal);
      else if (generate === undefined) reply(NO_OTEL_SCRIPT);
      else reply(null, generate(call.request));
    },
  });
  server.addService(services.clusterInfo, {
    GetClusterInfo: (
      call: ServerUnaryCall<{ id: UuidMessage | null }, unknown>,
      reply: sendUnaryData<unknown>,
    ) => {
      if (allowed(call)) void listClusters(runner, call, reply);
      else reply(refusal);
    },
  });
  const port = await bind(server, options.port ?? 0);
  return {
    address: `127.0.0.1:${String(port)}`,
    close: () => {
      server.forceShutdown();
    },
  };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync(`127.0.0.1:${String(port)}`, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

/** @throws EncryptionError when the client's key or algorithms cannot be used. */
async function batchEncoder(
  { encryption_options: options }: ExecuteScriptRequestMessage,
  queryId: string,
): Promise<(batch: RowBatch) => Buffer | Promise<Buffer>> {
  if (options === null || options === undefined) {
    return (batch) => encodeBatchResponse('batch', encodeBatch(batch), queryId);
  }
  const encrypt = await batchEncrypter(options);
  return async (batch) =>
    encodeBatchResponse('encryptedBatch', await encrypt(encodeBatch(batch)), queryId);
}

async function executeScript(runner: Runner, call: ScriptCall): Promise<void> {
  const queryId = randomUUID();
  const encode = await batchEncoder(call.request, queryId);
  const abort = new AbortController();
  call.on('cancelled', () => {
    abort.abort();
  });
  // Cancelled while the key was being read.
  if (call.cancelled) abort.abort();
  // Waits while the client does not read, so that a slow one holds the engine back.
  const send = (message: unknown): Promise<void> =>
    new Promise((resolve) => {
      if (abort.signal.aborted || call.write(message)) {
        resolve();
        return;
      }
      const go = () => {
        abort.signal.removeEventListener('abort', go);
        call.removeListener('drain', go);
        resolve();
      };
      call.once('drain', go);
      abort.signal.addEventListener('abort', go, { once: true });
    });
  for await (const event of runner.run(runRequestOf(call.request), abort.signal)) {
    switch (event.kind) {
      case 'batch':
        await send(await encode(event.batch));
        break;
      case 'done':
        call.end();
        break;
      case 'cancelled':
        call.emit('error', { code: GrpcStatus.CANCELLED, details: 'cancelled' });
        break;
      case 'failed': {
        await send(responseOf(event, queryId));
        const { code, message } = statusOf(event.error);
        call.emit('error', { code, details: message, metadata: errorTrailer(event.error) });
        break;
      }
      default:
        await send(responseOf(event, queryId));
    }
  }
}

function reportHealth(call: ScriptCall): void {
  const report = () => {
    call.write({ status: { code: 0, message: '', error_details: [] } });
  };
  report();
  const timer = setInterval(report, HEALTH_INTERVAL_MS);
  const stop = () => {
    clearInterval(timer);
  };
  call.on('cancelled', stop);
  call.on('close', stop);
}

async function listClusters(
  runner: Runner,
  call: ServerUnaryCall<{ id: UuidMessage | null }, unknown>,
  reply: sendUnaryData<unknown>,
): Promise<void> {
  const abort = new AbortController();
  call.on('cancelled', () => {
    abort.abort();
  });
  try {
    const clusters = await runner.listClusters(abort.signal);
    const { id } = call.request;
    const wanted = id === null ? undefined : uuidToText(id);
    const chosen = clusters.filter((cluster) => wanted === undefined || cluster.id === wanted);
    reply(null, { clusters: chosen.map(clusterInfoMessage) });
  } catch (error) {
    if (!(error instanceof RunFailure)) {
      reply({ code: GrpcStatus.INTERNAL, details: 'the list is not available' });
      return;
    }
    const { code, message } = statusOf(error.error);
    reply({ code, details: message, metadata: errorTrailer(error.error) });
  }
}
