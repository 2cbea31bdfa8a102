/** Failures of runs in the words of the user. */
import { LineIndex, type Analysis, type Problem } from '#language';
import { runError, type RunError } from '#protocol/errors';
import { LIMITS, limitPlaces } from '#protocol/localCluster';
import { StoreError } from '../store/duckdbStore.ts';

/** The compiler refused the script. */
export function compileFailure(analysis: Analysis): RunError {
  const errors = analysis.problems.filter(({ severity }) => severity === 'error');
  // Query flags are read before the compiler starts, which then does not.
  const flags = errors.filter(({ code }) => code === FLAG_CODE);
  const compilerErrors = flags.length > 0 ? flagErrors(analysis.text, flags) : placesOf(errors);
  const first = errors.find((problem) => problem.reportedByCompiler) ?? errors[0];
  return {
    kind: 'compile',
    message: compilerErrors[0]?.message ?? first?.message ?? analysis.status,
    nextStep:
      compilerErrors.length > 0
        ? 'Correct the script at the marked place.'
        : 'Correct the script, then run it again.',
    compilerErrors,
  };
}

const FLAG_CODE = 'PXL401';

type CompilerErrors = RunError['compilerErrors'];

function flagErrors(text: string, flags: readonly Problem[]): CompilerErrors {
  const lines = new LineIndex(text);
  return flags.map(({ span, message }) => {
    const line = lines.editorPosition(span.start).line + 1;
    return { line, column: 1, message };
  });
}

const placesOf = (errors: readonly Problem[]): CompilerErrors =>
  errors.flatMap(({ reportedByCompiler, compilerPosition, message }) =>
    reportedByCompiler && compilerPosition !== undefined
      ? [{ line: compilerPosition.line, column: compilerPosition.column, message }]
      : [],
  );

export const unsupportedFailure = (problems: readonly string[]): RunError =>
  runError(
    'engine',
    problems.join(' '),
    'Run the script on a Pixie cluster, or leave the function out.',
  );

export const timedOut = (timeoutMs: number): RunError =>
  runError(
    'timeout',
    `The query took longer than ${String(timeoutMs / 1000)} s and was stopped.`,
    `Ask for a shorter time range, or allow more time: ${limitPlaces(LIMITS.queryTimeout)}.`,
  );

/** Messages of the database about something being used up; the disk first, for it names memory too. */
const EXHAUSTED = [
  {
    pattern: /failed to offload|max_temp_directory_size/iu,
    message: 'The query needs more room on the disk than the local cluster may use.',
    nextStep: `Ask for a shorter time range or fewer groups, or allow more room: ${limitPlaces(LIMITS.spillLimit)}.`,
  },
  {
    pattern: /no space left|not enough (?:disk )?space/iu,
    message: 'The query needs more room on the disk than there is.',
    nextStep: 'Free some space, or ask for a shorter time range or fewer groups.',
  },
  {
    pattern: /out of memory/iu,
    message: 'The query needs more memory than the local cluster may use.',
    nextStep: `Ask for a shorter time range or fewer groups, or allow more memory: ${limitPlaces(LIMITS.memoryLimit)}.`,
  },
] as const;

/** Anything that went wrong while the plan ran. */
export function engineFailure(error: unknown): RunError {
  const message = error instanceof Error ? error.message : String(error);
  const limit = EXHAUSTED.find(({ pattern }) => pattern.test(message));
  if (limit !== undefined) {
    return runError('limit', limit.message, limit.nextStep);
  }
  return runError(
    'engine',
    error instanceof StoreError ? withoutPrefix(message) : message,
    'Check the values the script computes with; if they are right, report the script.',
  );
}

/** DuckDB's class of error says nothing to the reader of a script. */
const withoutPrefix = (message: string): string =>
  message.replace(/^(?:Invalid Input|Binder|Out of Range|Conversion) Error: /u, '');
