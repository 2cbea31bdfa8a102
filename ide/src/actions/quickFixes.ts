/** Which fixes answer which problem. */
import type { Problem } from '#language';
import type { ActionContext, CodeAction, Fix, Fixer } from './action.ts';
import { valuesByCondition } from './branches.ts';
import { noOverload, notACondition, wrongCast } from './conversions.ts';
import { defaultArgument } from './defaults.ts';
import { literalLoop } from './loops.ts';
import {
  aggregatedColumn,
  columnMethod,
  namedLambda,
  refusedExpression,
  refusedStatement,
  severalModules,
  severalTargets,
} from './python.ts';
import {
  missingArguments,
  surplusArguments,
  undefinedName,
  unknownAttribute,
  unknownColumn,
  unknownJoin,
  unknownKey,
  unknownKeyword,
  unknownModule,
  unknownTable,
} from './spelling.ts';
import { malformedFlag, unknownFlag } from './flags.ts';
import { acceptedCommas, brokenSyntax } from './syntax.ts';
import * as tidy from './tidy.ts';
import * as values from './values.ts';

/** By the code of a problem. Each looks at the message too, since a code covers several. */
const FIXERS: Readonly<Record<string, readonly Fixer[]>> = {
  PXL001: [brokenSyntax],
  PXL101: [undefinedName],
  PXL103: [unknownAttribute, columnMethod],
  PXL104: [unknownModule, severalModules],
  PXL105: [refusedStatement, valuesByCondition, literalLoop],
  PXL106: [refusedExpression, namedLambda],
  PXL107: [refusedExpression],
  PXL108: [refusedExpression],
  PXL110: [severalTargets],
  PXL112: [defaultArgument],
  PXL120: [unknownKeyword, surplusArguments, missingArguments],
  // `x in [a]` is told as a list where an expression should be.
  PXL121: [refusedExpression],
  PXL201: [unknownTable],
  PXL202: [unknownColumn],
  PXL203: [noOverload],
  PXL205: [unknownKey],
  PXL206: [notACondition],
  PXL207: [tidy.groupingAlone],
  PXL208: [unknownJoin],
  PXL210: [aggregatedColumn],
  PXL211: [wrongCast],
  PXL214: [tidy.nothingShown],
  PXL215: [tidy.wrongTime],
  PXL401: [unknownFlag, malformedFlag],
  PXL601: [tidy.unusedImport],
  PXL602: [tidy.unusedDataFrame],
  PXL603: [tidy.otherDataFrame],
  PXL605: [tidy.absoluteTime],
  PXL606: [tidy.severalUnits],
  PXL607: [tidy.noStartTime],
  PXL610: [tidy.displayNameClash],
  PXL611: [tidy.aboveRowLimit],
  PXL612: [values.sumWithoutUnit],
  PXL613: [values.textPlusNumber],
  PXL615: [values.longInteger],
  PXL616: [values.numberBase],
  PXL618: [values.groupNameClash],
  PXL619: [tidy.lostAssignment],
  PXL621: [values.unknownValue],
};

function fixesOf(problem: Problem, context: ActionContext): readonly Fix[] {
  return (FIXERS[problem.code] ?? []).flatMap((fixer) => fixer(problem, context));
}

export const asAction = (
  { title, edits, visEdits, isPreferred }: Fix,
  problem: Problem | undefined,
): CodeAction => ({ title, kind: 'quickfix', edits, visEdits, problem, isPreferred });

/** Fixes for the problems given, those of one title once. */
export function quickFixes(
  problems: readonly Problem[],
  context: ActionContext,
): readonly CodeAction[] {
  const found = new Map<string, CodeAction>();
  for (const problem of problems) {
    for (const fix of fixesOf(problem, context)) {
      const key = `${fix.title}@${String(fix.edits[0]?.span.start)}`;
      if (!found.has(key)) found.set(key, asAction(fix, problem));
    }
  }
  return [...found.values()];
}

/** Fixes that may be done without a look, for all problems of a script. */
export function safeFixes(problems: readonly Problem[], context: ActionContext): readonly Fix[] {
  const fixes = problems.flatMap((problem) => fixesOf(problem, context));
  return [...fixes, ...acceptedCommas(context)].filter(({ isSafe }) => isSafe === true);
}
