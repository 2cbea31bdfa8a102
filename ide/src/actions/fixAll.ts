/** Every fix that may be done without a look, at once. */
import { type CodeActionRequest, actionContext, type CodeAction, type Fix } from './action.ts';
import { difference, applyEdits, type TextEdit } from '../edits/textEdit.ts';
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
