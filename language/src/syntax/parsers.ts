/** The expression parsers that brackets call back into. */
import type { ParserState } from './state.ts';
import type { Expression } from './tree.ts';

type Parse = (s: ParserState) => Expression | undefined;

export interface ExpressionParsers {
  readonly test: Parse;
  readonly orTest: Parse;
  readonly testList: Parse;
  readonly yieldExpression: Parse;
  readonly comprehension: (s: ParserState, iterable: Parse) => Expression[] | undefined;
}
