/** The words of the language. */

export type TokenType =
  | 'name'
  | 'keyword'
  | 'integer'
  | 'float'
  | 'complex'
  | 'string'
  /** Operator or delimiter; `text` says which. */
  | 'op'
  | 'newline'
  | 'indent'
  | 'dedent'
  | 'end'
  /** A character that starts no token, or a string without its end. */
  | 'invalid'
  | 'indentError';

export interface Token {
  readonly type: TokenType;
  /** Its text; digits without their base prefix; for `indentError` the message. */
  readonly text: string;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** Line and column as the real lexer counts them, which is not always where the token begins. */
  readonly line: number;
  readonly column: number;
}

export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'and as assert break class continue def del elif else except exec finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Longest first, so that the first match is the right one. */
export const OPERATORS: readonly string[] = [
  '//=',
  '<<=',
  '>>=',
  '**=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '&=',
  '|=',
  '^=',
  '**',
  '//',
  '<<',
  '>>',
  '==',
  '!=',
  '<>',
  '>=',
  '<=',
  '~',
  '=',
  '>',
  '<',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '^',
];

export const DELIMITERS = '{},:.;[]()@';
