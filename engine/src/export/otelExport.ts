/**
 * `px.export`: sends rows to an OTLP/gRPC endpoint. Any answer but success ends the run.
 *
 * @see pixie-io/pixie src/carnot/exec/otel_export_sink_node.cc, src/carnot/engine_state.h
 */
import {
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  status as GrpcStatus,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import type { OtelExport, OtelSinkOperator } from '#language';
import { loadOtlp } from '#proto';
import { runError } from '#protocol/errors';
import { RunFailure } from '#protocol/run';
import type { Rows } from '../store/store.ts';
import { otelRequests } from './otelMessages.ts';

type Endpoint = NonNullable<OtelExport['endpoint']>;

/**
 * Sends every batch, metrics before spans, one request at a time.
 * @throws RunFailure when the endpoint does not take them; AbortError when cancelled.
 */
export async function exportRows(
  operator: OtelSinkOperator,
  batches: AsyncIterable<Rows>,
  signal: AbortSignal,
): Promise<void> {
  const { endpoint } = operator.config;
  if (endpoint === undefined) throw failure('px.export has no endpoint.', NO_ENDPOINT);
  const sender = openSender(endpoint);
  try {
    const { services } = loadOtlp();
    for await (const rows of batches) {
      const { metrics, traces } = otelRequests(operator.config, operator.relation, rows);
      if (metrics !== undefined) await sender.send(services.metrics, metrics, signal);
      if (traces !== undefined) await sender.send(services.trace, traces, signal);
    }
  } finally {
    sender.close();
  }
}

const NO_ENDPOINT = "Write endpoint=px.otel.Endpoint(url='host:4317').";

interface Sender {
  send(service: ServiceDefinition, message: object, signal: AbortSignal): Promise<void>;
  close(): void;
}

function openSender(endpoint: Endpoint): Sender {
  const { url, insecure, timeoutS } = endpoint;
  if (url.includes('://')) {
    throw failure(
      `px.export cannot send to ${url}: the endpoint of OTLP/gRPC is host:port.`,
      "Leave out the scheme, as in px.otel.Endpoint(url='collector:4317', insecure=True).",
    );
  }
  const metadata = metadataOf(endpoint);
  const client = new Client(
    url,
    insecure ? credentials.createInsecure() : credentials.createSsl(),
    { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip },
  );
  const send: Sender['send'] = (service, message, signal) =>
    new Promise((resolve, reject) => {
      const method = service['Export'];
      if (method === undefined) throw new Error('the service has no Export');
      signal.throwIfAborted();
      const stop = (): void => {
        call.cancel();
      };
      const call = client.makeUnaryRequest(
        method.path,
        (value: object) => method.requestSerialize(value),
        (bytes): unknown => method.responseDeserialize(bytes),
        message,
        metadata,
        timeoutS > 0 ? { deadline: Date.now() + timeoutS * 1000 } : {},
        (error, response) => {
          signal.removeEventListener('abort', stop);
          const refused = error === null ? refusalOf(response) : undefined;
          if (signal.aborted) reject(signal.reason as Error);
          else if (error !== null) reject(callFailure(error, endpoint));
          else if (refused === undefined) resolve();
          else reject(failure(`px.export to ${url}: ${refused}`, 'See the log of the receiver.'));
        },
      );
      signal.addEventListener('abort', stop, { once: true });
    });
  return {
    send,
    close: () => {
      client.close();
    },
  };
}

function metadataOf({ headers }: Endpoint): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) {
    try {
      metadata.set(name, value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw failure(`px.export: the header ${name} cannot be sent (${reason}).`, 'Correct it.');
    }
  }
  return metadata;
}

/** What a receiver that took only a part says of the rest. */
function refusalOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null) return undefined;
  const { partialSuccess } = response as { readonly partialSuccess?: Record<string, unknown> };
  const count = partialSuccess?.['rejectedSpans'] ?? partialSuccess?.['rejectedDataPoints'];
  if (typeof count !== 'string' || count === '0') return undefined;
  const reason = partialSuccess?.['errorMessage'];
  return `${count} items were refused${typeof reason === 'string' ? ` (${reason})` : ''}.`;
}

function callFailure({ code, details }: ServiceError, endpoint: Endpoint): RunFailure {
  const { url, insecure, timeoutS } = endpoint;
  const name = GrpcStatus[code];
  const message = `px.export to ${url} failed with ${name}: ${details}`;
  if (code === GrpcStatus.DEADLINE_EXCEEDED) {
    return failure(
      `${message} (timeout ${String(timeoutS)} s)`,
      'Raise timeout of px.otel.Endpoint.',
    );
  }
  if (code === GrpcStatus.UNAVAILABLE) {
    const tls = insecure
      ? 'Check that an OTLP/gRPC receiver listens there.'
      : 'Check that an OTLP/gRPC receiver with TLS listens there; without TLS write insecure=True.';
    return failure(message, tls);
  }
  return failure(message, 'Check url, headers and insecure of px.otel.Endpoint.');
}

/**
 * Of kind `engine`: the run failed, not the connection between the user and the cluster. The hint is
 * part of the message, as only that goes over the wire.
 */
const failure = (message: string, hint: string): RunFailure =>
  new RunFailure(
    runError('engine', `${message} ${hint}`, 'Correct px.otel.Endpoint, then run again.'),
  );
