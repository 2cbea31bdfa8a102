/** Parses a script: the compiler's own errors, and a tree even where it is broken. */
import type { CompilerPosition, Span } from '../text/span.ts';
import { testList } from './expressions.ts';
import { tokenize } from './lexer.ts';
import { recoverStatements } from './recovery.ts';
import { ParseAborted, ParserState, type RawSyntaxError } from './state.ts';
import { docstringOf, statement } from './statements.ts';
import { symbolErrors } from './symbols.ts';
import type { Expression, Module, Statement } from './tree.ts';

export interface SyntaxError {
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
}

const toSyntaxError = ({ kind, message, line, column, span }: RawSyntaxError): SyntaxError => ({
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
    ...{ message, statusMessage: message, compilerPosition: { line: 1, column: 1 }, unread: true },
    span: { start: 0, end: Math.max(1, text.indexOf('\n')) },
  };
  const span = { start: 0, end: text.length };
  return { tree: { statements: [], docstring: undefined, at: 0, span }, errors: [error] };
}

/** Never throws, whatever the text. Cost is linear in its length but for broken nested calls. */
export function parse(text: string): ParseResult {
  if (text.length > MAX_LENGTH) return unread(text);
  const state = new ParserState(tokenize(text), false);
  const firstToken = state.token;
  const statements: Statement[] = [];
  let complete = true;
  try {
    complete = parseModule(state, statements);
  } catch (error) {
    if (!(error instanceof ParseAborted)) throw error;
    complete = false;
  }
  if (!complete) {
    const lineStart = text.lastIndexOf('\n', Math.max(0, state.token.start - 1)) + 1;
    const from = statements.at(-1)?.span.end ?? 0;
    for (const found of recoverStatements(text, Math.max(from, lineStart))) statements.push(found);
  }
  const at = firstToken.type === 'end' ? 0 : firstToken.start;
  const tree: Module = {
    statements,
    docstring: docstringOf(statements),
    at,
    span: { start: 0, end: text.length },
  };
  const errors = complete ? [...state.errors, ...symbolErrors(tree, text)] : state.errors;
  return { tree, errors: errors.map(toSyntaxError) };
}

/** @returns whether the whole text is parsed; the place of the statement that is not otherwise. */
function parseModule(state: ParserState, statements: Statement[]): boolean {
  while (!state.is('end')) {
    if (state.takeType('newline')) continue;
    const start = state.pos;
    try {
      const found = statement(state);
      if (found !== undefined) {
        statements.push(...found);
        continue;
      }
    } catch (error) {
      if (!(error instanceof ParseAborted)) throw error;
    }
    state.pos = start;
    state.fail('invalid syntax');
    return false;
  }
  return true;
}

/** A text as one expression, brackets or not, as far as it can be read. For editors. */
export function parseExpression(text: string): Expression | undefined {
  const state = new ParserState(tokenize(`(${text}\n)`), true);
  try {
    return testList(state);
  } catch (error) {
    if (error instanceof ParseAborted) return undefined;
    throw error;
  }
}
