/** One place where gRPC failures and Vizier statuses become RunErrors. */
import { status as GrpcStatus, type ServiceError } from '@grpc/grpc-js';
import type { StatusMessage } from '#proto';
import type { CompilerError, RunError, RunErrorKind } from '#protocol/errors';

export const runError = (kind: RunErrorKind, message: string, nextStep: string): RunError => ({
  ...{ kind, message, nextStep, compilerErrors: [] },
});

/** A non-empty status of a response: compile errors, or what the cluster complains about. */
export function errorOfStatus({ code, message, error_details: details }: StatusMessage): RunError {
  const compilerErrors = details.flatMap(({ compiler_error: error }): CompilerError[] =>
    error === null || error === undefined
      ? []
      : [{ line: Number(error.line), column: Number(error.column), message: error.message }],
  );
  // INVALID_ARGUMENT is how a compiler refuses a script, with or without positions.
  if (compilerErrors.length > 0 || code === (GrpcStatus.INVALID_ARGUMENT as number)) {
    const nextStep = 'Correct the script where it is marked and run it again.';
    return {
      kind: 'compile',
      message: message || 'The script does not compile.',
      nextStep,
      compilerErrors,
    };
  }
  const said = message || `The cluster answered with code ${String(code)}.`;
  const [kind, nextStep] = NEXT_STEPS[code] ?? [
    'cluster',
    'Try again; if it persists, look at the health of the cluster.',
  ];
  return runError(kind, said, nextStep);
}

const NEXT_STEPS: Readonly<Record<number, readonly [RunErrorKind, string]>> = {
  [GrpcStatus.RESOURCE_EXHAUSTED]: ['limit', 'Ask for a shorter time range or fewer rows.'],
  [GrpcStatus.DEADLINE_EXCEEDED]: ['timeout', 'Run again, or ask for a shorter time range.'],
  [GrpcStatus.UNAUTHENTICATED]: ['auth', 'Check the API key and add the connection again.'],
  [GrpcStatus.PERMISSION_DENIED]: ['auth', 'Check what the API key may do.'],
};

/** How a call ended. The key is never part of the text. */
export function errorOfCall(error: ServiceError, address: string): RunError {
  const said = error.details === '' ? error.message : error.details;
  const { code } = error;
  if (
    /auth middleware failed|invalid auth token|unauthenticated|unauthorized/i.test(said) ||
    code === GrpcStatus.UNAUTHENTICATED ||
    code === GrpcStatus.PERMISSION_DENIED
  ) {
    return runError(
      'auth',
      `${address} does not accept the API key.`,
      'Check the key, or make a new one under Admin > API Keys, and add the connection again.',
    );
  }
  switch (code) {
    case GrpcStatus.UNAVAILABLE:
      return /not in a healthy state/.test(said)
        ? runError(
            'cluster',
            'The cluster is not in a healthy state.',
            'Choose another cluster, or see why this one is not healthy.',
          )
        : runError(
            'network',
            `${address} cannot be reached: ${said}`,
            'Check the address and the network, then run again.',
          );
    case GrpcStatus.DEADLINE_EXCEEDED:
      return runError(
        'timeout',
        `${address} did not answer in time.`,
        'Run again, or ask for a shorter time range.',
      );
    case GrpcStatus.RESOURCE_EXHAUSTED:
      return runError('limit', `A limit was exceeded: ${said}`, 'Ask for fewer rows or columns.');
    case GrpcStatus.INVALID_ARGUMENT:
      return /cluster_id/.test(said)
        ? runError('cluster', said, 'Select a cluster in the Pixie Clusters view.')
        : runError('request', said, 'Correct the request and run again.');
    case GrpcStatus.NOT_FOUND:
      return runError('cluster', said, 'Select another cluster in the Pixie Clusters view.');
    case GrpcStatus.UNIMPLEMENTED:
      return runError(
        'request',
        `${address} does not know this request: ${said}`,
        'Check that the address is one of Pixie.',
      );
    default:
      return /RST_STREAM|without sending trailers|socket hang up|ECONNRESET/i.test(said)
        ? runError(
            'network',
            `The connection to ${address} was lost.`,
            'Run again; rows shown so far are kept and marked incomplete.',
          )
        : runError(
            'cluster',
            said,
            'Run again; if it persists, look at the health of the cluster.',
          );
  }
}
