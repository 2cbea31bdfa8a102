/** One run of a script: connecting, reading, waiting for tracepoints, and exactly one end. */
import type { Metadata } from '@grpc/grpc-js';
import { status as GrpcStatus, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import type { ConfigsMessage, DecodedResponse, Decryption, StatusMessage } from '#proto';
import { runError, runErrorOf, type RunError } from '#protocol/errors';
import type { OnProgress, RunEvent, RunRequest } from '#protocol/run';
import type { Channel } from './channel.ts';
import { completedError } from './errors.ts';
import { eventsOf } from './eventQueue.ts';
import type { Method } from './methods.ts';
import { partsOf, type Deployment } from './responseEvents.ts';
import { wait, type Timers } from './timers.ts';

/** What a run needs of the connection it goes over. */
export interface Connection {
  readonly address: string;
  readonly channel: Channel;
  readonly execute: Method;
  /** Asked anew for each call. @throws RunFailure */
  readonly metadata: (signal: AbortSignal) => Promise<Metadata>;
  readonly failureOf: (error: ServiceError) => RunError;
  readonly statusError: (status: StatusMessage) => RunError;
  /** Whether the end of a failed call says more than its status: only our own local cluster's. */
  readonly waitsForTrailer: boolean;
  /** Undefined when rows are wanted plain. */
  readonly decryption: () => Promise<Decryption | undefined>;
  readonly onPlainRows: () => void;
  readonly onProgress: OnProgress;
  readonly timers: Timers;
}

/** After so long without an answer, the user hears what is waited for. */
const PROGRESS_MS = 10_000;
/** As Pixie's own clients do while tracepoints are deployed. */
const DEPLOYMENT_RETRIES = 5;
const DEPLOYMENT_WAIT_MS = 5_000;

/** Asked anew each time: the answer changes while a run waits. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** Events of one run. Reading is paused while the consumer is behind. */
export async function* runScript(
  connection: Connection,
  request: RunRequest,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const { timers } = connection;
  const limit = new AbortController();
  const { timeoutMs } = request;
  const callOff =
    timeoutMs === undefined
      ? undefined
      : timers.after(timeoutMs, () => {
          limit.abort();
        });
  try {
    const either = AbortSignal.any([signal, limit.signal]);
    for await (const event of runUntilDeployed(connection, request, either)) {
      if (event.kind !== 'cancelled' || signal.aborted) yield event;
      else yield { kind: 'failed', error: tookTooLong(timeoutMs ?? 0) };
    }
  } catch (error) {
    // Credentials that cannot be had, for one.
    yield signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error: runErrorOf(error) };
  } finally {
    callOff?.();
  }
}

const tookTooLong = (timeoutMs: number): RunError =>
  runError(
    'timeout',
    `The run took longer than ${String(timeoutMs / 1000)} s and was stopped.`,
    'Allow more time, or ask for a shorter time range.',
  );

/** Tries again while the cluster is still deploying the script's tracepoints. */
async function* runUntilDeployed(
  connection: Connection,
  request: RunRequest,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  for (let tries = 0; ; tries += 1) {
    const attempt = new Attempt(connection, signal);
    yield* attempt.events(request);
    const { end } = attempt;
    if (isAborted(signal)) {
      yield { kind: 'cancelled' };
      return;
    }
    if (end.kind !== 'pending' || tries === DEPLOYMENT_RETRIES) {
      yield end.kind === 'pending' ? { kind: 'failed', error: stillPending(end) } : end;
      return;
    }
    const count = `${String(tries + 1)} of ${String(DEPLOYMENT_RETRIES)}`;
    connection.onProgress(`Waiting for tracepoints to be deployed (${count})…`);
    await wait(DEPLOYMENT_WAIT_MS, connection.timers, signal);
    if (isAborted(signal)) {
      yield { kind: 'cancelled' };
      return;
    }
  }
}

type AttemptEnd =
  | Extract<RunEvent, { kind: 'done' | 'failed' }>
  | { readonly kind: 'pending'; readonly deployment: Deployment };

function stillPending({ deployment }: Extract<AttemptEnd, { kind: 'pending' }>): RunError {
  const said = deployment.message === '' ? '' : `: ${deployment.message}`;
  const message = `The cluster is still deploying tracepoints${said}.`;
  return runError('pending', message, 'Run again in a minute: the deployment goes on.');
}

function notDeployed({ states, message }: Deployment): RunError {
  const names = states.filter(({ state }) => state === 'FAILED').map(({ name }) => name);
  const said = message === '' ? '' : `: ${message}`;
  return runError(
    'cluster',
    `The cluster could not deploy ${names.join(', ') || 'the tracepoints'}${said}.`,
    'Check that the probed function and process exist on the cluster, then run again.',
  );
}

/** One call of ExecuteScript. */
class Attempt {
  private deployment: Deployment | undefined;
  private hasTables = false;
  private failure: RunError | undefined;
  private callError: ServiceError | undefined;
  private connectError: RunError | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly signal: AbortSignal,
  ) {}

  /** All but the last event; `end` has that. */
  async *events(request: RunRequest): AsyncGenerator<RunEvent> {
    const { address, channel, timers, onProgress } = this.connection;
    const callOffProgress = timers.after(PROGRESS_MS, () => {
      onProgress(`Waiting for ${address}…`);
    });
    try {
      this.connectError = await channel.ready(this.signal);
      if (this.connectError !== undefined || isAborted(this.signal)) return;
      const decryption = await this.connection.decryption();
      const metadata = await this.connection.metadata(this.signal);
      if (isAborted(this.signal)) return;
      const call = startCall(this.connection, request, { metadata, decryption });
      yield* this.responses(call, { decryption, onAnswer: callOffProgress });
    } finally {
      callOffProgress();
    }
  }

  private async *responses(
    call: ClientReadableStream<DecodedResponse>,
    use: { readonly decryption: Decryption | undefined; readonly onAnswer: () => void },
  ): AsyncGenerator<RunEvent> {
    const { statusError, onPlainRows, waitsForTrailer } = this.connection;
    const { decryption } = use;
    const cancel = () => {
      call.cancel();
    };
    this.signal.addEventListener('abort', cancel, { once: true });
    try {
      for await (const item of eventsOf<DecodedResponse, ServiceError>(call)) {
        use.onAnswer();
        if (isAborted(this.signal)) return;
        if (item.kind === 'error') {
          this.callError = item.error;
          return;
        }
        // Nothing follows a failure but how the call ends.
        if (this.failure !== undefined) continue;
        const parts = await partsOf(item.value, { decryption, onPlainRows, statusError });
        if (isAborted(this.signal)) return;
        this.deployment = parts.deployment ?? this.deployment;
        this.hasTables ||= parts.events.some(({ kind }) => kind === 'table');
        yield* parts.events;
        this.failure = parts.failure;
        if (this.failure !== undefined && !waitsForTrailer) return;
      }
    } finally {
      this.signal.removeEventListener('abort', cancel);
      call.cancel();
    }
  }

  get end(): AttemptEnd {
    const { deployment, failure, callError, connectError } = this;
    const { failureOf, waitsForTrailer } = this.connection;
    if (connectError !== undefined) return { kind: 'failed', error: connectError };
    if (failure !== undefined) {
      const isComplete = callError === undefined || !waitsForTrailer;
      return { kind: 'failed', error: isComplete ? failure : completedError(failure, callError) };
    }
    if (deployment?.states.some(({ state }) => state === 'FAILED') === true) {
      return { kind: 'failed', error: notDeployed(deployment) };
    }
    // The call ends UNAVAILABLE, CANCELLED or OK, as the server pleases, but with no table.
    if (deployment?.code === (GrpcStatus.UNAVAILABLE as number) && !this.hasTables) {
      return { kind: 'pending', deployment };
    }
    if (callError === undefined) return { kind: 'done' };
    const error = failureOf(callError);
    return { kind: 'failed', error: waitsForTrailer ? completedError(error, callError) : error };
  }
}

function startCall(
  { channel, execute }: Connection,
  request: RunRequest,
  use: { readonly metadata: Metadata; readonly decryption: Decryption | undefined },
): ClientReadableStream<DecodedResponse> {
  return channel.client.makeServerStreamRequest<object, unknown>(
    execute.path,
    execute.requestSerialize,
    execute.responseDeserialize,
    requestMessage(request, use.decryption),
    use.metadata,
  ) as ClientReadableStream<DecodedResponse>;
}

/** @see px.api.vizierpb.ExecuteScriptRequest */
const requestMessage = (request: RunRequest, decryption: Decryption | undefined): object => ({
  // A flag line that ends with CRLF would be refused; lines and columns stay the same.
  query_str: request.script.replaceAll('\r\n', '\n'),
  cluster_id: request.clusterId,
  mutation: request.mutation,
  query_name: request.queryName,
  configs: configsMessage(request.configs),
  exec_funcs: request.execFuncs.map(({ funcName, outputTablePrefix, args }) => ({
    func_name: funcName,
    output_table_prefix: outputTablePrefix,
    arg_values: args,
  })),
  encryption_options: decryption?.options ?? null,
});

function configsMessage(configs: RunRequest['configs']): ConfigsMessage | null {
  const { otelEndpoint, plugin } = configs ?? {};
  if (otelEndpoint === undefined && plugin === undefined) return null;
  return {
    otel_endpoint_config:
      otelEndpoint === undefined
        ? null
        : {
            url: otelEndpoint.url,
            headers: otelEndpoint.headers,
            insecure: otelEndpoint.insecure,
            timeout: String(otelEndpoint.timeoutS),
          },
    plugin_config:
      plugin === undefined
        ? null
        : { start_time_ns: String(plugin.startNs), end_time_ns: String(plugin.endNs) },
  };
}
