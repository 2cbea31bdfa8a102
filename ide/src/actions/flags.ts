/** Fixes for `#px:set name=value` lines. */
import { readFlags, type Problem } from '#language';
import type { ActionContext, Fix } from './action.ts';
import { replace } from '../edits/textEdit.ts';
import { changeTo } from './similar.ts';

/** `x is not a valid flag: use …` */
export function unknownFlag(problem: Problem, { analysis }: ActionContext): readonly Fix[] {
  const [, name, known = ''] =
    /^(.*) is not a valid flag: use (.*)\.$/s.exec(problem.message) ?? [];
  if (name === undefined) return [];
  const start = analysis.text.indexOf(name, problem.span.start);
  return changeTo(name, known.split(', '), (text) => [
    replace({ start, end: start + name.length }, text),
  ]);
}

/** `#px:set  explain=true ` */
export function malformedFlag({ span }: Problem, { analysis }: ActionContext): readonly Fix[] {
  const line = analysis.text.slice(span.start, span.end);
  const [, setting, ...others] = line.trim().split(/\s+/);
  if (setting === undefined || others.length > 0) return [];
  const written = `#px:set ${setting}`;
  if (written === line || readFlags(written).problems.length > 0) return [];
  return [{ title: 'Remove the extra blanks', edits: [replace(span, written)], isPreferred: true }];
}
