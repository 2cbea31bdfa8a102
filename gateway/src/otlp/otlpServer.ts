/**
 * Receives OTLP/HTTP on loopback with a key, and profiles as files.
 *
 * @see OTLP specification 1.x, section OTLP/HTTP: paths, content types, responses, retryable codes
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { loadOtlp, unzipped, type MessageCodec, type OtlpMessages } from '#proto';
import {
  PROFILES_PATH,
  TelemetryError,
  type AcceptedTelemetry,
  type TelemetrySink,
} from '#protocol/telemetry';
import {
  CONTENT_TYPES,
  decodeBody,
  encodeBody,
  formOf,
  MAX_BODY_BYTES,
  type BodyForm,
} from './otlpBody.ts';

export interface OtlpServerOptions {
  /** Demanded with every request, as header `pixie-api-key` or as bearer token. */
  readonly apiKey: string;
  /** 0 for any free port. */
  readonly port?: number;
}

export interface OtlpServer {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to. */
  readonly endpoint: string;
  close(): void;
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 64;
const RETRY_AFTER_S = 1;
const MAX_BYTES_AT_WORK = 4 * MAX_BODY_BYTES;

/** google.rpc.Code by HTTP status. @see google/rpc/code.proto */
const RPC_CODES: Readonly<Partial<Record<number, number>>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  413: 8,
  415: 3,
  421: 3,
  503: 14,
  500: 13,
};

/** An answer that is no success. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

interface Answer {
  readonly message: object;
  readonly codec: MessageCodec | undefined;
}
type Handler = (body: Buffer, request: IncomingMessage) => Promise<Answer>;

export async function serveOtlp(
  sink: TelemetrySink,
  options: OtlpServerOptions,
): Promise<OtlpServer> {
  const { messages } = loadOtlp();
  const handlers = handlersOf(sink, messages);
  const wanted = Buffer.from(options.apiKey);
  const service: Service = { handlers, wanted, sink, bytesAtWork: 0 };
  const server = createServer((request, response) => {
    // Answers name the form of the request; a request without a known one gets JSON.
    const form = formOf(request.headers['content-type']) ?? 'json';
    handle(request, service)
      .then(({ message, codec }) => {
        send(response, 200, bodyOf(message, form, codec));
      })
      .catch((error: unknown) => {
        refuse(request, response, { error, form, codec: messages.status });
      });
  });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const port = await listen(server, options.port ?? 0);
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
      else resolve(address.port);
    });
  });
}

function handlersOf(sink: TelemetrySink, messages: OtlpMessages): ReadonlyMap<string, Handler> {
  const signal = (
    store: (message: unknown) => Promise<AcceptedTelemetry>,
    names: {
      readonly rejected: string;
      readonly request: MessageCodec;
      readonly response: MessageCodec;
    },
  ): Handler => {
    return async (body, { headers }) => {
      const form = formOf(headers['content-type']);
      if (form === undefined) throw new Refusal(415, `The content type is not one of ${TYPES}.`);
      const { rejected, reason } = await store(decodeBody(body, form, names.request));
      const partial = { [names.rejected]: String(rejected), errorMessage: reason };
      const message = rejected === 0 ? {} : { partialSuccess: partial };
      return { message, codec: names.response };
    };
  };
  const { traceRequest, traceResponse, metricsRequest, metricsResponse } = messages;
  return new Map([
    [
      '/v1/traces',
      signal((message) => sink.traces(message), {
        rejected: 'rejectedSpans',
        request: traceRequest,
        response: traceResponse,
      }),
    ],
    [
      '/v1/metrics',
      signal((message) => sink.metrics(message), {
        rejected: 'rejectedDataPoints',
        request: metricsRequest,
        response: metricsResponse,
      }),
    ],
    [PROFILES_PATH, profileHandler(sink)],
  ]);
}

const TYPES = Object.values(CONTENT_TYPES).join(', ');

/** A .cpuprofile or pprof file as body; its name is given as `?name=`. */
function profileHandler(sink: TelemetrySink): Handler {
  return async (body, request) => {
    const name = urlOf(request).searchParams.get('name') ?? 'profile';
    return { message: await sink.profile(body, name), codec: undefined };
  };
}

const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://127.0.0.1');

interface Service {
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly wanted: Buffer;
  readonly sink: TelemetrySink;
  /** Size of the bodies that are being decoded and stored. */
  bytesAtWork: number;
}

async function handle(request: IncomingMessage, service: Service): Promise<Answer> {
  checkOrigin(request);
  const handler = service.handlers.get(urlOf(request).pathname);
  if (handler === undefined) {
    const known = [...service.handlers.keys()].join(', ');
    throw new Refusal(404, `There is only ${known}.`);
  }
  if (request.method !== 'POST') throw new Refusal(405, 'Use POST.', { allow: 'POST' });
  checkKey(request, service.wanted);
  if (service.sink.isBusy) throw tooBusy();
  const body = await readBody(request);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Refusal(415, 'The content encoding is neither gzip nor none.');
  }
  const plain = encoding === 'gzip' ? await unzipped(body, MAX_BODY_BYTES) : body;
  if (service.bytesAtWork + plain.length > MAX_BYTES_AT_WORK) throw tooBusy();
  service.bytesAtWork += plain.length;
  try {
    return await handler(plain, request);
  } finally {
    service.bytesAtWork -= plain.length;
  }
}

const tooBusy = (): Refusal =>
  new Refusal(503, 'Too much waits to be stored.', { 'retry-after': String(RETRY_AFTER_S) });

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/** Pages of other sites must not reach this port, not even by a name that resolves to loopback. */
function checkOrigin({ headers }: IncomingMessage): void {
  if (!LOOPBACK.test(headers.host ?? '')) throw new Refusal(421, 'This is not the host asked for.');
  if (headers.origin !== undefined) throw new Refusal(403, 'Pages may not send telemetry.');
}

function checkKey({ headers }: IncomingMessage, wanted: Buffer): void {
  const own = headers['pixie-api-key'];
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const key = Buffer.from((Array.isArray(own) ? own[0] : own) ?? bearer ?? '');
  if (key.length === wanted.length && timingSafeEqual(key, wanted)) return;
  throw new Refusal(401, 'The key in OTEL_EXPORTER_OTLP_HEADERS is missing or wrong.');
}

/** @throws Refusal 413 as soon as too much is announced or has come. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () =>
    new Refusal(413, `More than ${String(MAX_BODY_BYTES)} bytes.`, { connection: 'close' });
  if (Number(request.headers['content-length'] ?? '0') > MAX_BODY_BYTES) throw tooLarge();
  const parts: Buffer[] = [];
  let size = 0;
  // The socket is still needed for the answer.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const part of body) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

interface Body {
  readonly bytes: Buffer;
  readonly contentType: string;
}

function bodyOf(message: object, form: BodyForm, codec: MessageCodec | undefined): Body {
  if (codec === undefined) {
    return { bytes: Buffer.from(JSON.stringify(message)), contentType: CONTENT_TYPES.json };
  }
  return { bytes: encodeBody(message, form, codec), contentType: CONTENT_TYPES[form] };
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  {
    error,
    form,
    codec,
  }: { readonly error: unknown; readonly form: BodyForm; readonly codec: MessageCodec },
): void {
  const { status, message, headers } = refusalOf(error);
  const code = RPC_CODES[status] ?? 2;
  // What was not read would be taken for the next request.
  const close = request.complete ? {} : { connection: 'close' };
  send(response, status, bodyOf({ code, message }, form, codec), { ...headers, ...close });
}

function refusalOf(error: unknown): Pick<Refusal, 'status' | 'message' | 'headers'> {
  if (error instanceof Refusal) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TelemetryError) {
    return { status: error.kind === 'tooLarge' ? 413 : 400, message, headers: {} };
  }
  // Retryable: the sender still has the data.
  const later = { 'retry-after': String(RETRY_AFTER_S) };
  return { status: 503, message: `Not stored: ${message}`, headers: later };
}

function send(
  response: ServerResponse,
  status: number,
  { bytes, contentType }: Body,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    ...headers,
    'content-type': contentType,
    'content-length': bytes.length,
  });
  response.end(bytes);
}
