/** What the methods of the Vizier server have in common. */
import {
  status as GrpcStatus,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { errorTrailer } from '#proto';
import { RunFailure } from '#protocol/run';
import { statusOf } from './messages.ts';

export type StreamingCall<Request> = ServerWritableStream<Request, unknown>;
export type UnaryCall<Request> = ServerUnaryCall<Request, unknown>;

/** Aborted when the client gives the call up. */
export function abortOf(call: StreamingCall<unknown> | UnaryCall<unknown>): AbortSignal {
  const abort = new AbortController();
  call.on('cancelled', () => {
    abort.abort();
  });
  // Cancelled before anybody listened.
  if (call.cancelled) abort.abort();
  return abort.signal;
}

/** The status of a call that has failed; what is not the user's is `what` in general words. */
export function failureOf(error: unknown, what: string) {
  if (!(error instanceof RunFailure)) return { code: GrpcStatus.INTERNAL, details: what };
  const { code, message } = statusOf(error.error);
  return { code, details: message, metadata: errorTrailer(error.error) };
}

/** Answers a unary call with what `work` gives. */
export const answering =
  <Request>(what: string, work: (request: Request, signal: AbortSignal) => Promise<object>) =>
  (call: UnaryCall<Request>, reply: sendUnaryData<unknown>): void => {
    work(call.request, abortOf(call)).then(
      (answer) => {
        reply(null, answer);
      },
      (error: unknown) => {
        reply(failureOf(error, what));
      },
    );
  };
