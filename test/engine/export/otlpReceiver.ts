/** A gRPC server that takes OTLP, as a collector does, and keeps what came. */
import {
  Server,
  ServerCredentials,
  type Metadata,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { loadOtlp } from '#proto';

export interface GrpcReceiver {
  /** host:port */
  readonly address: string;
  readonly requests: readonly ReceivedRequest[];
  close(): void;
}
export interface ReceivedRequest {
  readonly signal: 'metrics' | 'trace';
  readonly message: unknown;
  readonly metadata: Metadata;
}
/** The message to answer with, an error, or nothing at all. */
export type Answer = object | { readonly code: number; readonly details: string } | 'silence';

export async function startGrpcReceiver(
  answer: Answer = {},
  onRequest: () => void = () => undefined,
): Promise<GrpcReceiver> {
  const { services } = loadOtlp();
  const server = new Server();
  const requests: ReceivedRequest[] = [];
  for (const signal of ['metrics', 'trace'] as const) {
    server.addService(services[signal], {
      Export: (call: ServerUnaryCall<unknown, unknown>, reply: sendUnaryData<unknown>) => {
        requests.push({ signal, message: call.request, metadata: call.metadata });
        onRequest();
        if (answer === 'silence') return;
        if ('code' in answer) reply(answer);
        else reply(null, answer);
      },
    });
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    address: `127.0.0.1:${String(port)}`,
    requests,
    close: () => {
      server.forceShutdown();
    },
  };
}
