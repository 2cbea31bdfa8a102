/** Failures of runs in the words of the user. */
import type { Analysis } from '#language';
import { runError, type RunError } from '#protocol/errors';
import { StoreError } from '../store/duckdbStore.ts';

/** The compiler refused the script. */
export function compileFailure(analysis: Analysis): RunError {
  const compilerErrors = analysis.problems.flatMap((problem) =>
    problem.reportedByCompiler && problem.compilerPosition !== undefined
      ? [
          {
            line: problem.compilerPosition.line,
            column: problem.compilerPosition.column,
            message: problem.message,
          },
        ]
      : [],
  );
  const first = analysis.problems.find((problem) => problem.reportedByCompiler);
  return {
    kind: 'compile',
    message: compilerErrors[0]?.message ?? first?.message ?? analysis.status,
    nextStep: 'Correct the script at the marked place.',
    compilerErrors,
  };
}

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
    'Ask for a shorter time range, or allow more time: --query-timeout, in VS Code pxl.localCluster.queryTimeout.',
  );

/** Messages of the database about something being used up; the disk first, for it names memory too. */
const LIMITS = [
  {
    pattern: /failed to offload|max_temp_directory_size/iu,
    message: 'The query needs more room on the disk than the local cluster may use.',
    nextStep:
      'Ask for a shorter time range or fewer groups, or allow more room: --spill-limit, in VS Code pxl.localCluster.spillLimit.',
  },
  {
    pattern: /no space left|not enough (?:disk )?space/iu,
    message: 'The query needs more room on the disk than there is.',
    nextStep: 'Free some space, or ask for a shorter time range or fewer groups.',
  },
  {
    pattern: /out of memory/iu,
    message: 'The query needs more memory than the local cluster may use.',
    nextStep:
      'Ask for a shorter time range or fewer groups, or allow more memory: --memory-limit, in VS Code pxl.localCluster.memoryLimit.',
  },
] as const;

/** Anything that went wrong while the plan ran. */
export function engineFailure(error: unknown): RunError {
  const message = error instanceof Error ? error.message : String(error);
  const limit = LIMITS.find(({ pattern }) => pattern.test(message));
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
