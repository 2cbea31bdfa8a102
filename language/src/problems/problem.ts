/** What is wrong with a script, as data. */
import type { CompilerPosition, Span } from '../text/span.ts';

export type Severity = 'error' | 'warning' | 'information';

/** A place that a problem has to do with. */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
  /** Which text the span is in: the script, or the vis.json beside it. */
  readonly file: 'script' | 'vis';
}

export interface Problem {
  /** Stable, never reused; the catalogue is `codes.ts`. */
  readonly code: string;
  readonly severity: Severity;
  /** The real compiler's words where it reports this problem, ours otherwise. */
  readonly message: string;
  /** Where to underline, in UTF-16 offsets; never empty unless the text is. */
  readonly span: Span;
  /**
   * The position the real compiler reports. Absent for errors it reports without a position (then
   * `span` is our best node) and for findings of our own.
   */
  readonly compilerPosition?: CompilerPosition | undefined;
  /**
   * True for what the real compiler would report on this script. It stops at its first semantic
   * error; what we find after that is false here.
   */
  readonly reportedByCompiler: boolean;
  /** Where nobody calls the function it is in: its name. The compiler looks into it only then. */
  readonly onceCalled?: string | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
}

/** What to show: the message, and when it comes to be true. */
export const shownMessage = ({
  message,
  onceCalled,
}: Pick<Problem, 'message' | 'onceCalled'>): string =>
  onceCalled === undefined ? message : `${message} (once ${onceCalled}() is called)`;
