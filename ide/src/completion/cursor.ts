/**
 * What surrounds a place in the text, told from its tokens: an author's text is broken most of the
 * time, and the brackets around the cursor say more than what could be parsed of them.
 */
import {
  lastFrom,
  enclosingFunctions,
  tokenize,
  type Token,
  type Module,
  type Span,
} from '#language';

/** One argument, element or entry of a bracket. */
export interface Item {
  /** `how` of `how='inner'`. */
  readonly keyword: string | undefined;
  /** The key of a dict entry, or what stands before a parameter's colon. */
  readonly key: Span | undefined;
  /** The value so far; empty where nothing is written yet. */
  readonly value: Span;
}

/** An open bracket. The last item is the one that is being typed. */
export interface Bracket {
  readonly kind: 'call' | 'subscript' | 'group' | 'list' | 'dict' | 'parameters';
  readonly open: number;
  /** What is called or subscripted. */
  readonly receiver: Span | undefined;
  readonly items: readonly Item[];
}

/** What is being typed. */
export type Place =
  /** Nothing can be offered: a comment, a number, a new name. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'string';
      readonly quote: string;
      /** Without quotes, up to and behind the cursor. */
      readonly content: Span;
      readonly closed: boolean;
    }
  | { readonly kind: 'member'; readonly receiver: Span; readonly dot: number }
  | { readonly kind: 'annotation' }
  | { readonly kind: 'module' }
  | { readonly kind: 'imported'; readonly module: string }
  /** Behind a whole expression: only an operator can follow. */
  | { readonly kind: 'operator' }
  | {
      readonly kind: 'name';
      /** Nothing of the statement is written yet. */
      readonly startsStatement: boolean;
      readonly decorator: boolean;
    };

export interface Cursor {
  readonly offset: number;
  readonly place: Place;
  /** The word at the cursor, both sides. */
  readonly word: Span;
  /** Outermost first. */
  readonly brackets: readonly Bracket[];
  /** The comparison the cursor is on the right of: `df.x == |`. */
  readonly compared: Span | undefined;
}

interface OpenBracket {
  readonly kind: Bracket['kind'];
  readonly open: number;
  readonly receiver: Span | undefined;
  readonly items: OpenItem[];
}
interface OpenItem {
  keyword: string | undefined;
  key: Span | undefined;
  first: Token | undefined;
  last: Token | undefined;
}

export function cursorAt(tree: Module, text: string, offset: number): Cursor {
  const start = statementStart(tree, text, offset);
  // A line end of its own keeps the last line from being read in the compiler's peculiar way.
  const tokens = tokenize(`${text.slice(start, offset)}\n`)
    .filter(({ type }) => type !== 'end' && type !== 'indent' && type !== 'dedent')
    .map((token) => ({ ...token, start: token.start + start, end: token.end + start }));
  while (tokens.at(-1)?.type === 'newline' && (tokens.at(-1)?.end ?? 0) >= offset) tokens.pop();
  return new CursorReader(text, offset, tokens).read();
}

function statementStart(tree: Module, text: string, offset: number): number {
  const inner = enclosingFunctions(tree, text, offset).at(-1);
  const found = lastFrom(inner?.body.statements ?? tree.statements, offset);
  return found?.span.start ?? inner?.span.start ?? 0;
}

const OPENS: ReadonlySet<string> = new Set(['(', '[', '{']);
const CLOSES: ReadonlySet<string> = new Set([')', ']', '}']);
const COMPARES: ReadonlySet<string> = new Set(['==', '!=', '<>', '<', '>', '<=', '>=']);

class CursorReader {
  private readonly stack: OpenBracket[] = [];
  /** Opening bracket of each closing one, by index. */
  private readonly pairs = new Map<number, number>();
  private readonly openIndexes: number[] = [];
  private statement = 0;

  constructor(
    private readonly text: string,
    private readonly offset: number,
    private readonly tokens: readonly Token[],
  ) {}

  read(): Cursor {
    this.tokens.forEach((token, index) => this.take(token, index));
    // The lexer keeps no end of a line that blank ones follow.
    const gap = this.text.slice(this.tokens.at(-1)?.end ?? 0, this.offset);
    const continued = /\\\r?\n[^\n]*$/.test(gap);
    if (this.stack.length === 0 && gap.includes('\n') && !continued) {
      this.statement = this.tokens.length;
    }
    const { place, word, before } = this.place();
    const brackets = this.stack.map(({ items, ...rest }) => ({
      ...rest,
      items: items.map((item) => this.itemOf(item)),
    }));
    const { offset } = this;
    return { offset, place, word, brackets, compared: this.comparedBefore(before) };
  }

  private itemOf({ keyword, key, first, last }: OpenItem): Item {
    const start = first?.start ?? this.offset;
    return { keyword, key, value: { start, end: last?.end ?? start } };
  }

  private take(token: Token, index: number): void {
    const { type, text } = token;
    const top = this.stack.at(-1);
    if (type === 'newline' || (type === 'op' && text === ';')) {
      if (top === undefined) this.statement = index + 1;
      return;
    }
    const item = top?.items.at(-1);
    if (type === 'op' && OPENS.has(text)) {
      if (item !== undefined) extend(item, token);
      this.open(token, index);
      return;
    }
    if (type === 'op' && CLOSES.has(text)) {
      const open = this.openIndexes.pop();
      if (open !== undefined) this.pairs.set(index, open);
      this.stack.pop();
      const outer = this.stack.at(-1)?.items.at(-1);
      if (outer !== undefined) extend(outer, token);
      return;
    }
    if (top === undefined || item === undefined) return;
    if (type === 'op' && text === ',') {
      top.items.push({ keyword: undefined, key: undefined, first: undefined, last: undefined });
      return;
    }
    const single = item.first !== undefined && item.first === item.last;
    if (type === 'op' && text === '=' && top.kind === 'call' && single) {
      item.keyword = item.first?.text;
      item.first = item.last = undefined;
      return;
    }
    if (type === 'op' && text === ':' && (top.kind === 'dict' || top.kind === 'parameters')) {
      const { first, last } = item;
      item.key = { start: first?.start ?? token.start, end: last?.end ?? token.start };
      item.first = item.last = undefined;
      return;
    }
    extend(item, token);
  }

  private open(token: Token, index: number): void {
    const isCall = this.endsExpression(index - 1);
    const first = isCall ? this.primaryStart(index - 1) : undefined;
    const receiver =
      first === undefined
        ? undefined
        : { start: this.tokens[first]?.start ?? 0, end: this.tokens[index - 1]?.end ?? 0 };
    this.stack.push({
      kind: this.kindOf(token.text, index, isCall),
      open: token.start,
      receiver,
      items: [{ keyword: undefined, key: undefined, first: undefined, last: undefined }],
    });
    this.openIndexes.push(index);
  }

  private kindOf(text: string, index: number, isCall: boolean): Bracket['kind'] {
    if (text === '{') return 'dict';
    if (text === '[') return isCall ? 'subscript' : 'list';
    const before = this.tokens[index - 2];
    if (before?.type === 'keyword' && before.text === 'def') return 'parameters';
    return isCall ? 'call' : 'group';
  }

  private endsExpression(index: number): boolean {
    const token = this.tokens[index];
    if (token === undefined) return false;
    const { type, text } = token;
    return type === 'name' || type === 'string' || (type === 'op' && CLOSES.has(text));
  }

  /** Index of the first token of the name, call or subscript that ends at `end`. */
  private primaryStart(end: number): number | undefined {
    let at = end;
    for (;;) {
      const token = this.tokens[at];
      if (token === undefined) return undefined;
      if (token.type === 'op' && CLOSES.has(token.text)) {
        const open = this.pairs.get(at);
        if (open === undefined) return undefined;
        at = open;
        if (!this.endsExpression(at - 1)) return at;
        at -= 1;
        continue;
      }
      const isAtom = ['name', 'string', 'integer', 'float'].includes(token.type);
      if (!isAtom) return undefined;
      const before = this.tokens[at - 1];
      if (token.type !== 'name' || before?.type !== 'op' || before.text !== '.') return at;
      at -= 2;
    }
  }

  private place(): { readonly place: Place; readonly word: Span; readonly before: number } {
    const { text, offset, tokens } = this;
    const last = tokens.at(-1);
    const none = { start: offset, end: offset };
    const lastEnd = last?.end ?? 0;
    const string = last === undefined ? undefined : stringPlace(text, offset, last);
    if (string !== undefined) {
      return { place: string, word: none, before: tokens.length - 2 };
    }
    // Between the last token and the cursor there are only blanks and comments.
    const gap = text.slice(Math.max(lastEnd, text.lastIndexOf('\n', offset - 1) + 1), offset);
    if (gap.includes('#')) return { place: { kind: 'none' }, word: none, before: -1 };
    const touches = last !== undefined && last.end === offset;
    const isWord = touches && (last.type === 'name' || last.type === 'keyword');
    const suffix = /^\w*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
    const word = { start: isWord ? last.start : offset, end: offset + suffix };
    const before = tokens.length - (isWord ? 2 : 1);
    const isNumber = touches && /^(integer|float|complex|invalid|string)$/.test(last.type);
    if (isNumber) return { place: { kind: 'none' }, word, before };
    return { place: this.wordPlace(before, isWord), word, before };
  }

  private wordPlace(before: number, isWord: boolean): Place {
    const previous = this.tokens[before];
    const bracket = this.stack.at(-1);
    const statementFirst = this.tokens[this.statement];
    const atStart = before < this.statement;
    if (previous?.type === 'op' && previous.text === '.' && !atStart) {
      const first = this.primaryStart(before - 1);
      if (first === undefined) return { kind: 'none' };
      const start = this.tokens[first]?.start ?? 0;
      return { kind: 'member', receiver: { start, end: previous.start }, dot: previous.start };
    }
    if (bracket?.kind === 'parameters') {
      return bracket.items.at(-1)?.key === undefined ? { kind: 'none' } : { kind: 'annotation' };
    }
    const imports = !atStart && statementFirst !== undefined && this.importPlace(before);
    if (imports) return imports;
    if (previous?.type === 'keyword' && (previous.text === 'def' || previous.text === 'as')) {
      return { kind: 'none' };
    }
    const newLine = bracket === undefined && atStart;
    if (!newLine && this.endsExpression(before)) {
      return isWord ? { kind: 'operator' } : { kind: 'none' };
    }
    const decorator = previous?.type === 'op' && previous.text === '@';
    return { kind: 'name', startsStatement: newLine, decorator };
  }

  private importPlace(before: number): Place | undefined {
    const words = this.tokens.slice(this.statement, before + 1);
    const [first, second, third] = words;
    if (first?.type !== 'keyword') return undefined;
    if (first.text === 'import') return { kind: words.length === 1 ? 'module' : 'none' };
    if (first.text !== 'from') return undefined;
    if (words.length === 1) return { kind: 'module' };
    if (third?.text !== 'import') return { kind: 'none' };
    const wantsName = words.length === 3 || [',', '('].includes(words.at(-1)?.text ?? '');
    return wantsName ? { kind: 'imported', module: second?.text ?? '' } : { kind: 'none' };
  }

  private comparedBefore(before: number): Span | undefined {
    const operator = this.tokens[before];
    if (operator?.type !== 'op' || !COMPARES.has(operator.text)) return undefined;
    const first = this.primaryStart(before - 1);
    const end = this.tokens[before - 1]?.end;
    if (first === undefined || end === undefined) return undefined;
    return { start: this.tokens[first]?.start ?? 0, end };
  }
}

function extend(item: OpenItem, token: Token): void {
  item.first ??= token;
  item.last = token;
}

/** The string `token` is when it is still open at the cursor. */
function stringPlace(text: string, offset: number, token: Token): Place | undefined {
  if (token.type !== 'invalid' || token.end < offset) return undefined;
  const [opening, prefix, quotes] = /^([rbuRBU]{0,2})('''|"""|'|")/.exec(token.text) ?? [];
  if (opening === undefined || prefix === undefined || quotes === undefined) return undefined;
  const start = token.start + opening.length;
  if (start > offset || quotes.length === 3 || prefix !== '') return { kind: 'none' };
  if (text.slice(start, offset).includes('\\')) return { kind: 'none' };
  const rest = /^[^\n]*/.exec(text.slice(offset, offset + 500))?.[0] ?? '';
  const closing = rest.indexOf(quotes);
  // A quote far behind, across brackets, opens another string rather than closing this one.
  const closed = closing >= 0 && /^[^[\](){},=\\]*$/.test(rest.slice(0, closing));
  const suffix = closed ? closing : (/^[\w.]*/.exec(rest)?.[0].length ?? 0);
  return { kind: 'string', quote: quotes, content: { start, end: offset + suffix }, closed };
}
