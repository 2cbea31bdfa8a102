/** The parser's place in the tokens, the errors it met, and how it fails. */
import type { Span } from '../text/span.ts';
import type { Expression, MissingExpression } from './tree.ts';
import { isDeeper } from './walk.ts';
import type { Token, TokenType } from './tokens.ts';

export interface RawSyntaxError {
  readonly kind: 'SyntaxError' | 'SyntaxWarning' | 'IndentationError';
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly span: Span;
}

/** Nesting beyond this is refused instead of exhausting the stack. */
const MAX_DEPTH = 120;
/** Operators and trailers in a row make trees deep as well. */
const MAX_TREE_DEPTH = 900;
/** The real parser tries alternatives again and again; past this many errors nothing is learnt. */
const MAX_ERRORS = 400;

/** Thrown inside the parser only, to leave hopeless input at once. */
export class ParseAborted extends Error {}

/** Gives tokens as they are asked for; the last one is `end`. */
export interface TokenSource {
  next(): Token;
}

export class ParserState {
  pos = 0;
  private tokens: Token[] = [];
  readonly errors: RawSyntaxError[] = [];
  private depth = 0;
  /** Operators and trailers taken so far. */
  private links = 0;

  /**
   * @param tolerant Missing parts become `Missing` expressions instead of failures, so that an
   *   editor has a tree while the author types.
   */
  constructor(
    private source: TokenSource,
    readonly tolerant: boolean,
  ) {}

  /** Reads on elsewhere; errors stay. */
  continueWith(source: TokenSource): void {
    this.source = source;
    this.tokens = [];
    this.pos = 0;
  }

  get token(): Token {
    return this.tokens[this.pos] ?? this.read();
  }

  private read(): Token {
    const token = this.source.next();
    this.tokens.push(token);
    return token;
  }

  /** The last token taken. */
  get previous(): Token | undefined {
    return this.tokens[this.pos - 1];
  }

  is(type: TokenType): boolean {
    return this.token.type === type;
  }

  isOp(text: string): boolean {
    return this.token.type === 'op' && this.token.text === text;
  }

  isKeyword(text: string): boolean {
    return this.token.type === 'keyword' && this.token.text === text;
  }

  advance(): Token {
    const { token } = this;
    if (token.type !== 'end') this.pos += 1;
    return token;
  }

  takeOp(text: string): boolean {
    if (!this.isOp(text)) return false;
    this.advance();
    return true;
  }

  takeKeyword(text: string): boolean {
    if (!this.isKeyword(text)) return false;
    this.advance();
    return true;
  }

  takeType(type: TokenType): boolean {
    if (!this.is(type)) return false;
    this.advance();
    return true;
  }

  /** End of the last token taken. */
  get previousEnd(): number {
    return this.previous?.end ?? 0;
  }

  /** Reports an error at the current token, or at `node`'s place when that is on a later line. */
  fail(message: string, node?: Token): undefined {
    const at = node !== undefined && this.token.line < node.line ? node : this.token;
    return this.report('SyntaxError', message, at);
  }

  report(kind: RawSyntaxError['kind'], message: string, at: Token): undefined {
    if (this.tolerant) return undefined;
    if (this.errors.length >= MAX_ERRORS) throw new ParseAborted();
    const span = { start: at.start, end: Math.max(at.end, at.start) };
    this.errors.push({ kind, message, line: at.line, column: at.column, span });
    return undefined;
  }

  /** In tolerant mode a stand-in for an expression that is not there. */
  missing(): MissingExpression | undefined {
    if (!this.tolerant) return undefined;
    const start = Math.min(this.previousEnd, this.token.start);
    return { kind: 'Missing', at: start, span: { start, end: start } };
  }

  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      this.abort();
    }
    const result = parse();
    this.depth -= 1;
    return result;
  }

  private abort(): never {
    this.report('SyntaxError', 'too many nested parentheses', this.token);
    throw new ParseAborted();
  }

  /** An operator or trailer whose left side is what stands before it. */
  link(): void {
    this.links += 1;
  }

  /** Runs `parse` for an expression whose tree is not too deep to walk. */
  shallow(parse: () => Expression | undefined): Expression | undefined {
    const { links } = this;
    const result = parse();
    const mayBeDeep = result !== undefined && this.links - links > MAX_TREE_DEPTH;
    if (mayBeDeep && isDeeper(result, MAX_TREE_DEPTH)) this.abort();
    return result;
  }

  /** Runs `parse`; when it gives nothing, the place is as before. */
  attempt<T>(parse: () => T | undefined): T | undefined {
    const { pos, depth } = this;
    const result = parse();
    if (result === undefined) {
      this.pos = pos;
      this.depth = depth;
    }
    return result;
  }
}
