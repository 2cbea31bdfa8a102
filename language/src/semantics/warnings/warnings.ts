/** What the compiler accepts and the author hardly means. */
import { WARNING_CODES } from '../../problems/codes.ts';
import { documentationOf } from '../../problems/documentation.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Module } from '../../syntax/tree.ts';
import { eachBelow, eachExpression } from '../../syntax/walk.ts';
import { warnOfCall, warnOfDisplays } from './callWarnings.ts';
import { columnAccess, type Report, type WarningContext } from './context.ts';
import { warnOfExpression, warnOfOtherFrames } from './expressionWarnings.ts';
import { warnOfUnused } from './unusedWarnings.ts';

export function warningsOf(
  tree: Module,
  given: Omit<WarningContext, 'castColumns'>,
): readonly Problem[] {
  const context: WarningContext = { ...given, castColumns: castColumns(tree, given) };
  const found: Problem[] = [];
  const traces = importsTracing(tree);
  const report: Report = (rule, span, message) => {
    // A tracepoint's table is as young as the tracepoint.
    if (rule === 'noStartTime' && traces) return;
    const code = WARNING_CODES[rule];
    const { severity } = documentationOf(code);
    found.push({ code, severity, message, span, reportedByCompiler: false });
  };
  warnOfUnused(tree, context, report);
  warnOfOtherFrames(tree, context, report);
  warnOfDisplays(tree, context, report);
  eachExpression(tree, (node) => {
    warnOfExpression(node, context, report);
    if (node.kind === 'Call') warnOfCall(node, context, report);
  });
  return found;
}

function castColumns(
  tree: Module,
  { valueOf }: Pick<WarningContext, 'valueOf'>,
): ReadonlySet<string> {
  const names = new Set<string>();
  eachExpression(tree, (node) => {
    if (node.kind !== 'Call' || valueOf(node.callee)?.kind !== 'type') return;
    for (const arg of node.args) {
      eachBelow(arg, (below) => {
        const access = columnAccess(below);
        if (access !== undefined) names.add(access.name);
      });
    }
  });
  return names;
}

const importsTracing = ({ statements }: Module): boolean =>
  statements.some(
    (node) => node.kind === 'Import' && node.names.some(({ name }) => name.text === 'pxtrace'),
  );
