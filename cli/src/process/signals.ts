/** What a signal does: the first one cancels and waits a moment, the second one ends at once. */

/** A command may clean up for this long after a signal; a server that does not answer may not. */
const GRACE_MS = 900;

export interface SignalEffects {
  /** Aborts once; everything that waits watches it. */
  readonly abort: AbortController;
  readonly setExitCode: (code: number) => void;
  readonly exit: (code: number) => void;
  /** Must not keep the process alive. */
  readonly after: (delayMs: number, work: () => void) => void;
}

/** @returns what to call with the exit code of a signal that came. */
export const signalHandler =
  ({ abort, setExitCode, exit, after }: SignalEffects) =>
  (code: number): void => {
    // Somebody who asks twice does not want to wait.
    if (abort.signal.aborted) {
      exit(code);
      return;
    }
    setExitCode(code);
    abort.abort();
    after(GRACE_MS, () => {
      exit(code);
    });
  };
