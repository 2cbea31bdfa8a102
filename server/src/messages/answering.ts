/** How requests are answered: for the version they were asked of, cancellable, each by itself. */
import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Disposable,
} from 'vscode-languageserver/node';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Question {
  /** For the log. */
  readonly name: string;
  readonly token: CancellationToken;
  /** Of the document asked about, now; undefined where it is not open. */
  readonly version: () => number | undefined;
  /** What has to be known first; undefined when all of it is. */
  readonly ready?: (() => Promise<void> | undefined) | undefined;
}

/** Failures kept in mind; a feature that fails differently each time must not fill the memory. */
const MAX_FAILURES = 500;

/** Says what has failed, the same failure once: a broken feature is asked with every keystroke. */
export class Failures {
  private readonly told = new Set<string>();

  constructor(private readonly log: (message: string) => void) {}

  /** @param name The feature's. */
  tell(name: string, error: unknown): void {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const message = `${name} failed: ${reason}`;
    if (this.told.has(message)) return;
    if (this.told.size >= MAX_FAILURES) this.told.clear();
    this.told.add(message);
    this.log(message);
  }

  /** Does what nobody waits for an answer of. */
  attempt(name: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.tell(name, error);
    }
  }

  /** A handler of notifications or events. */
  guarded<P>(name: string, handle: (params: P) => void): (params: P) => void {
    return (params) => {
      this.attempt(name, () => {
        handle(params);
      });
    };
  }
}

/** Resolves when the work is done or nobody waits for it any more. */
async function untilCancelled(work: Promise<void>, token: CancellationToken): Promise<void> {
  let cancelled: Disposable | undefined;
  const end = new Promise<void>((resolve) => {
    cancelled = token.onCancellationRequested(() => resolve());
  });
  try {
    await Promise.race([work, end]);
  } finally {
    cancelled?.dispose();
  }
}

/**
 * Null where there is no answer, or where working it out failed: that is logged, and other features
 * go on.
 *
 * @throws ResponseError RequestCancelled, or ContentModified when the document has changed since:
 *   the editor asks again by itself.
 */
export async function answered<T>(
  failures: Failures,
  { name, token, version, ready }: Question,
  work: () => Promise<T> | T,
): Promise<T | null> {
  const asked = version();
  // What the editor has sent behind the question is received first: that it is cancelled, an edit.
  await nextTurn();
  await nextTurn();
  const check = () => {
    if (token.isCancellationRequested) {
      throw new ResponseError(LSPErrorCodes.RequestCancelled, `${name}: cancelled`);
    }
    if (version() !== asked) {
      throw new ResponseError(LSPErrorCodes.ContentModified, `${name}: the document has changed`);
    }
  };
  check();
  const waiting = ready?.();
  if (waiting !== undefined) {
    await untilCancelled(waiting, token);
    check();
  }
  let answer: T | null = null;
  try {
    answer = await work();
  } catch (error) {
    failures.tell(name, error);
  }
  check();
  return answer;
}
