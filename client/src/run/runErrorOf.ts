/** Whatever was thrown, as the failure of a run. */
import type { RunError } from '#protocol/errors';
import { RunFailure } from '#protocol/run';

export function runErrorOf(error: unknown): RunError {
  if (error instanceof RunFailure) return error.error;
  const message = error instanceof Error ? error.message : String(error);
  const nextStep = 'See the PxL log, then try again.';
  return { kind: 'engine', message, nextStep, compilerErrors: [] };
}
