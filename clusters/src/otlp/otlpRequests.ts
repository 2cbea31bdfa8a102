/**
 * Requests of OTLP as data. What a request holds beside spans and metrics is not read.
 *
 * @see opentelemetry/proto in open-telemetry/opentelemetry-proto, OTLP specification 1.x
 */
import { TelemetryError } from '#protocol/telemetry';
import {
  attributesOf,
  doubleOf,
  fieldsOf,
  idOf,
  listOf,
  malformed,
  textOf,
  wholeOf,
  type Attributes,
  type Fields,
} from './otlpValues.ts';

export interface OtlpSpan {
  /** Hexadecimal; '' for none. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** ns since the epoch. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Attributes;
  readonly isError: boolean;
  readonly statusMessage: string;
}
/** One number of a metric: a point of a gauge or sum, or the sum of a histogram. */
export interface OtlpPoint {
  readonly metric: string;
  readonly unit: string;
  readonly timeNs: bigint;
  readonly value: number;
  /** The value is what was added since the last one, not the total. */
  readonly isDelta: boolean;
  readonly attributes: Attributes;
}
export interface OfResource<T> {
  readonly resource: Attributes;
  readonly items: readonly T[];
}
export interface OtlpRequest<T> {
  readonly groups: readonly OfResource<T>[];
  /** How many items are unusable, and what the first one lacks. */
  readonly rejected: number;
  readonly reason: string;
}

/** An ExportTraceServiceRequest. @throws TelemetryError when it is none. */
export function readSpans(message: unknown): OtlpRequest<OtlpSpan> {
  return readRequest(message, ['resourceSpans', 'scopeSpans', 'spans'], (span) => [readSpan(span)]);
}

/** An ExportMetricsServiceRequest. @throws TelemetryError when it is none. */
export function readMetrics(message: unknown): OtlpRequest<OtlpPoint> {
  return readRequest(message, ['resourceMetrics', 'scopeMetrics', 'metrics'], readMetric);
}

type Levels = readonly [resources: string, scopes: string, items: string];

function readRequest<T>(
  message: unknown,
  [resources, scopes, items]: Levels,
  read: (item: Fields) => readonly T[],
): OtlpRequest<T> {
  const reasons: string[] = [];
  const groups = listOf(fieldsOf(message, 'the request')[resources], resources).map((entry) => {
    const group = fieldsOf(entry, resources);
    const resource = group['resource'] === undefined ? {} : fieldsOf(group['resource'], 'resource');
    const found = listOf(group[scopes], scopes).flatMap((scope) =>
      listOf(fieldsOf(scope, scopes)[items], items).flatMap((item) => {
        try {
          return read(fieldsOf(item, items));
        } catch (error) {
          if (!(error instanceof TelemetryError)) throw error;
          reasons.push(error.message);
          return [];
        }
      }),
    );
    return { resource: attributesOf(resource['attributes'], 'resource'), items: found };
  });
  return { groups, rejected: reasons.length, reason: reasons[0] ?? '' };
}

const ERROR = 2n;

function readSpan(span: Fields): OtlpSpan {
  const startNs = wholeOf(span['startTimeUnixNano'], 'startTimeUnixNano');
  const endNs = wholeOf(span['endTimeUnixNano'], 'endTimeUnixNano');
  if (startNs <= 0n) throw malformed('a span has no start');
  if (endNs < startNs) throw malformed('a span ends before it starts');
  if (endNs >= 1n << 63n) throw malformed('a span ends too late');
  const status = span['status'] === undefined ? {} : fieldsOf(span['status'], 'status');
  return {
    traceId: idOf(span['traceId'], 16, 'traceId'),
    spanId: idOf(span['spanId'], 8, 'spanId'),
    parentSpanId: idOf(span['parentSpanId'], 8, 'parentSpanId'),
    name: textOf(span['name']),
    kind: Number(wholeOf(span['kind'], 'kind')),
    startNs,
    endNs,
    attributes: attributesOf(span['attributes'], 'attributes'),
    isError: wholeOf(status['code'], 'status') === ERROR,
    statusMessage: textOf(status['message']),
  };
}

const DELTA = 1n;

function readMetric(metric: Fields): readonly OtlpPoint[] {
  for (const kind of ['gauge', 'sum', 'histogram'] as const) {
    if (metric[kind] === undefined) continue;
    const data = fieldsOf(metric[kind], kind);
    const temporality = wholeOf(data['aggregationTemporality'], 'aggregationTemporality');
    return listOf(data['dataPoints'], 'dataPoints').map((item) => {
      const point = fieldsOf(item, 'dataPoints');
      const whole = point['asInt'];
      const real = kind === 'histogram' ? point['sum'] : point['asDouble'];
      return {
        metric: textOf(metric['name']),
        unit: textOf(metric['unit']),
        timeNs: wholeOf(point['timeUnixNano'], 'timeUnixNano'),
        value: whole === undefined ? doubleOf(real) : Number(wholeOf(whole, 'asInt')),
        isDelta: temporality === DELTA,
        attributes: attributesOf(point['attributes'], 'attributes'),
      };
    });
  }
  return [];
}
