/** Finds results worth computing once. */
import type { Operator, OperatorId, Plan } from '#language';

/**
 * Aggregates, joins and unions that more than one result table needs, parents first. Only the last
 * of a chain is kept: what lies before it is read once to make it.
 */
export function sharedOperators(plan: Plan, sinks: readonly Operator[]): readonly Operator[] {
  const byId = new Map(plan.operators.map((operator) => [operator.id, operator]));
  const users = new Map<OperatorId, Set<string>>();
  /** A chain of operators reaches several sinks through the operator that splits it. */
  const visit = (id: OperatorId, user: string): void => {
    const known = users.get(id) ?? new Set();
    if (known.has(user)) return;
    users.set(id, known.add(user));
    for (const parent of byId.get(id)?.parents ?? []) visit(parent, user);
  };
  for (const sink of sinks) visit(sink.id, `sink ${String(sink.id)}`);
  const children = new Map<OperatorId, number>();
  for (const operator of plan.operators) {
    for (const parent of operator.parents) children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  const heavy = new Set<Operator['kind']>(['aggregate', 'join', 'union']);
  return plan.operators.filter(
    (operator) =>
      (users.get(operator.id)?.size ?? 0) > 1 &&
      (heavy.has(operator.kind) || hasHeavyParent(operator, byId, heavy)) &&
      (children.get(operator.id) ?? 0) > 1,
  );
}

function hasHeavyParent(
  operator: Operator,
  byId: ReadonlyMap<OperatorId, Operator>,
  heavy: ReadonlySet<Operator['kind']>,
): boolean {
  return operator.parents.some((id) => {
    const parent = byId.get(id);
    return parent !== undefined && (heavy.has(parent.kind) || hasHeavyParent(parent, byId, heavy));
  });
}
