/** In which function a place is. */
import type { FunctionStatement, Module, Statement } from './tree.ts';

/**
 * Functions whose bodies `offset` is in, outermost first. Behind the last statement of a body its
 * indentation decides, as for a line that is still to be written.
 */
export function enclosingFunctions(
  tree: Module,
  text: string,
  offset: number,
): readonly FunctionStatement[] {
  const found: FunctionStatement[] = [];
  let statements: readonly Statement[] = tree.statements;
  for (;;) {
    const last = lastFrom(statements, offset);
    if (last?.kind !== 'Function' || !isInBody(last, text, offset)) return found;
    found.push(last);
    statements = last.body.statements;
  }
}

/** The last statement that begins at `offset` or before. */
export function lastFrom(statements: readonly Statement[], offset: number): Statement | undefined {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.span.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return statements[low - 1];
}

function isInBody(node: FunctionStatement, text: string, offset: number): boolean {
  const headerEnd = node.parameters.at(-1)?.span.end ?? node.name.span.end;
  if (offset <= headerEnd) return false;
  const colon = text.indexOf(':', headerEnd);
  if (colon < 0 || offset <= colon) return false;
  if (offset <= node.body.span.end && node.body.statements.length > 0) return true;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  if (lineStart <= node.name.span.end) return true;
  return indentAt(text, lineStart) > indentAt(text, text.lastIndexOf('\n', node.span.start) + 1);
}

function indentAt(text: string, lineStart: number): number {
  return /^[ \t]*/.exec(text.slice(lineStart, lineStart + 200))?.[0].length ?? 0;
}
