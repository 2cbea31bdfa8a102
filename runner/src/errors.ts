/** One place where gRPC failures and Vizier statuses become RunErrors. */
import { status as GrpcStatus, type ServiceError } from '@grpc/grpc-js';
import { readErrorTrailer, type StatusMessage } from '#proto';
import type { CompilerError, RunError, RunErrorKind } from '#protocol/errors';

export const runError = (kind: RunErrorKind, message: string, nextStep: string): RunError => ({
  kind,
  message,
  nextStep,
  compilerErrors: [],
});

/** What a code means, alone or with what was said. */
interface Meaning {
  /** Any without. */
  readonly codes?: readonly number[];
  readonly said?: RegExp;
  /** Only how a call ended, not what a cluster reports within one. */
  readonly callOnly?: true;
  readonly kind: RunErrorKind;
  /** Default: what was said. */
  readonly message?: (said: string, address: string) => string;
  readonly nextStep: string;
}

const AUTH = {
  kind: 'auth',
  message: (_: string, address: string) => `${address} does not accept the API key.`,
  nextStep:
    'Check the key, or make a new one under Admin > API Keys, and add the connection again.',
} as const;

const TIMEOUT: Meaning = {
  codes: [GrpcStatus.DEADLINE_EXCEEDED],
  kind: 'timeout',
  nextStep: 'Run again, or ask for a shorter time range.',
};

/** The first that fits counts. */
const MEANINGS: readonly Meaning[] = [
  { ...AUTH, codes: [GrpcStatus.UNAUTHENTICATED, GrpcStatus.PERMISSION_DENIED] },
  {
    ...AUTH,
    callOnly: true,
    said: /auth middleware failed|invalid auth token|unauthenticated|unauthorized/iu,
  },
  {
    codes: [GrpcStatus.UNAVAILABLE],
    said: /not in a healthy state/u,
    kind: 'cluster',
    message: () => 'The cluster is not in a healthy state.',
    nextStep: 'Choose another cluster, or see why this one is not healthy.',
  },
  {
    codes: [GrpcStatus.UNAVAILABLE],
    callOnly: true,
    kind: 'network',
    message: (said, address) => `${address} cannot be reached: ${said}`,
    nextStep: 'Check the address and the network, then run again.',
  },
  {
    ...TIMEOUT,
    said: /^deadline exceeded/iu,
    message: (_, address) => `${address} did not answer in time.`,
  },
  TIMEOUT,
  {
    codes: [GrpcStatus.RESOURCE_EXHAUSTED],
    kind: 'limit',
    nextStep: 'Ask for a shorter time range, or fewer rows or columns.',
  },
  {
    codes: [GrpcStatus.INVALID_ARGUMENT],
    said: /cluster_id/u,
    kind: 'cluster',
    nextStep: 'Select a cluster in the Clusters view.',
  },
  {
    codes: [GrpcStatus.INVALID_ARGUMENT],
    kind: 'request',
    nextStep: 'Correct the request and run again.',
  },
  {
    codes: [GrpcStatus.NOT_FOUND],
    kind: 'cluster',
    nextStep: 'Select another cluster in the Clusters view.',
  },
  {
    codes: [GrpcStatus.UNIMPLEMENTED],
    callOnly: true,
    kind: 'request',
    message: (said, address) => `${address} does not know this request: ${said}`,
    nextStep: 'Check that the address is one of Pixie.',
  },
  {
    said: /RST_STREAM|without sending trailers|socket hang up|ECONNRESET/iu,
    callOnly: true,
    kind: 'network',
    message: (_, address) => `The connection to ${address} was lost.`,
    nextStep: 'Run again; rows shown so far are kept and marked incomplete.',
  },
  { kind: 'cluster', nextStep: 'Run again; if it persists, look at the health of the cluster.' },
];

/** The error a code and a text mean. The key is never part of the text. */
function meant(
  { code, said }: { readonly code: number; readonly said: string },
  address: string,
  isCall: boolean,
): RunError {
  const found = MEANINGS.find(
    ({ codes, said: pattern, callOnly }) =>
      codes?.includes(code) !== false &&
      pattern?.test(said) !== false &&
      (isCall || callOnly !== true),
  );
  if (found === undefined) throw new Error('the last meaning fits everything');
  const text = said || `The cluster answered with code ${String(code)}.`;
  return runError(found.kind, found.message?.(text, address) ?? text, found.nextStep);
}

/** A non-empty status of a response: compile errors, or what the cluster complains about. */
export function errorOfStatus(
  { code, message, error_details: details }: StatusMessage,
  address: string,
): RunError {
  const compilerErrors = details.flatMap(({ compiler_error: error }): CompilerError[] =>
    error === null || error === undefined
      ? []
      : [{ line: Number(error.line), column: Number(error.column), message: error.message }],
  );
  // INVALID_ARGUMENT is how a compiler refuses a script, with or without positions.
  if (compilerErrors.length > 0 || code === (GrpcStatus.INVALID_ARGUMENT as number)) {
    const nextStep = 'Correct the script where it is marked and run it again.';
    const said = message || 'The script does not compile.';
    return { kind: 'compile', message: said, nextStep, compilerErrors };
  }
  return meant({ code, said: message }, address, false);
}

/** How a call ended, in the words of the cluster where it has some. */
export function errorOfCall(error: ServiceError, address: string): RunError {
  const said = error.details === '' ? error.message : error.details;
  return completedError(meant({ code: error.code, said }, address, true), error);
}

/** What a status said, with what only the end of its call tells. */
export const completedError = (error: RunError, { metadata }: ServiceError): RunError => ({
  ...error,
  ...readErrorTrailer(metadata),
});
