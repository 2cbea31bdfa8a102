/**
 * The OpenTelemetry protocol: services for sending and codecs for receiving. Messages are objects
 * in the names of OTLP's JSON form; fixed64 and int64 are decimal text, bytes are Buffers.
 */
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync, type Options, type PackageDefinition } from '@grpc/proto-loader';
import { protoFolder } from './load.ts';

export interface OtlpServices {
  /** `Export` of opentelemetry.proto.collector.trace.v1.TraceService. */
  readonly trace: ServiceDefinition;
  /** `Export` of opentelemetry.proto.collector.metrics.v1.MetricsService. */
  readonly metrics: ServiceDefinition;
}

export interface MessageCodec {
  encode(message: object): Buffer;
  /** @throws Error when the bytes are not such a message. */
  decode(bytes: Buffer): object;
}

/** Bodies of the HTTP form. */
export interface OtlpMessages {
  readonly traceRequest: MessageCodec;
  readonly traceResponse: MessageCodec;
  readonly metricsRequest: MessageCodec;
  readonly metricsResponse: MessageCodec;
  readonly status: MessageCodec;
}

const OPTIONS: Options = { longs: String, enums: Number };
const COLLECTOR = 'opentelemetry.proto.collector';

/** Reads the .proto files, some 10 ms of work. */
export function loadOtlp(): { readonly services: OtlpServices; readonly messages: OtlpMessages } {
  const files = loadMessages(['otlpTrace.proto', 'otlpMetrics.proto']);
  return {
    services: {
      trace: serviceOf(files, `${COLLECTOR}.trace.v1.TraceService`),
      metrics: serviceOf(files, `${COLLECTOR}.metrics.v1.MetricsService`),
    },
    messages: {
      traceRequest: codecOf(files, `${COLLECTOR}.trace.v1.ExportTraceServiceRequest`),
      traceResponse: codecOf(files, `${COLLECTOR}.trace.v1.ExportTraceServiceResponse`),
      metricsRequest: codecOf(files, `${COLLECTOR}.metrics.v1.ExportMetricsServiceRequest`),
      metricsResponse: codecOf(files, `${COLLECTOR}.metrics.v1.ExportMetricsServiceResponse`),
      status: codecOf(files, 'pxl.otlp.Status'),
    },
  };
}

/** Definitions of the given files with names in camel case. */
export function loadMessages(files: string[]): PackageDefinition {
  return loadSync(files, { ...OPTIONS, includeDirs: [protoFolder()] });
}

function serviceOf(files: PackageDefinition, name: string): ServiceDefinition {
  const found = files[name];
  if (found === undefined || 'format' in found) throw new Error(`${name} is no service`);
  return found;
}

/** @throws Error when `name` is no message of the files. */
export function codecOf(files: PackageDefinition, name: string): MessageCodec {
  const found = files[name];
  if (found === undefined || !('serialize' in found)) throw new Error(`${name} is no message`);
  const { serialize, deserialize } = found as {
    readonly serialize: (message: object) => Buffer;
    readonly deserialize: (bytes: Buffer) => object;
  };
  return { encode: serialize, decode: deserialize };
}
