/** Which columns of an operator's output have no two rows with the same values. */
import type { Operator, OperatorId, Plan } from '#language';

/** In the order of the columns by which rows that are in order are sorted. */
export type UniqueKeys = ReadonlyMap<OperatorId, ReadonlySet<string>>;

/** Columns known to be unique together; only groups and what is done with them are followed. */
export function uniqueKeys(plan: Plan): UniqueKeys {
  const found = new Map<OperatorId, ReadonlySet<string>>();
  for (const operator of plan.operators) {
    const key = keyOf(operator, found.get(operator.parents[0] ?? -1));
    if (key !== undefined) found.set(operator.id, key);
  }
  return found;
}

function keyOf(
  operator: Operator,
  input: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  switch (operator.kind) {
    case 'aggregate':
      return new Set(operator.relation.slice(0, operator.groups.length).map(({ name }) => name));
    case 'filter':
    case 'limit':
      return input;
    case 'project':
      return [...(input ?? [])].every((key) => operator.relation.some(({ name }) => name === key))
        ? input
        : undefined;
    case 'map': {
      if (input === undefined) return undefined;
      const renamed = new Map(
        operator.columns.flatMap(({ name, expr }) =>
          expr.kind === 'column' ? [[expr.name, name] as const] : [],
        ),
      );
      const names = [...input].map((name) => renamed.get(name));
      const known = names.filter((name) => name !== undefined);
      return known.length === names.length ? new Set(known) : undefined;
    }
    default:
      return undefined;
  }
}
