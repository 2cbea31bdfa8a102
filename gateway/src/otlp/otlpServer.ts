/**
 * Receives OTLP/HTTP and profiles as files, and says who has sent.
 *
 * @see OTLP specification 1.x, section OTLP/HTTP: paths, content types, responses, retryable codes
 */
import { loadOtlp, type MessageCodec } from '#proto';
import {
  PROFILES_PATH,
  STATUS_PATH,
  TelemetryError,
  type AcceptedTelemetry,
  type TelemetrySink,
} from '#protocol/telemetry';
import { keyCheck } from '../http/auth.ts';
import { serveLoopback, type HttpAnswer, type Route } from '../http/loopbackServer.ts';
import { comeAgain, HttpError } from '../http/problem.ts';
import { CONTENT_TYPES, decodeBody, encodeBody, formOf, MAX_BODY_BYTES } from './otlpBody.ts';

export interface OtlpServerOptions {
  /** Any of them is enough; see `keyCheck` for where it is sent. */
  readonly keys: readonly string[];
  /** 0, the default, for any free port; where it is taken, one of the next. */
  readonly port?: number;
}

export interface OtlpServer {
  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to. */
  readonly endpoint: string;
  readonly port: number;
  close(): void;
}

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
const UNKNOWN_CODE = 2;

/** `sink` must be able to take telemetry already. @throws Error when no port can be listened on. */
export async function serveOtlp(
  sink: TelemetrySink,
  { keys, port = 0 }: OtlpServerOptions,
): Promise<OtlpServer> {
  const { status } = loadOtlp().messages;
  const server = await serveLoopback({
    port,
    routes: [...signalRoutes(sink), profileRoute(sink), statusRoute(sink)],
    mayCall: keyCheck(keys),
    keyRefusal: 'The key in OTEL_EXPORTER_OTLP_HEADERS is missing or wrong.',
    origins: { allows: () => false, refusal: 'Pages may not send telemetry.' },
    maxBodyBytes: MAX_BODY_BYTES,
    isBusy: () => sink.isBusy,
    // Answers have the form of their request; a request without a known one gets JSON.
    errorAnswer: ({ status: httpStatus, message }, headers) =>
      answerOf(
        { code: RPC_CODES[httpStatus] ?? UNKNOWN_CODE, message },
        headers['content-type'],
        status,
      ),
  });
  return {
    endpoint: `http://127.0.0.1:${String(server.port)}`,
    port: server.port,
    close: () => {
      server.close();
    },
  };
}

const TYPES = Object.values(CONTENT_TYPES).join(', ');

function signalRoutes(sink: TelemetrySink): readonly Route[] {
  const { traceRequest, traceResponse, metricsRequest, metricsResponse } = loadOtlp().messages;
  const route = (
    path: string,
    store: (message: unknown) => Promise<AcceptedTelemetry>,
    names: {
      readonly rejected: string;
      readonly request: MessageCodec;
      readonly response: MessageCodec;
    },
  ): Route => ({
    method: 'POST',
    path,
    handle: async ({ headers, body }) => {
      const type = headers['content-type'];
      const form = formOf(type);
      if (form === undefined) throw new HttpError(415, `The content type is not one of ${TYPES}.`);
      const { rejected, reason } = await stored(store(decodeBody(body, form, names.request)));
      const partial = { [names.rejected]: String(rejected), errorMessage: reason };
      return answerOf(rejected === 0 ? {} : { partialSuccess: partial }, type, names.response);
    },
  });
  return [
    route('/v1/traces', (message) => sink.traces(message), {
      rejected: 'rejectedSpans',
      request: traceRequest,
      response: traceResponse,
    }),
    route('/v1/metrics', (message) => sink.metrics(message), {
      rejected: 'rejectedDataPoints',
      request: metricsRequest,
      response: metricsResponse,
    }),
  ];
}

/** A .cpuprofile or pprof file as body; its name is given as `?name=`. */
const profileRoute = (sink: TelemetrySink): Route => ({
  method: 'POST',
  path: PROFILES_PATH,
  handle: async ({ url, body }) =>
    jsonAnswer(await stored(sink.profile(body, url.searchParams.get('name') ?? 'profile'))),
});

const statusRoute = (sink: TelemetrySink): Route => ({
  method: 'GET',
  path: STATUS_PATH,
  handle: () => Promise.resolve(jsonAnswer(sink.status())),
});

/** What could not be stored for a reason of ours is worth sending again. */
async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TelemetryError) throw error;
    throw comeAgain(`Not stored: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function answerOf(
  message: object,
  contentType: string | undefined,
  codec: MessageCodec,
): HttpAnswer {
  const form = formOf(contentType) ?? 'json';
  return { bytes: encodeBody(message, form, codec), contentType: CONTENT_TYPES[form] };
}

const jsonAnswer = (value: object): HttpAnswer => ({
  bytes: Buffer.from(JSON.stringify(value)),
  contentType: CONTENT_TYPES.json,
});
