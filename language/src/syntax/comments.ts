/** The comments of a script. */
import { tokenize } from './lexer.ts';
import type { Span } from '../text/span.ts';

export interface Comment {
  readonly span: Span;
  /** From its `#`, without blanks at the end. */
  readonly text: string;
}

/** In text order. */
export function commentsOf(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  let at = 0;
  const gap = (end: number) => {
    for (const match of text.slice(at, end).matchAll(/#[^\n]*/g)) {
      const start = at + match.index;
      const written = match[0].trimEnd();
      comments.push({ span: { start, end: start + written.length }, text: written });
    }
  };
  for (const { type, start, end } of tokenize(text)) {
    // Line ends and indentation cover blanks and comments too.
    if (!OF_TEXT.has(type) || start < at) continue;
    gap(start);
    at = end;
  }
  gap(text.length);
  return comments;
}

const OF_TEXT: ReadonlySet<string> = new Set([
  'name',
  'keyword',
  'integer',
  'float',
  'complex',
  'string',
  'op',
  'invalid',
]);
