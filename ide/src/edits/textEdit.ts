/** Changes of a text, and the places they are made at. */
import type { Span, Analysis } from '#language';

/** Replaces a part of the text; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

export const replace = (span: Span, newText: string): TextEdit => ({ span, newText });
export const insert = (offset: number, newText: string): TextEdit => ({
  span: { start: offset, end: offset },
  newText,
});

/** The text with edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  }
  return result;
}

/** One edit from the first to the last character that differs. */
export function difference(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return {
    span: { start, end: before.length - end },
    newText: after.slice(start, after.length - end),
  };
}

/** The whole line of an offset, its end included: what goes when a statement goes. */
export function lineSpan(text: string, { start, end }: Span): Span {
  const newline = text.indexOf('\n', Math.max(start, end - 1));
  return {
    start: text.lastIndexOf('\n', start - 1) + 1,
    end: newline < 0 ? text.length : newline + 1,
  };
}

/** Blanks in front of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/** Behind the docstring and the comments that head a script. */
export function importOffset({ analysis }: { readonly analysis: Analysis }): number {
  const { docstring } = analysis.tree;
  const [first] = analysis.tree.statements;
  if (docstring !== undefined && first !== undefined)
    return lineSpan(analysis.text, first.span).end;
  return /^(?:(?:#.*|[ \t]*)\n)*/.exec(analysis.text)?.[0].length ?? 0;
}
