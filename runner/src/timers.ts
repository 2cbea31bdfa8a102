/** Waiting, as something tests can take the place of. */

export interface Timers {
  /** Does `work` after a time; the returned function calls it off. */
  after(ms: number, work: () => void): () => void;
}

export const SYSTEM_TIMERS: Timers = {
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after a time, or at once when the signal is aborted. */
export function wait(ms: number, timers: Timers, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      callOff();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const callOff = timers.after(ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
