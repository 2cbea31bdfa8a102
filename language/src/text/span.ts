/** A half-open range of a text, in UTF-16 code units counted from 0. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A position as the real compiler reports it: 1-based line, 1-based column in UTF-8 bytes (a tab
 * counts 1). `0:0` marks errors in the arguments of an executed function; column 0 occurs where the
 * parser reports the end of a line on the following one.
 *
 * @see px.api.vizierpb.CompilerError
 */
export interface CompilerPosition {
  readonly line: number;
  readonly column: number;
}
