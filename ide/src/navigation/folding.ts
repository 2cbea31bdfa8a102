/** What of a script can be folded away. */
import {
  type Expression,
  type Statement,
  type Analysis,
  LineIndex,
  type Span,
  eachExpression,
  eachStatement,
} from '#language';

/** Zero-based lines; the first one stays visible. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: 'code' | 'comment' | 'imports' | 'region';
}

const FOLDED: ReadonlySet<Expression['kind']> = new Set([
  ...(['Call', 'List', 'Tuple', 'Dict', 'Subscript', 'String'] as const),
]);

export function foldingRanges({ tree, text }: Analysis): readonly Fold[] {
  const lines = new LineIndex(text);
  const folds = new Map<number, Fold>();
  const add = (startLine: number, endLine: number, kind: Fold['kind']): void => {
    if (endLine <= startLine) return;
    const known = folds.get(startLine);
    if (known === undefined || known.endLine < endLine) {
      folds.set(startLine, { startLine, endLine, kind });
    }
  };
  /** A line that only closes what is folded stays visible. */
  const addSpan = ({ start, end }: Span, kind: Fold['kind']): void => {
    const endLine = lines.lineOf(Math.max(start, end - 1));
    const lastLine = text.slice(lines.startOf(endLine), end);
    const closes = /^[\s)\]}]*$/.test(lastLine);
    add(lines.lineOf(start), closes ? endLine - 1 : endLine, kind);
  };
  const strings: Span[] = [];
  const docstrings = new Set<Expression>();
  if (tree.docstring !== undefined) docstrings.add(tree.docstring);
  eachStatement(tree.statements, (node) => {
    if (node.kind !== 'Function') return;
    if (node.body.docstring !== undefined) docstrings.add(node.body.docstring);
    const last = node.body.statements.at(-1)?.span.end ?? node.span.end;
    add(
      lines.lineOf(node.name.span.start),
      lines.lineOf(Math.max(node.span.start, last - 1)),
      'code',
    );
  });
  eachExpression(tree, (node) => {
    if (node.kind === 'String') strings.push(node.span);
    if (FOLDED.has(node.kind)) addSpan(node.span, docstrings.has(node) ? 'comment' : 'code');
  });
  for (const [first, last] of importBlocks(tree.statements, lines)) add(first, last, 'imports');
  for (const [first, last, kind] of commentBlocks(lines, strings)) add(first, last, kind);
  return [...folds.values()].sort((a, b) => a.startLine - b.startLine);
}

function importBlocks(
  statements: readonly Statement[],
  lines: LineIndex,
): readonly (readonly [number, number])[] {
  const blocks: [number, number][] = [];
  let open: [number, number] | undefined;
  for (const node of statements) {
    if (node.kind !== 'Import' && node.kind !== 'ImportFrom') {
      open = undefined;
      continue;
    }
    const line = lines.lineOf(node.span.start);
    if (open === undefined) {
      open = [line, line];
      blocks.push(open);
    }
    open[1] = lines.lineOf(Math.max(node.span.start, node.span.end - 1));
  }
  return blocks;
}

const REGION = /^\s*#\s*region\b/;
const REGION_END = /^\s*#\s*endregion\b/;

/** Comment lines that follow each other, and regions between markers. */
function commentBlocks(
  lines: LineIndex,
  strings: readonly Span[],
): readonly (readonly [number, number, Fold['kind']])[] {
  const found: (readonly [number, number, Fold['kind']])[] = [];
  const regions: number[] = [];
  const inString = new Set<number>();
  for (const { start, end } of strings) {
    for (let line = lines.lineOf(start) + 1; line <= lines.lineOf(end); line += 1) {
      inString.add(line);
    }
  }
  let first: number | undefined;
  const close = (line: number) => {
    if (first !== undefined) found.push([first, line - 1, 'comment']);
    first = undefined;
  };
  for (let line = 0; line < lines.lineCount; line += 1) {
    const content = lines.text.slice(lines.startOf(line), lines.startOf(line + 1));
    const isComment = /^\s*#/.test(content) && !inString.has(line);
    const marker = isComment && (REGION.test(content) || REGION_END.test(content));
    if (!isComment || marker) close(line);
    else first ??= line;
    if (!marker) continue;
    if (REGION.test(content)) regions.push(line);
    else {
      const start = regions.pop();
      if (start !== undefined) found.push([start, line, 'region']);
    }
  }
  close(lines.lineCount);
  return found;
}
