/**
 * Formatting that never changes what a script means. The layout is that of a Python formatter, which
 * the caller brings; what it gives is taken only when the script is still the same.
 */
import { parse, type Module, type Statement, type Span, readFlags, commentsOf } from '#language';
import { applyEdits, insert, type TextEdit, difference } from '../edits/textEdit.ts';
import { missingCommas } from '../actions/syntax.ts';
import { sameMeaning } from './sameMeaning.ts';

export interface FormatOptions {
  /** Columns of one step of indentation. */
  readonly indentWidth: number;
  readonly useTabs: boolean;
}

/** What of a Python formatter's settings is set, in Ruff's terms. */
interface PythonLayout {
  readonly indent_style: 'tab' | 'space';
  readonly indent_width: number;
  readonly line_width: number;
  readonly line_ending: 'lf' | 'crlf';
  readonly quote_style: 'single';
}

/** `format` of `@wasm-fmt/ruff_fmt`. @throws where it cannot read the text */
export type PythonFormatter = (text: string, path: null, layout: PythonLayout) => string;

export type FormatOutcome =
  | { readonly kind: 'formatted'; readonly edits: readonly TextEdit[] }
  /** The text stays as it is. */
  | { readonly kind: 'left'; readonly reason: string };

/** As the official scripts are written. */
const LINE_WIDTH = 100;

const left = (reason: string): FormatOutcome => ({ kind: 'left', reason });

export function formatScript(
  text: string,
  options: FormatOptions,
  format: PythonFormatter,
): FormatOutcome {
  const found = laidOut(text, options, format);
  if (typeof found !== 'string') return found;
  const edit = difference(text, found);
  return { kind: 'formatted', edits: edit === undefined ? [] : [edit] };
}

/** Whole statements that `span` touches; comments between them come along. */
export function formatStatements(
  text: string,
  span: Span,
  options: FormatOptions,
  format: PythonFormatter,
): FormatOutcome {
  const whole = laidOut(text, options, format);
  if (typeof whole !== 'string') return whole;
  const before = parse(text).tree;
  const after = parse(whole).tree;
  // Statements inside a function that is indented otherwise go with the function.
  for (let path = touched(before, span); path.length > 0; path = path.slice(0, -1)) {
    const [from, to] = [extentOf(before, path, text), extentOf(after, path, whole)];
    if (from === undefined || to === undefined) continue;
    const edits = [{ span: from, newText: whole.slice(to.start, to.end) }];
    const result = applyEdits(text, edits);
    const edit = difference(text, result);
    if (edit === undefined) return { kind: 'formatted', edits: [] };
    if (whyNot(text, result) === undefined) return { kind: 'formatted', edits: [edit] };
  }
  return { kind: 'formatted', edits: [] };
}

function laidOut(
  text: string,
  options: FormatOptions,
  format: PythonFormatter,
): string | FormatOutcome {
  const [error] = parse(text).errors;
  if (error !== undefined) {
    return left(`line ${String(error.compilerPosition.line)}: ${error.message}`);
  }
  // Pixie's parser does without one comma, no other does.
  const complete = applyEdits(
    text,
    missingCommas(text).map((offset) => insert(offset, ',')),
  );
  let formatted: string;
  try {
    formatted = format(complete, null, layoutOf(text, options));
  } catch (error) {
    return left(error instanceof Error ? error.message : String(error));
  }
  const result = withOwnComments(text, formatted);
  const reason = whyNot(text, result);
  return reason === undefined ? result : left(reason);
}

const layoutOf = (text: string, { useTabs, indentWidth }: FormatOptions): PythonLayout => ({
  indent_style: useTabs ? 'tab' : 'space',
  indent_width: indentWidth,
  line_width: LINE_WIDTH,
  line_ending: text.includes('\r\n') ? 'crlf' : 'lf',
  quote_style: 'single',
});

/** `#px:set` must not become `# px:set`: comments that are flags stay as they are written. */
function withOwnComments(text: string, formatted: string): string {
  const own = commentsOf(text);
  const edits = commentsOf(formatted).flatMap(({ span }, index) => {
    const written = own[index]?.text ?? '';
    return written.startsWith('#px:') ? [{ span, newText: written }] : [];
  });
  return applyEdits(formatted, edits);
}

/** Why a text must not take the place of another; undefined when it may. */
function whyNot(before: string, after: string): string | undefined {
  const [old, now] = [parse(before), parse(after)];
  if (now.errors.length > 0) return 'the formatted script would not parse';
  if (!sameMeaning(old.tree, now.tree)) return 'the formatted script would mean something else';
  const words = (text: string) => commentsOf(text).map((one) => one.text.replace(/^#\s*/, ''));
  if (words(before).join('\n') !== words(after).join('\n')) return 'a comment would be lost';
  const flags = (text: string) => JSON.stringify(readFlags(text).flags);
  return flags(before) === flags(after) ? undefined : 'a #px:set line would be lost';
}

/** Indexes of the statements touched: of the blocks that lead to them, then the first and last. */
type Path = readonly { readonly first: number; readonly last: number }[];

function touched(tree: Module, span: Span): Path {
  const path: { first: number; last: number }[] = [];
  let block: readonly Statement[] | undefined = tree.statements;
  while (block !== undefined) {
    const hits: number[] = block.flatMap((node, index) =>
      node.span.start <= span.end && span.start <= node.span.end ? [index] : [],
    );
    const [first, last] = [hits[0], hits.at(-1)];
    if (first === undefined || last === undefined) break;
    path.push({ first, last });
    const only: Statement | undefined = first === last ? block[first] : undefined;
    const isInside: boolean = only?.kind === 'Function' && only.body.span.start <= span.start;
    block = isInside && only?.kind === 'Function' ? only.body.statements : undefined;
  }
  return path;
}

/** From the first statement to the end of the last one's line. */
function extentOf(tree: Module, path: Path, text: string): Span | undefined {
  let block: readonly Statement[] = tree.statements;
  for (const { first } of path.slice(0, -1)) {
    const node = block[first];
    if (node?.kind !== 'Function') return undefined;
    block = node.body.statements;
  }
  const [start, end] = [block[path.at(-1)?.first ?? 0], block[path.at(-1)?.last ?? 0]];
  if (start === undefined || end === undefined) return undefined;
  const newline = text.indexOf('\n', end.span.end);
  return { start: start.span.start, end: newline < 0 ? text.length : newline };
}
