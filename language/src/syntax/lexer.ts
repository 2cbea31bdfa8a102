/**
 * Splits a script into tokens as the real lexer does, with its line and column numbers. It reads
 * whole lines ahead, so the end of a line is sometimes counted to the following one.
 *
 * @see pixie-io/libpypa src/pypa/lexer/lexer.cc
 */
import { DELIMITERS, KEYWORDS, OPERATORS, type Token, type TokenType } from './tokens.ts';

const TAB_SIZE = 8;
const END = -1;
const code = (character: string): number => character.charCodeAt(0);
const NEWLINE = code('\n');
const RETURN = code('\r');
const FORM_FEED = 0x0c;
const SPACE = code(' ');
const TAB = code('\t');
const HASH = code('#');
const BACK_QUOTE = code('`');
const BACKSLASH = code('\\');

const isDigit = (c: number): boolean => c >= 0x30 && c <= 0x39;
const isOctal = (c: number): boolean => c >= 0x30 && c < 0x38;
const isHex = (c: number): boolean => isDigit(c) || ((c | 32) >= 0x61 && (c | 32) <= 0x66);
const isNameStart = (c: number): boolean => ((c | 32) >= 0x61 && (c | 32) <= 0x7a) || c === 0x5f;
const isNamePart = (c: number): boolean => isNameStart(c) || isDigit(c);
const isQuote = (c: number): boolean => c === 0x22 || c === 0x27;
const isLetter = (c: number, letters: string): boolean =>
  c >= 0 && c < 128 && letters.includes(String.fromCharCode(c).toLowerCase());

interface NumberEnd {
  readonly type: TokenType;
  /** Digits in front that the value leaves out, such as `0x`. */
  readonly skip: number;
}

/** Where reading begins: at a line's start, outside of brackets and blocks. */
export interface LexerStart {
  readonly offset: number;
  /** Lines before it. */
  readonly line: number;
  /** Lines of the whole text. */
  readonly lineTotal: number;
}

/** Gives the tokens of a text one by one; the last one is `end`. */
export class Lexer {
  private pos: number;
  private column = 0;
  /** Lines read so far; at least one once reading began. */
  private linesLoaded: number;
  private loadedEnd: number;
  private readonly lineTotal: number;
  private level = 0;
  private readonly indents = [0];
  private readonly altIndents = [0];
  private readonly pending: Token[] = [];

  constructor(
    private readonly text: string,
    start: LexerStart = { offset: 0, line: 0, lineTotal: linesOf(text) },
  ) {
    this.pos = start.offset;
    this.loadedEnd = start.offset;
    this.linesLoaded = start.line;
    this.lineTotal = start.lineTotal;
  }

  private get line(): number {
    return Math.min(Math.max(1, this.linesLoaded), this.lineTotal);
  }

  private get lastLineLoaded(): boolean {
    return this.linesLoaded >= this.lineTotal;
  }

  /** The next character, or END behind the last one. Columns count UTF-8 bytes. */
  private take(): number {
    if (this.pos >= this.loadedEnd && this.linesLoaded < this.lineTotal) {
      const newline = this.text.indexOf('\n', this.loadedEnd);
      this.loadedEnd = newline < 0 ? this.text.length : newline + 1;
      this.linesLoaded += 1;
    }
    const c = this.pos < this.text.length ? this.text.charCodeAt(this.pos) : END;
    this.pos += 1;
    this.column += byteWidth(c);
    return c;
  }

  private putBack(): void {
    this.pos -= 1;
    const c = this.pos < this.text.length ? this.text.charCodeAt(this.pos) : END;
    this.column -= byteWidth(c);
  }

  /** The character under consideration begins here. */
  private get here(): number {
    return Math.min(this.pos - 1, this.text.length);
  }

  next(): Token {
    const first = this.skip();
    const waiting = this.pending.shift();
    if (waiting !== undefined) {
      this.putBack();
      return waiting;
    }
    const start = this.here;
    const { line } = this;
    const column = this.column - byteWidth(first) + 1;
    const type: TokenType = this.lastLineLoaded ? 'end' : 'invalid';
    const second = this.take();
    const third = this.take();
    this.putBack();
    this.putBack();
    const token = (kind: TokenType, text?: string): Token => {
      const end = Math.min(this.pos, this.text.length);
      return { type: kind, text: text ?? this.text.slice(start, end), start, end, line, column };
    };

    if (isQuote(first)) return token(this.readString(first));
    if (isLetter(first, 'rbu')) {
      const doubled = isLetter(second, 'r') && isLetter(first, 'ub');
      if (isQuote(doubled ? third : second)) {
        if (doubled) this.take();
        return token(this.readString(this.take()));
      }
    }
    if (isNameStart(first)) {
      while (isNamePart(this.take()));
      this.putBack();
      const word = token('name');
      return KEYWORDS.has(word.text) ? { ...word, type: 'keyword' } : word;
    }
    const mark = first === END ? '' : String.fromCharCode(first);
    if (mark !== '' && DELIMITERS.includes(mark) && !(mark === '.' && isDigit(second))) {
      if ('[{('.includes(mark)) this.level += 1;
      if (')]}'.includes(mark)) this.level -= 1;
      return token('op');
    }
    const operator = OPERATORS.find((candidate) => this.text.startsWith(candidate, start));
    if (operator !== undefined && mark !== '') {
      for (let extra = 1; extra < operator.length; extra += 1) this.take();
      return token('op');
    }
    if (isDigit(first) || mark === '.') {
      const { type: numberType, skip } = this.readNumber(first);
      const end = Math.min(this.pos, this.text.length);
      return token(numberType, this.text.slice(start + skip, end));
    }
    return token(type, mark);
  }

  private readString(quote: number): TokenType {
    let quotes = 1;
    let c = this.take();
    while (c === quote && quotes < 3) {
      quotes += 1;
      c = this.take();
    }
    this.putBack();
    // Two quotes are an empty string.
    if (quotes === 2) return 'string';
    let closing = 0;
    while (closing !== quotes) {
      c = this.take();
      if (c === END) return 'invalid';
      if (c === quote) {
        closing += 1;
        continue;
      }
      closing = 0;
      if ((c === NEWLINE || c === FORM_FEED || c === RETURN) && quotes === 1) {
        this.putBack();
        return 'invalid';
      }
      if (c === BACKSLASH && this.take() === RETURN) this.take();
    }
    return 'string';
  }

  private readNumber(first: number): NumberEnd {
    if (first === code('.')) return { type: this.readFraction(first), skip: 0 };
    if (first !== code('0')) {
      let c = this.take();
      while (isDigit(c)) c = this.take();
      return { type: this.afterDigits(c, 'integer'), skip: 0 };
    }
    const second = this.take();
    if (isLetter(second, 'b')) return this.readBased((c) => c === 0x30 || c === 0x31);
    if (isLetter(second, 'x')) return this.readBased(isHex);
    if (isLetter(second, 'j')) return { type: 'complex', skip: 0 };
    if (isLetter(second, 'e') || second === code('.')) {
      return { type: this.readFraction(second), skip: 0 };
    }
    return this.readOctal(second);
  }

  private readBased(isPart: (c: number) => boolean): NumberEnd {
    let digits = 0;
    while (isPart(this.take())) digits += 1;
    this.putBack();
    return { type: digits === 0 ? 'invalid' : 'integer', skip: 2 };
  }

  private readOctal(second: number): NumberEnd {
    const prefixed = isLetter(second, 'o');
    if (!prefixed && !isOctal(second)) {
      this.putBack();
      return { type: 'integer', skip: 0 };
    }
    let c = this.take();
    while (isOctal(c)) c = this.take();
    const notOctal = isDigit(c);
    while (isDigit(c)) c = this.take();
    const type = this.afterDigits(c, notOctal ? 'invalid' : 'integer');
    return { type, skip: prefixed && type === 'integer' ? 2 : 0 };
  }

  /** `c` has been taken and is the first character behind the digits. */
  private afterDigits(c: number, type: TokenType): TokenType {
    if (c === code('.') || isLetter(c, 'e')) return this.readFraction(c);
    if (isLetter(c, 'j')) return 'complex';
    this.putBack();
    return type;
  }

  private readFraction(first: number): TokenType {
    let c = first;
    if (c === code('.')) {
      do c = this.take();
      while (isDigit(c));
      if (c === code('j')) return 'complex';
      if (!isLetter(c, 'e')) {
        this.putBack();
        return 'float';
      }
    }
    c = this.take();
    if (isDigit(c) || c === code('-') || c === code('+')) {
      do c = this.take();
      while (isDigit(c));
      if (isLetter(c, 'j')) return 'complex';
    }
    this.putBack();
    return 'float';
  }

  /** Passes over blanks, comments and line ends. @returns the character that follows. */
  private skip(): number {
    let continued = false;
    for (;;) {
      let c = this.take();
      switch (c) {
        case HASH:
          do c = this.take();
          while (!this.lastLineLoaded && c !== NEWLINE);
          if (this.lastLineLoaded) return c;
          this.putBack();
          break;
        case BACKSLASH:
          c = this.take();
          continued = true;
          if (c === RETURN) c = this.take();
          if (c !== NEWLINE && c !== FORM_FEED) {
            this.push('invalid', 'LineContinationError', this.line, this.column);
            return c;
          }
          this.putBack();
          break;
        case BACK_QUOTE:
          this.push('op', '`', this.line, this.column);
          return this.take();
        case SPACE:
        case TAB: {
          const atLineStart = this.column === 1;
          if (c === TAB) this.column += TAB_SIZE - 1;
          if (atLineStart) {
            this.putBack();
            if (!this.readIndentation(false)) return this.take();
          }
          break;
        }
        case FORM_FEED:
        case NEWLINE:
          this.column = 0;
          if (!continued && this.level === 0) this.push('newline', 'NewLine', this.line, 0);
          if (!this.readIndentation(continued)) return this.take();
          continued = false;
          break;
        case RETURN:
          break;
        default:
          return c;
      }
    }
  }

  private push(type: TokenType, text: string, line: number, column: number): void {
    const at = Math.min(this.pos, this.text.length);
    const lineStart = this.text.lastIndexOf('\n', at - 1) + 1;
    const start = type === 'newline' ? Math.max(0, at - 1) : type === 'indent' ? lineStart : at;
    this.pending.push({ type, text, start, end: at, line, column });
  }

  /** Reads the blanks a line begins with. @returns false when they fit no block. */
  private readIndentation(continued: boolean): boolean {
    let width = 0;
    let altWidth = 0;
    let c = this.take();
    while (c === SPACE || c === TAB) {
      width = c === SPACE ? width + 1 : (Math.floor(width / TAB_SIZE) + 1) * TAB_SIZE;
      altWidth += 1;
      c = this.take();
    }
    this.putBack();
    const blank = c === HASH || c === NEWLINE || c === RETURN || c === FORM_FEED;
    if (continued || this.level !== 0 || blank) {
      // A blank or commented line ends no statement of its own.
      if ((c === HASH || c === NEWLINE) && this.pending.at(-1)?.type === 'newline') {
        this.pending.pop();
      }
      return true;
    }
    return this.compareIndentation(width, altWidth);
  }

  private compareIndentation(width: number, altWidth: number): boolean {
    const current = this.indents.at(-1) ?? 0;
    const currentAlt = this.altIndents.at(-1) ?? 0;
    const inconsistent = 'inconsistent use of tabs and spaces in indentation';
    if (width === current) {
      return altWidth === currentAlt || this.indentError(inconsistent);
    }
    if (width > current) {
      if (altWidth <= currentAlt) return this.indentError(inconsistent);
      this.indents.push(width);
      this.altIndents.push(altWidth);
      this.push('indent', 'Indent', this.line, 1);
      return true;
    }
    let closed = 0;
    while (this.indents.length > 1 && width < (this.indents.at(-1) ?? 0)) {
      this.indents.pop();
      this.altIndents.pop();
      closed += 1;
    }
    if (width !== this.indents.at(-1)) {
      return this.indentError('unindent does not match any outer indentation level');
    }
    if (altWidth !== this.altIndents.at(-1)) return this.indentError(inconsistent);
    for (let index = 0; index < closed; index += 1) this.push('dedent', 'Dedent', this.line, 1);
    return true;
  }

  private indentError(message: string): false {
    this.push('indentError', message, this.line, this.column);
    return false;
  }
}

function linesOf(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** Bytes a UTF-16 unit adds to a column; the second half of a pair adds what the first left over. */
function byteWidth(c: number): number {
  if (c < 0x80) return 1;
  if (c < 0x800) return 2;
  return c >= 0xd800 && c < 0xe000 ? 2 : 3;
}

/** All tokens of a text; the last one is `end`. */
export function tokenize(text: string): readonly Token[] {
  const lexer = new Lexer(text);
  const tokens: Token[] = [];
  for (;;) {
    const token = lexer.next();
    tokens.push(token);
    if (token.type === 'end') return tokens;
  }
}
