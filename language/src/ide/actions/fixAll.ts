/** Every fix that may be done without a look, at once. */
import type { CodeActionRequest } from './codeActions.ts';
import { actionContext, applyEdits, type CodeAction, type Fix, type TextEdit } from './action.ts';
import { safeFixes } from './quickFixes.ts';

/** Fixes bring others to light; more rounds than this are no honest script. */
const MAX_ROUNDS = 20;

export function fixAll({ check, catalog, recheck }: CodeActionRequest): readonly CodeAction[] {
  const before = check.analysis.text;
  let current = check;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const fixes = safeFixes(current.problems, actionContext(current, catalog));
    const edits = apart(fixes);
    if (edits.length === 0) break;
    current = recheck(applyEdits(current.analysis.text, edits));
  }
  const edit = difference(before, current.analysis.text);
  if (edit === undefined) return [];
  return [{ title: 'Fix all that is safe to fix', kind: 'source.fixAll.pxl', edits: [edit] }];
}

/** The edits of the fixes that do not get in each other's way. */
function apart(fixes: readonly Fix[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { edits } of fixes) {
    const clashes = edits.some(({ span }) =>
      taken.some((one) => one.span.start <= span.end && span.start <= one.span.end),
    );
    if (!clashes) taken.push(...edits);
  }
  return taken;
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
