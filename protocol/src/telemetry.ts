/** What senders of telemetry, its receiver in a local cluster and their users exchange. */
import * as v from 'valibot';

/** The receiver's port unless another is named or it is taken. @see OTLP specification, OTLP/HTTP default port */
export const OTLP_PORT = 4318;

/** The request header that carries the receiver's key. */
export const KEY_HEADER = 'pixie-api-key';

export interface TelemetryEndpoint {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  readonly apiKey: string;
}

/** The environment variables of OpenTelemetry that say where telemetry goes. */
export const OTEL_VARIABLES = {
  endpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  headers: 'OTEL_EXPORTER_OTLP_HEADERS',
  protocol: 'OTEL_EXPORTER_OTLP_PROTOCOL',
} as const;

/**
 * What a program's environment needs to send its telemetry here, as NAME=value.
 *
 * @see OpenTelemetry specification, Protocol Exporter: environment variables
 */
export const telemetryEnvironment = ({
  endpoint,
  apiKey,
}: TelemetryEndpoint): readonly string[] => [
  `${OTEL_VARIABLES.endpoint}=${endpoint}`,
  `${OTEL_VARIABLES.headers}=${KEY_HEADER}=${apiKey}`,
  `${OTEL_VARIABLES.protocol}=http/protobuf`,
];

/** Path a profile is posted to; its file name is the parameter `name`. */
export const PROFILES_PATH = '/profiles';

const decimal = v.pipe(v.string(), v.regex(/^-?\d+$/));

/** Answer to a posted profile. */
const importedProfileShape = v.object({
  /** The service name of its rows, without the namespace. */
  program: v.string(),
  stacks: v.number(),
  /** Decimal text. */
  samples: decimal,
  /** When it was recorded, ns since the epoch; null when the file does not say: then it is now. */
  timeNs: v.nullable(decimal),
});
export type ImportedProfile = Readonly<v.InferOutput<typeof importedProfileShape>>;

/** The answer to a posted profile; undefined when it is something else. */
export const readImportedProfile = (answer: unknown): ImportedProfile | undefined =>
  v.is(importedProfileShape, answer) ? answer : undefined;

/** Path that says who sends, with the key. */
export const STATUS_PATH = '/status';

const telemetryStatusShape = v.object({
  /** So much waits to be stored that senders are asked to come again later. */
  isBusy: v.boolean(),
  /** Who has sent since the process started, the last one first. */
  senders: v.array(
    v.object({
      /** As `df.ctx['service']` shows it: `namespace/name`. */
      service: v.string(),
      /** Rows stored for it. */
      rows: v.number(),
      /** When the last ones came, ns since the epoch, decimal text. */
      lastReceivedNs: decimal,
    }),
  ),
  /** Spans and metric points that no table is for. */
  withoutTable: v.number(),
});
export type TelemetryStatus = Readonly<v.InferOutput<typeof telemetryStatusShape>>;

/** The answer of `STATUS_PATH`; undefined when it is something else. */
export const readTelemetryStatus = (answer: unknown): TelemetryStatus | undefined =>
  v.is(telemetryStatusShape, answer) ? answer : undefined;

/** Items of a request that could not be used; the others are stored. */
export interface AcceptedTelemetry {
  readonly rejected: number;
  /** What is wrong with the first one, '' when all are stored. */
  readonly reason: string;
}

/**
 * Where received telemetry goes. Promises resolve when the rows can be read.
 * @throws TelemetryError when a request cannot be used; any other error when it was not stored.
 */
export interface TelemetrySink {
  /** Whether so much waits to be stored that senders should pause. */
  readonly isBusy: boolean;
  /** An ExportTraceServiceRequest in OTLP's JSON names. */
  traces(message: unknown): Promise<AcceptedTelemetry>;
  /** An ExportMetricsServiceRequest in OTLP's JSON names. */
  metrics(message: unknown): Promise<AcceptedTelemetry>;
  /** A .cpuprofile or pprof file, maybe gzip. `name` is the file's name. */
  profile(file: Uint8Array, name: string): Promise<ImportedProfile>;
  /** Who has sent what so far. */
  status(): TelemetryStatus;
}

/** A request that cannot be used, whenever it is sent again. The message is for the sender. */
export class TelemetryError extends Error {
  constructor(
    readonly kind: 'malformed' | 'tooLarge',
    message: string,
  ) {
    super(message);
    this.name = 'TelemetryError';
  }
}
