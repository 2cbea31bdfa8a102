/**
 * Columns that hold quantiles. A script sees JSON text, yet nearly always takes single numbers out
 * of it, so the text is written only where it is really read: until then a column holds numbers.
 */
import type { Operator, OperatorId, Plan } from '#language';

export type QuantileColumns = ReadonlyMap<OperatorId, ReadonlySet<string>>;

/** The columns of each operator's output that hold quantiles as numbers. */
export function quantileColumns(plan: Plan): QuantileColumns {
  const found = new Map<OperatorId, ReadonlySet<string>>();
  for (const operator of plan.operators) {
    const columns = columnsOf(operator, found.get(operator.parents[0] ?? -1) ?? new Set());
    if (columns.length > 0) found.set(operator.id, new Set(columns));
  }
  return found;
}

function columnsOf(operator: Operator, input: ReadonlySet<string>): readonly string[] {
  switch (operator.kind) {
    case 'aggregate':
      return operator.aggregates
        .filter(({ call }) => call.name === 'quantiles')
        .map(({ name }) => name);
    case 'map':
      return operator.columns
        .filter(({ expr }) => expr.kind === 'column' && input.has(expr.name))
        .map(({ name }) => name);
    case 'filter':
    case 'project':
    case 'limit':
      return operator.relation.map(({ name }) => name).filter((name) => input.has(name));
    case 'memorySource':
    case 'udtfSource':
    case 'join':
    case 'union':
    case 'sink':
    case 'otelSink':
      return [];
  }
}
