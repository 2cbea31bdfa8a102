/** Where a command writes, and what ends it. */

export interface Io {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly signal: AbortSignal;
}
