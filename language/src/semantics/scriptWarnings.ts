/** What is doubtful in a script, statement by statement, remembered where nothing has changed. */
import type { Problem } from '../problems/problem.ts';
import type { Expression, Statement } from '../syntax/tree.ts';
import type { Span } from '../text/span.ts';
import type { ScriptLineage, ValueDescription } from '../analysis/analysis.ts';
import type { Value } from './values/values.ts';
import type { ScriptMemory } from './incremental/scriptMemory.ts';
import { hasColumnOf } from './lineage/scriptLineage.ts';
import type { Unit } from './incremental/units.ts';
import type { WarningContext } from './warnings/context.ts';
import { findingsIn, movedFindings, type Findings } from './warnings/findings.ts';
import { warningsOf } from './warnings/warnings.ts';

export interface WarnedScript {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly sourceOf: ReadonlyMap<Statement, string>;
  readonly memory: ScriptMemory;
  readonly namedFunctions: readonly string[] | undefined;
  /** Rows per result table. */
  readonly rowLimit: number | undefined;
  /** The unit that tells most of a statement. */
  readonly unitOf: (statement: Statement) => Unit | undefined;
  readonly clampedHeadsOf: (unit: Unit) => readonly Span[];
  /** The value of an expression as a unit shows it, or the script. */
  readonly valueIn: (unit: Unit | undefined) => (node: Expression) => Value | undefined;
  readonly lineageOf: (unit: Unit | undefined) => ScriptLineage;
  readonly describe: (value: Value) => ValueDescription;
}

export function scriptWarnings(script: WarnedScript): readonly Problem[] {
  const contexts = new Map<Unit | undefined, WarningContext>();
  const contextOf = (unit: Unit | undefined): WarningContext => {
    const known = contexts.get(unit) ?? contextFor(unit, script);
    contexts.set(unit, known);
    return known;
  };
  const parts = script.statements.map((statement) => ({
    statement,
    ...findingsOf(statement, script, contextOf),
  }));
  return warningsOf(parts, contextOf(undefined), script.namedFunctions);
}

function findingsOf(
  statement: Statement,
  { unitOf, sourceOf, memory }: WarnedScript,
  contextOf: (unit: Unit | undefined) => WarningContext,
): Findings {
  const unit = unitOf(statement);
  const source = sourceOf.get(statement);
  if (unit?.key === undefined || source === undefined) {
    return findingsIn(statement, contextOf(unit));
  }
  // Of several statements of one text each is a root of its own.
  const key = `${unit.key} ${String(unit.roots.indexOf(statement))} ${source}`;
  const offset = statement.span.start;
  const known = memory.findings.get(key);
  if (known !== undefined) return movedFindings(known, offset);
  const findings = findingsIn(statement, contextOf(unit));
  memory.findings.set(key, { offset, findings });
  return findings;
}

function contextFor(unit: Unit | undefined, script: WarnedScript): WarningContext {
  const valueOf = script.valueIn(unit);
  const lineage = () => script.lineageOf(unit);
  return {
    text: script.text,
    rowLimit: script.rowLimit,
    clampedHeads: unit === undefined ? [] : script.clampedHeadsOf(unit),
    valueOf: (node) => {
      const value = valueOf(node);
      return value && script.describe(value);
    },
    hasColumnOf: (own, other, column) => hasColumnOf({ own, other, column }, { valueOf, lineage }),
  };
}
