/** What the compiler accepts and the author hardly means. */
import { WARNING_CODES, warningSeverity } from '../../problems/codes.ts';
import type { Problem } from '../../problems/problem.ts';
import type { Statement } from '../../syntax/tree.ts';
import type { Span } from '../../text/span.ts';
import type { Exception, Report, WarningContext } from './context.ts';
import type { Findings } from './findings.ts';
import { warnOfLost, warnOfUncalled } from './unusedWarnings.ts';

/** A statement of the module, with what is doubtful in it by itself. */
export interface WarnedStatement extends Findings {
  readonly statement: Statement;
}

/**
 * @param parts All statements of the module.
 * @param namedFunctions Functions that vis.json calls; undefined without a vis.json.
 * @returns in text order.
 */
export function warningsOf(
  parts: readonly WarnedStatement[],
  context: WarningContext,
  namedFunctions: readonly string[] | undefined,
): readonly Problem[] {
  // Asked for few names, so that no set of all names of the script is made with every key.
  const isRead = (name: string) => parts.some(({ reads }) => reads.has(name));
  const isCast = (name: string) => parts.some(({ casts }) => casts.has(name));
  const traces = parts.some(({ statement }) => importsTracing(statement));
  const found: Problem[] = [];
  const isVoid = ({ read, cast }: Exception): boolean =>
    (read !== undefined && isRead(read)) || (cast !== undefined && isCast(cast));
  const report: Report = (rule, span, message, except) => {
    // A tracepoint's table is as young as the tracepoint.
    if (rule === 'noStartTime' && traces) return;
    if (except !== undefined && isVoid(except)) return;
    const code = WARNING_CODES[rule];
    const severity = warningSeverity(rule);
    found.push({ code, severity, message, span, reportedByCompiler: false });
  };
  for (const one of parts) {
    for (const { rule, span, message, except } of one.found) report(rule, span, message, except);
  }
  const functions = parts.filter(({ statement }) => statement.kind === 'Function');
  const statements = parts.map(({ statement }) => statement);
  const isReadInFunctions = (name: string) => functions.some(({ reads }) => reads.has(name));
  warnOfLost(statements, isReadInFunctions, context, report);
  const displays = parts
    .filter(({ statement }) => statement.kind !== 'Function')
    .flatMap((one) => one.displays);
  found.push(...displayClashes(displays));
  if (namedFunctions !== undefined || displays.length > 0) {
    warnOfUncalled(parts, namedFunctions, report);
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** Two tables of one name: the second gets a number. */
function displayClashes(displays: Findings['displays']): readonly Problem[] {
  const first = new Map<string, Span>();
  const code = WARNING_CODES.displayNameClash;
  const severity = warningSeverity('displayNameClash');
  return displays.flatMap(({ name, span }) => {
    const other = name === undefined ? undefined : first.get(name);
    if (name !== undefined && other === undefined) first.set(name, span);
    if (name === undefined || other === undefined) return [];
    const message = `Another table is displayed as '${name}': this one gets a number behind.`;
    const place = `A table is displayed as '${name}' here already.`;
    const related = [{ message: place, span: other, file: 'script' as const }];
    return [{ code, severity, message, span, reportedByCompiler: false, related }];
  });
}

const importsTracing = (node: Statement): boolean =>
  node.kind === 'Import' && node.names.some(({ name }) => name.text === 'pxtrace');
