/** What is doubtful in one statement of the module, as far as it depends on that statement. */
import type { Statement } from '../../syntax/tree.ts';
import { shifted } from '../../syntax/shift.ts';
import { eachBelow, eachStatement, expressionsOf } from '../../syntax/walk.ts';
import type { Span } from '../../text/span.ts';
import { displayName, warnOfCall } from './callWarnings.ts';
import { columnAccess, type Exception, type WarningContext } from './context.ts';
import type { Warning } from '../../problems/codes.ts';
import { warnOfExpression, warnOfOtherFrame } from './expressionWarnings.ts';
import { addReads, warnOfUnused } from './unusedWarnings.ts';

export interface Finding {
  readonly rule: Warning;
  readonly span: Span;
  readonly message: string;
  readonly except: Exception | undefined;
}

export interface Findings {
  readonly found: readonly Finding[];
  /** Calls of px.display, with the name they give where a text says it. */
  readonly displays: readonly { readonly name: string | undefined; readonly span: Span }[];
  /** Names the statement reads, those in it included. */
  readonly reads: ReadonlySet<string>;
  /** Columns it gives a unit, by name. */
  readonly casts: ReadonlySet<string>;
}

/** What is remembered of a function. */
export interface KnownFindings {
  /** Where it was. */
  readonly offset: number;
  readonly findings: Findings;
}

/** Findings of the same text at another place. */
export const movedFindings = ({ offset, findings }: KnownFindings, to: number): Findings => ({
  ...findings,
  found: shifted(findings.found, to - offset),
  displays: shifted(findings.displays, to - offset),
});

export function findingsIn(statement: Statement, context: WarningContext): Findings {
  const found: Finding[] = [];
  const displays: { name: string | undefined; span: Span }[] = [];
  const reads = new Set<string>();
  const casts = new Set<string>();
  const report = (rule: Warning, span: Span, message: string, except?: Exception) => {
    found.push({ rule, span, message, except });
  };
  eachStatement([statement], (one) => {
    addReads(one, reads);
    warnOfUnused(one, context, report);
    if (one.kind === 'Assign') warnOfOtherFrame(one, context, report);
    for (const expression of expressionsOf(one)) {
      eachBelow(expression, (node) => {
        warnOfExpression(node, context, report);
        if (node.kind !== 'Call') return;
        warnOfCall(node, context, report);
        const callee = context.valueOf(node.callee);
        if (callee?.kind === 'type') for (const arg of node.args) addColumns(arg, casts);
        if (callee?.kind !== 'function' || callee.name !== 'display') return;
        const name = displayName(node);
        displays.push({ name: name?.value, span: name?.span ?? node.span });
      });
    }
  });
  return { found, displays, reads, casts };
}

function addColumns(node: Parameters<typeof eachBelow>[0], into: Set<string>): void {
  eachBelow(node, (below) => {
    const access = columnAccess(below);
    if (access !== undefined) into.add(access.name);
  });
}
