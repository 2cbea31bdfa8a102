/** Answers ExecuteScript: runs a script and sends its events as fast as the client reads. */
import { randomUUID } from 'node:crypto';
import { status as GrpcStatus } from '@grpc/grpc-js';
import {
  batchEncrypter,
  encodeBatch,
  encodeBatchResponse,
  EncryptionError,
  errorTrailer,
  type ExecuteScriptRequestMessage,
} from '#proto';
import type { RowBatch } from '#protocol/batch';
import { RunFailure, type RunEvent, type Runner } from '#protocol/run';
import { abortOf, type StreamingCall } from './calls.ts';
import type { ChooseCluster } from './chosenCluster.ts';
import { responseOf, runRequestOf, statusOf } from './messages.ts';

export type ScriptCall = StreamingCall<ExecuteScriptRequestMessage>;

/** `choose` finds the cluster that a call means. */
export async function executeScript(
  runner: Runner,
  call: ScriptCall,
  choose: ChooseCluster,
): Promise<void> {
  const signal = abortOf(call);
  const queryId = randomUUID();
  const send = sender(call, signal);
  try {
    const encode = await batchEncoder(call.request, queryId);
    for await (const event of eventsOf(runner, call, choose, signal)) {
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
  } catch (error) {
    const code =
      error instanceof EncryptionError ? GrpcStatus.INVALID_ARGUMENT : GrpcStatus.INTERNAL;
    call.emit('error', { code, details: error instanceof Error ? error.message : '' });
  }
}

async function* eventsOf(
  runner: Runner,
  { request }: ScriptCall,
  choose: ChooseCluster,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const wanted = runRequestOf(request);
  let clusterId: string;
  try {
    clusterId = await choose(wanted.clusterId, signal);
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    yield { kind: 'failed', error: error.error };
    return;
  }
  yield* runner.run({ ...wanted, clusterId }, signal);
}

/** Waits while the client does not read, so that a slow one holds the engine back. */
const sender =
  (call: ScriptCall, signal: AbortSignal) =>
  (message: unknown): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted || call.write(message)) {
        resolve();
        return;
      }
      const go = () => {
        signal.removeEventListener('abort', go);
        call.removeListener('drain', go);
        resolve();
      };
      call.once('drain', go);
      signal.addEventListener('abort', go, { once: true });
    });

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
