/** Does a code action and looks at the script again. */
import { expect } from 'vitest';
import { bundledCatalog, type Problem } from '#language';
import { checkScript, codeActions, type CodeAction, type ScriptCheck } from '#ide';
import { parseFixture } from '../../support/fixture.ts';

const catalog = bundledCatalog();
const NOW_NS = 1_700_000_000_000_000_000n;

const check = (script: string): ScriptCheck =>
  checkScript(script, undefined, { catalog, nowNs: NOW_NS });

export function applied(text: string, { edits }: Pick<CodeAction, 'edits'>): string {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  sorted.forEach(({ span }, index) => {
    const next = sorted[index + 1];
    if (next !== undefined) expect(span.end, 'edits overlap').toBeLessThanOrEqual(next.span.start);
  });
  return sorted.reduceRight(
    (result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end),
    text,
  );
}

/** The actions at the fixture's `$0`, or between two; at the first problem without one. */
export function actionsOf(
  source: string,
  only?: readonly string[],
): { readonly before: ScriptCheck; readonly actions: readonly CodeAction[] } {
  const { files, cursors } = parseFixture(source);
  const before = check(files.get('/main.pxl') ?? '');
  const [from, to] = cursors;
  const start = from?.offset ?? before.problems[0]?.span.start ?? 0;
  const span = { start, end: to?.offset ?? start };
  return { before, actions: codeActions({ check: before, catalog, span, only, recheck: check }) };
}

const said = ({ code, message }: Problem): string => `${code} ${message}`;

/** Problems that the first list has more often than the second. */
function without(problems: readonly Problem[], others: readonly Problem[]): readonly string[] {
  const left = others.map(said);
  return problems.map(said).filter((one) => {
    const index = left.indexOf(one);
    if (index < 0) return true;
    left.splice(index, 1);
    return false;
  });
}

/** An action gives this text, its problem is gone, and nothing new is wrong. */
export function checkAction(
  source: string,
  title: string,
  after: string,
  only?: readonly string[],
): void {
  const { before, actions } = actionsOf(source, only);
  const action = actions.find((one) => one.title === title);
  if (action === undefined) {
    expect(actions.map((one) => one.title)).toContain(title);
    return;
  }
  const text = applied(before.analysis.text, action);
  expect(text).toBe(after);
  const now = check(text);
  const { problem } = action;
  if (problem !== undefined) {
    expect(without(before.problems, now.problems), 'mended').toContain(said(problem));
  }
  const doubtful = now.problems.filter(({ severity }) => severity !== 'information');
  expect(without(doubtful, before.problems), 'new problems').toEqual([]);
  if (action.kind.startsWith('refactor')) {
    expect(now.analysis.outputs.map(shownTable)).toEqual(before.analysis.outputs.map(shownTable));
  }
}

const shownTable = ({ name, relation }: ScriptCheck['analysis']['outputs'][number]) => ({
  name,
  columns: relation.map((column) => `${column.name}: ${column.dataType}`),
});

const HEAD = "import px\ndf = px.DataFrame('http_events', start_time='-5m')\n";
const TAIL = '\npx.display(df)\n';

/** The same for a part of a script that reads `df` and shows it; '' is a line that is gone. */
export const checkLine = (before: string, title: string, after: string): void =>
  checkAction(HEAD + before + TAIL, title, HEAD + (after === '' ? TAIL.trimStart() : after + TAIL));
