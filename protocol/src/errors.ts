/** Failures of a run, as data. */

export const RUN_ERROR_KINDS = [
  ...(['compile', 'auth', 'network', 'timeout'] as const),
  ...(['limit', 'engine', 'cluster', 'request'] as const),
  // Tracepoints are still being deployed; later the same request succeeds.
  'pending',
] as const;
export type RunErrorKind = (typeof RUN_ERROR_KINDS)[number];

/** One compile error at a position. @see px.api.vizierpb.CompilerError */
export interface CompilerError {
  /** 1-based; 0:0 when the error is in a function's argument. */
  readonly line: number;
  /** 1-based, in UTF-8 bytes. */
  readonly column: number;
  readonly message: string;
}

export interface RunError {
  readonly kind: RunErrorKind;
  /** What happened and where. */
  readonly message: string;
  /** What the user can do now. */
  readonly nextStep: string;
  /** For kind `compile`; empty where the compiler gives no position. */
  readonly compilerErrors: readonly CompilerError[];
}

/** A failure without positions in a script. */
export const runError = (kind: RunErrorKind, message: string, nextStep: string): RunError => ({
  kind,
  message,
  nextStep,
  compilerErrors: [],
});

/** Carries a RunError through a promise. */
export class RunFailure extends Error {
  constructor(readonly error: RunError) {
    super(error.message);
    this.name = 'RunFailure';
  }
}

/** A failure as data, whoever threw it. */
export function runErrorOf(error: unknown): RunError {
  if (error instanceof RunFailure) return error.error;
  const message = error instanceof Error ? error.message : String(error);
  return runError('engine', message, 'See the PxL log, then try again.');
}
