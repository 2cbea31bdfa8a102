/** How requests are answered: for the version they were asked of, cancellable, each by itself. */
import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
} from 'vscode-languageserver/node';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface Question {
  /** For the log. */
  readonly name: string;
  readonly token: CancellationToken;
  /** Of the document asked about, now; undefined where it is not open. */
  readonly version: () => number | undefined;
}

/**
 * Null where there is no answer, or where working it out failed: that is logged, and other features
 * go on.
 *
 * @throws ResponseError RequestCancelled, or ContentModified when the document has changed since:
 *   the editor asks again by itself.
 */
export async function answered<T>(
  connection: Connection,
  { name, token, version }: Question,
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
  let answer: T;
  try {
    answer = await work();
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    connection.console.error(`${name} failed: ${reason}`);
    return null;
  }
  check();
  return answer;
}
