/**
 * Statements of a broken text. It is cut where a line looks like the beginning of a statement, so
 * that an open bracket or a dangling dot costs no more than its own statement.
 */
import { Lexer } from './lexer.ts';
import { standAlone, tellSources, type Pieces, type PieceStarts } from './pieces.ts';
import { ParseAborted, ParserState } from './state.ts';
import { statement } from './statements.ts';
import { testList } from './expressions.ts';
import type { Span } from '../text/span.ts';
import type { Expression, Statement, Suite } from './tree.ts';
import { shifted } from './shift.ts';

interface Line {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly text: string;
}

const STARTS_STATEMENT =
  /^(?:(?:import|from|def|return|if|for|while|class|with|try|print)\b|@|[A-Za-z_]\w*\s+=[^=]|[A-Za-z_][\w.]*\.\w+\s*=[^=]|[A-Za-z_]\w*\[[^\]]*\]\s*=[^=]|[A-Za-z_]\w*(?:\.\w+)+\()/;

/** What is known of a text's pieces, and what is found out of them. */
export interface Known {
  readonly pieces: Pieces | undefined;
  readonly starts: PieceStarts;
  readonly sourceOf: Map<Statement, string>;
}

/** Parses `text` from `offset`, a line's start, without reporting anything. */
export function recoverStatements(text: string, offset: number, known: Known): Statement[] {
  return recoverLines(text, { start: offset, end: text.length }, { depth: 0, known });
}

interface Level {
  /** Blocks around it. */
  readonly depth: number;
  readonly known: Known | undefined;
}

/** The line that begins at an offset; undefined at the end. */
function lineAt(text: string, start: number, endOfAll: number): Line | undefined {
  if (start >= endOfAll) return undefined;
  const newline = text.indexOf('\n', start);
  const end = newline < 0 ? text.length : newline + 1;
  const line = text.slice(start, end);
  const indent = line.length - line.trimStart().length;
  return { start, end, indent, text: line };
}

const isBlank = ({ text }: Line): boolean => /^\s*(#.*)?$/.test(text);

function recoverLines(text: string, extent: Span, level: Level): Statement[] {
  const statements: Statement[] = [];
  for (let at = extent.start; at < extent.end;) {
    const piece = level.known && knownPiece(text, at, level.known);
    if (piece !== undefined) {
      for (const found of piece.statements) statements.push(found);
      at = piece.end;
      continue;
    }
    const first = lineAt(text, at, extent.end);
    if (first === undefined) break;
    at = first.end;
    if (isBlank(first)) continue;
    const isBlock = /^\s*(def|if|for|while|class|with|try)\b/.test(first.text);
    const chunk = [first];
    let open = openAfter(first.text, NOTHING_OPEN);
    for (let next = lineAt(text, at, extent.end); next; next = lineAt(text, at, extent.end)) {
      if (!belongs(first, next, { isBlock, open })) break;
      open = openAfter(next.text, open);
      chunk.push(next);
      at = next.end;
    }
    for (const found of recoverChunk(text, chunk, isBlock, level)) statements.push(found);
  }
  return statements;
}

/** A piece that is known from before is no chunk to be looked for. */
function knownPiece(
  text: string,
  start: number,
  { pieces, starts, sourceOf }: Known,
): { readonly statements: readonly Statement[]; readonly end: number } | undefined {
  const end = starts.endOf(start);
  // Line by line, a decorator is not seen with its function.
  if (end === undefined || end === text.length || text[start] === '@') return undefined;
  const source = text.slice(start, end);
  const statements = pieces?.at(start, source);
  if (statements === undefined) return undefined;
  tellSources(statements, source, sourceOf);
  return { statements, end };
}

/** Blocks within blocks are looked into this far: each level reads what is inside again. */
const MAX_BLOCKS = 20;

interface Open {
  /** Brackets that are open. */
  readonly depth: number;
  /** The quotes of a text over several lines that is open. */
  readonly quotes: string | undefined;
  /** The line ends with a backslash. */
  readonly continued: boolean;
}
const NOTHING_OPEN: Open = { depth: 0, quotes: undefined, continued: false };

const PARTS =
  /'''[^]*?(?:'''|$)|"""[^]*?(?:"""|$)|'(?:\\.|[^'\\\n])*'?|"(?:\\.|[^"\\\n])*"?|#.*|[()[\]{}]|\\\r?\n/g;

/** What is open at the end of a line. */
function openAfter(line: string, before: Open): Open {
  let { depth, quotes } = before;
  let rest = line;
  if (quotes !== undefined) {
    const end = line.indexOf(quotes);
    if (end < 0) return before;
    rest = line.slice(end + quotes.length);
    quotes = undefined;
  }
  let continued = false;
  for (const [part] of rest.matchAll(PARTS)) {
    const long = part.slice(0, 3);
    if (long === "'''" || long === '"""') {
      if (part.length >= 6 && part.endsWith(long)) continue;
      return { depth, quotes: long, continued: false };
    }
    if ('([{'.includes(part)) depth += 1;
    if (')]}'.includes(part)) depth = Math.max(0, depth - 1);
    continued = part.startsWith('\\');
  }
  return { depth, quotes, continued };
}

/** Whether a line goes on with the statement that `first` begins. */
function belongs(
  first: Line,
  line: Line,
  { isBlock, open }: { readonly isBlock: boolean; readonly open: Open },
): boolean {
  if (isBlank(line) || open.quotes !== undefined || open.continued) return true;
  if (isBlock && line.indent > first.indent) return true;
  const starts = line.indent <= first.indent && STARTS_STATEMENT.test(line.text.trimStart());
  return open.depth > 0 && !starts;
}

function recoverChunk(
  text: string,
  lines: readonly Line[],
  isBlock: boolean,
  { depth, known }: Level,
): readonly Statement[] {
  const [first] = lines;
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return [];
  const base = first.start + first.indent;
  const chunk = text.slice(base, last.end);
  const strict = parseStrictly(text, base, chunk, known);
  if (strict !== undefined) return strict;
  if (isBlock && depth < MAX_BLOCKS) return recoverBlock(text, lines, depth);
  const tolerant = parseChunk(chunk, true)?.statements ?? brokenStatement(chunk);
  return tolerant.map((found) => shifted(found, base));
}

/** A chunk without mistakes; a piece from now on, if it is one of the module. */
function parseStrictly(
  text: string,
  base: number,
  chunk: string,
  known: Known | undefined,
): readonly Statement[] | undefined {
  const parsed = parseChunk(chunk, false);
  const statements = parsed?.statements.map((one) => shifted(one, base));
  if (statements === undefined || known === undefined || parsed?.isClean !== true)
    return statements;
  if (!standAlone(statements, text)) return statements;
  const isLast = base + chunk.length === text.length;
  tellSources(statements, isLast ? `${chunk}\0` : chunk, known.sourceOf);
  if (!isLast) known.pieces?.keep(base, chunk, statements);
  return statements;
}

interface ParsedChunk {
  readonly statements: Statement[];
  /** The real parser would have nothing to say about it. */
  readonly isClean: boolean;
}

/** All of a chunk as statements, undefined when it does not fit. */
function parseChunk(chunk: string, tolerant: boolean): ParsedChunk | undefined {
  const state = new ParserState(new Lexer(chunk), tolerant);
  const statements: Statement[] = [];
  try {
    while (!state.is('end')) {
      if (state.takeType('newline')) continue;
      const found = statement(state);
      if (found === undefined) return undefined;
      for (const one of found) statements.push(one);
    }
    return { statements, isClean: !tolerant && state.errors.length === 0 };
  } catch (error) {
    if (error instanceof ParseAborted) return undefined;
    throw error;
  }
}

/** Whatever expressions can be read from a statement that fits no form. */
function brokenStatement(chunk: string): Statement[] {
  const state = new ParserState(new Lexer(chunk), true);
  const parts: Expression[] = [];
  try {
    while (!state.is('end')) {
      const part = testList(state);
      if (part === undefined) state.advance();
      else parts.push(part);
    }
  } catch (error) {
    if (!(error instanceof ParseAborted)) throw error;
  }
  const span = { start: 0, end: chunk.trimEnd().length };
  return [{ kind: 'BrokenStatement', parts, at: 0, span }];
}

/** A `def` whose header or body is broken: the header alone, then the body line by line. */
function recoverBlock(text: string, lines: readonly Line[], depth: number): Statement[] {
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  const base = first.start + first.indent;
  const headerEnd = rest.findIndex((line) => !isBlank(line) && line.indent > first.indent);
  const inside = headerEnd < 0 ? [] : rest.slice(headerEnd);
  const header = text.slice(base, (inside[0] ?? lines.at(-1))?.start ?? first.end).trimEnd();
  const extent = { start: inside[0]?.start ?? 0, end: inside.at(-1)?.end ?? 0 };
  const body = recoverLines(text, extent, { depth: depth + 1, known: undefined });
  const whole = `${header.endsWith(':') ? header : `${header}:`} pass\n`;
  const found = parseChunk(whole, true)?.statements[0];
  if (found?.kind !== 'Function') {
    const broken = brokenStatement(header).map((part) => shifted(part, base));
    return [...broken, ...body];
  }
  const start = body[0]?.span.start ?? base + header.length;
  const end = body.at(-1)?.span.end ?? start;
  const suite: Suite = {
    statements: body,
    docstring: undefined,
    inline: false,
    at: start,
    span: { start, end },
  };
  const moved = shifted(found, base);
  return [{ ...moved, body: suite, span: { start: moved.span.start, end } }];
}
