/** Codes of Pixie and gRPC as failures a user can act on. */
import { Metadata, status as GrpcStatus } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { errorTrailer } from '#proto';
import { completedError, errorOfCall, errorOfStatus } from '../../runner/src/errors.ts';

const ADDRESS = 'work.example:443';

const ended = (code: GrpcStatus, details: string, metadata = new Metadata()) =>
  Object.assign(new Error(details), { code, details, metadata });
const call = (code: GrpcStatus, details: string) => errorOfCall(ended(code, details), ADDRESS);
/** As a local cluster's calls end, which alone say more in a trailer. */
const localCall = (details: string, metadata: Metadata) =>
  completedError(call(GrpcStatus.INTERNAL, details), ended(GrpcStatus.INTERNAL, details, metadata));
const status = (code: GrpcStatus, message: string) =>
  errorOfStatus({ code, message, error_details: [] }, ADDRESS);

describe('a status and the end of a call with the same code say the same', () => {
  test.each<[string, GrpcStatus, string]>([
    ['limit', GrpcStatus.RESOURCE_EXHAUSTED, 'too many rows'],
    ['timeout', GrpcStatus.DEADLINE_EXCEEDED, 'The query took longer than 5 s.'],
    ['auth', GrpcStatus.UNAUTHENTICATED, 'no'],
    ['auth', GrpcStatus.PERMISSION_DENIED, 'no'],
    ['cluster', GrpcStatus.NOT_FOUND, 'no such Vizier'],
    ['cluster', GrpcStatus.INTERNAL, 'it broke'],
    ['cluster', GrpcStatus.UNAVAILABLE, 'vizier is not in a healthy state'],
  ])('%s', (kind, code, said) => {
    expect(status(code, said)).toEqual(call(code, said));
    expect(status(code, said)).toMatchObject({ kind, compilerErrors: [] });
    expect(status(code, said).nextStep).not.toBe('');
  });
});

describe('the end of a call', () => {
  test.each<[string, GrpcStatus, string, string]>([
    [
      'network',
      GrpcStatus.UNAVAILABLE,
      'ECONNREFUSED',
      `${ADDRESS} cannot be reached: ECONNREFUSED`,
    ],
    [
      'timeout',
      GrpcStatus.DEADLINE_EXCEEDED,
      'Deadline exceeded after 15s',
      `${ADDRESS} did not answer in time.`,
    ],
    [
      'auth',
      GrpcStatus.INTERNAL,
      'auth middleware failed: bad key-1',
      `${ADDRESS} does not accept the API key.`,
    ],
    ['cluster', GrpcStatus.INVALID_ARGUMENT, 'cluster_id is empty', 'cluster_id is empty'],
    ['request', GrpcStatus.INVALID_ARGUMENT, 'wrong', 'wrong'],
    [
      'request',
      GrpcStatus.UNIMPLEMENTED,
      'method',
      `${ADDRESS} does not know this request: method`,
    ],
    [
      'network',
      GrpcStatus.INTERNAL,
      'Received RST_STREAM with code 2',
      `The connection to ${ADDRESS} was lost.`,
    ],
  ])('is %s', (kind, code, said, message) => {
    expect(call(code, said)).toMatchObject({ kind, message });
  });
});

describe('a status', () => {
  test('of a compiler has its errors', () => {
    const compiler_error = { line: '2', column: '5', message: 'no such column' };
    const code = GrpcStatus.INVALID_ARGUMENT;
    expect(
      errorOfStatus({ code, message: '', error_details: [{ compiler_error }] }, ADDRESS),
    ).toMatchObject({
      kind: 'compile',
      message: 'The script does not compile.',
      compilerErrors: [{ line: 2, column: 5, message: 'no such column' }],
    });
  });

  test('about an export that was not authorised is no matter of our key', () => {
    expect(status(GrpcStatus.INTERNAL, 'export failed with UNAUTHENTICATED')).toMatchObject({
      kind: 'cluster',
      message: 'export failed with UNAUTHENTICATED',
    });
  });

  test('without words has its code', () => {
    expect(status(GrpcStatus.ABORTED, '')).toMatchObject({
      message: 'The cluster answered with code 10.',
    });
  });
});

describe('a trailer', () => {
  const code = GrpcStatus.INTERNAL;
  test('gives kind and next step as they were', () => {
    const error = { kind: 'engine', nextStep: 'Look at “x”.' } as const;
    const trailer = errorTrailer({ ...error, message: 'm', compilerErrors: [] });
    expect(localCall('m', trailer)).toMatchObject({ ...error, message: 'm' });
  });

  test.each(['{', '7', 'null', '{"kind":"new","nextStep":"x"}', '{"kind":"engine"}'])(
    'of %s is passed over',
    (text) => {
      const metadata = new Metadata();
      metadata.set('pxl-error-bin', Buffer.from(text));
      expect(localCall('m', metadata)).toEqual(call(code, 'm'));
    },
  );
});
