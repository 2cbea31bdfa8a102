/** Parses a script: the compiler's own errors, and a tree even where it is broken. */
import type { ProblemCode } from '../problems/codes.ts';
import type { CompilerPosition, Span } from '../text/span.ts';
import { testList } from './expressions.ts';
import { Lexer } from './lexer.ts';
import { ModuleReader } from './moduleReader.ts';
import type { Pieces } from './pieces.ts';
import { recoverStatements } from './recovery.ts';
import { docstringOf } from './shift.ts';
import { ParseAborted, ParserState, type RawSyntaxError } from './state.ts';
import type { Expression, Module, Statement } from './tree.ts';

export interface SyntaxError {
  readonly code: ProblemCode;
  /** With its kind in front, as in the compiler's `error_details`. */
  readonly message: string;
  /** Without it, as in the status text. */
  readonly statusMessage: string;
  readonly compilerPosition: CompilerPosition;
  readonly span: Span;
  /** The real parser would go on: the text is left unread, because it is too long. */
  readonly unread?: true;
}

export interface ParseResult {
  readonly tree: Module;
  /** As the real parser lists them: innermost first. Empty for a script it accepts. */
  readonly errors: readonly SyntaxError[];
  /**
   * The text a top-level statement has been read from, which tells all of it. Statements with
   * errors in or around them have none.
   */
  readonly sourceOf: ReadonlyMap<Statement, string>;
}

const toSyntaxError = ({ kind, message, line, column, span }: RawSyntaxError): SyntaxError => ({
  code: kind === 'IndentationError' ? 'PXL002' : 'PXL001',
  message: `${kind}: ${message}`,
  statusMessage: message,
  compilerPosition: { line, column },
  span,
});

/** UTF-16 units. No script comes near; editors would wait for what is longer. */
const MAX_LENGTH = 1_000_000;

function unread(text: string): ParseResult {
  const message = `The script is longer than ${String(MAX_LENGTH)} characters and is not read.`;
  const error: SyntaxError = {
    code: 'PXL402',
    message,
    statusMessage: message,
    compilerPosition: { line: 1, column: 1 },
    unread: true,
    span: { start: 0, end: Math.max(1, text.indexOf('\n')) },
  };
  const span = { start: 0, end: text.length };
  const tree = { statements: [], docstring: undefined, at: 0, span };
  return { tree, errors: [error], sourceOf: new Map() };
}

/**
 * Never throws, whatever the text. Cost is linear in its length but for broken nested calls.
 *
 * @param pieces What earlier versions of the text have left; the result is the same with and
 *   without them.
 */
export function parse(text: string, pieces?: Pieces): ParseResult {
  if (text.length > MAX_LENGTH) return unread(text);
  pieces?.beginReading();
  const reader = new ModuleReader(text, pieces);
  const { at } = reader;
  const complete = reader.read();
  const { statements, sourceOf, starts } = reader;
  if (!complete) {
    const from = Math.max(statements.at(-1)?.span.end ?? 0, reader.stoppedInLine());
    for (const found of recoverStatements(text, from, { pieces, starts, sourceOf }))
      statements.push(found);
  }
  const span = { start: 0, end: text.length };
  const tree: Module = { statements, docstring: docstringOf(statements), at, span };
  return { tree, errors: reader.errors(complete).map(toSyntaxError), sourceOf };
}

/** A text as one expression, brackets or not, as far as it can be read. For editors. */
export function parseExpression(text: string): Expression | undefined {
  const state = new ParserState(new Lexer(`(${text}\n)`), true);
  try {
    return testList(state);
  } catch (error) {
    if (error instanceof ParseAborted) return undefined;
    throw error;
  }
}
