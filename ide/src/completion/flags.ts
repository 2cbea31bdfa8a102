/** `#px:set name=value` lines: what can be written in them, and what it means. */
import { FLAGS, type Analysis, type Span, code } from '#language';
import { completion, type Completion } from './completion.ts';
import type { Cursor } from './cursor.ts';

/** The part of a flag's line up to an offset; undefined elsewhere. */
function lineBefore(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [, written] = /^#px:set ([\w=]*)$/.exec(text.slice(start, offset)) ?? [];
  return written;
}

/** Undefined where no flag is being written. */
export function flagCompletions(
  { text }: Analysis,
  offset: number,
): readonly Completion[] | undefined {
  const written = lineBefore(text, offset);
  if (written === undefined) return undefined;
  const [name = '', value] = written.split('=');
  const typed = value ?? name;
  const rest = /^\w*/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0;
  const word = { start: offset - typed.length, end: offset + rest };
  const cursor: Cursor = {
    offset,
    word,
    place: { kind: 'none' },
    brackets: [],
    compared: undefined,
  };
  if (value !== undefined) {
    const values = FLAGS.get(name)?.values ?? [];
    return values.map((one, rank) => completion({ cursor }, one, 'value', { rank }));
  }
  return [...FLAGS].map(([flag, { about, initial }], rank) =>
    completion({ cursor }, `${flag}=`, 'argument', {
      rank,
      detail: `${initial} unless set`,
      next: 'completion',
      documentation: { kind: 'text', text: about },
    }),
  );
}

/** What the flag at an offset does. */
export function flagHover(
  { text }: Analysis,
  offset: number,
): { readonly text: string; readonly span: Span } | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const [line = '', name = ''] = /^#px:set (\w+)/.exec(text.slice(start, start + 200)) ?? [];
  const span = { start: start + line.length - name.length, end: start + line.length };
  const flag = FLAGS.get(name);
  if (flag === undefined || offset < span.start || span.end < offset) return undefined;
  return { text: `${code(name)}: ${flag.about} ${flag.initial} unless set.`, span };
}
