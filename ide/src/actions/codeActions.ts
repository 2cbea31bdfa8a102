/** Everything that can be done at a place of a script. */
import {
  type CodeActionRequest,
  actionContext,
  type ActionContext,
  type ActionKind,
  type CodeAction,
} from './action.ts';
import type { Problem, Span } from '#language';
import { generateVis } from '#vis';
import { columnStyle } from './columnStyle.ts';
import { extractFunction, extractVariable } from './extract.ts';
import { fixAll } from './fixAll.ts';
import { inlineVariable } from './inline.ts';
import { organizeImports } from './organizeImports.ts';
import { asAction, quickFixes } from './quickFixes.ts';
import { acceptedCommas } from './syntax.ts';

const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

/** Whether the editor wants a kind. Source actions are not for the light bulb. */
function wants(only: readonly string[] | undefined, kind: ActionKind): boolean {
  if (only === undefined) return !kind.startsWith('source.');
  return only.some((one) => one === '' || kind === one || kind.startsWith(`${one}.`));
}

export function codeActions(request: CodeActionRequest): readonly CodeAction[] {
  const { check, catalog, span, only } = request;
  const context = actionContext(check, catalog);
  const at = (problem: Problem) => touches(problem.span, span);
  const makers: readonly (readonly [ActionKind, () => readonly CodeAction[]])[] = [
    ['quickfix', () => quickFixes(check.problems.filter(at), context)],
    ['quickfix', () => commasAt(span, context)],
    ['refactor.extract', () => extractVariable(span, context)],
    ['refactor.extract', () => extractFunction(span, context)],
    ['refactor.inline', () => inlineVariable(span, context)],
    ['refactor.rewrite', () => columnStyle(span, context)],
    ['refactor.rewrite', () => visBeside(request)],
    ['source.organizeImports', () => organizeImports(context)],
    ['source.fixAll.pxl', () => fixAll(request)],
  ];
  return makers.flatMap(([kind, make]) => (wants(only, kind) ? make() : []));
}

const commasAt = (span: Span, context: ActionContext): readonly CodeAction[] => {
  const line = (offset: number) => context.analysis.text.lastIndexOf('\n', offset - 1);
  const accepted = context.analysis.problems.every(({ code }) => code !== 'PXL001');
  return acceptedCommas(context)
    .filter(({ offset }) => accepted && line(offset) === line(span.end))
    .map((fix) => asAction(fix, undefined));
};

/** At the name of a function, where there is no vis.json yet. */
function visBeside({ check, span }: CodeActionRequest): readonly CodeAction[] {
  const { analysis, vis } = check;
  const isAtFunction = analysis.functions.some(
    (node) => node.span.start <= span.start && span.end <= node.name.span.end,
  );
  const made = vis === undefined && isAtFunction ? generateVis(analysis) : undefined;
  if (made?.kind !== 'generated') return [];
  return [{ title: 'Create vis.json', kind: 'refactor.rewrite', edits: [], newVis: made.text }];
}
