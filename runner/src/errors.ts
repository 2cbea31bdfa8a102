/** One place where gRPC failures and Vizier statuses become RunErrors. */
import { status as GrpcStatus, type ServiceError } from '@grpc/grpc-js';
import { readErrorTrailer, type StatusMessage } from '#proto';
import { runError, type CompilerError, type RunError } from '#protocol/errors';
import { CALL_MEANINGS, STATUS_MEANINGS, type Meaning } from './errorMeanings.ts';

interface Said {
  /** Undefined for failures of the library that have none. */
  readonly code: number | undefined;
  readonly said: string;
}

/** The error a code and a text mean. The key is never part of the text. */
function meant({ code, said }: Said, address: string, meanings: readonly Meaning[]): RunError {
  const found = meanings.find(
    ({ codes, said: pattern }) =>
      (codes === undefined || (code !== undefined && codes.includes(code))) &&
      pattern?.test(said) !== false,
  );
  if (found === undefined) throw new Error('the last meaning fits everything');
  const text = said || `The cluster answered with code ${String(code ?? 'unknown')}.`;
  const part = found.said?.exec(said)?.[1] ?? '';
  const message = found.message?.({ said: text, address, part }) ?? text;
  return runError(found.kind, message, found.nextStep);
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
  return meant({ code, said: message }, address, STATUS_MEANINGS);
}

/** The letters that a length is made of when a page of text is read as a message. */
const TEXT_LENGTH = /^Received message larger than max \((\d+) vs/u;

/** A page, such as a proxy's, whose letters were taken for the length of a message. */
function isText(said: string): boolean {
  const length = TEXT_LENGTH.exec(said)?.[1];
  if (length === undefined) return false;
  const letters = Buffer.alloc(4);
  letters.writeUInt32BE(Number(length) >>> 0);
  return letters.every((letter) => (letter >= 0x20 && letter < 0x7f) || letter === 0x0a);
}

/** How a call ended, in the words of the cluster where it has some. */
export function errorOfCall(error: ServiceError, address: string): RunError {
  // Failures of the library itself may have neither code nor details.
  const { code, details, message } = error as Partial<ServiceError>;
  const said = details || message || '';
  if (isText(said)) {
    const what = `${address} answered with text, such as a web page, and not as Pixie does.`;
    return runError('request', what, 'Check that the address is the one of Pixie, with its port.');
  }
  return meant({ code, said }, address, CALL_MEANINGS);
}

/** What a status said, with what only the end of a local cluster's call says. */
export const completedError = (error: RunError, { metadata }: ServiceError): RunError => {
  const { kind = error.kind, nextStep = error.nextStep } = readErrorTrailer(metadata);
  return { kind, nextStep, message: error.message, compilerErrors: error.compilerErrors };
};
