/**
 * Columns that hold quantiles. A script sees JSON text, yet nearly always takes single numbers out
 * of it, so the text is written only where it is really read: until then a column holds numbers, and
 * of these only those that are read are computed.
 */
import type { CallExpr, Expr, Operator, OperatorId, Plan } from '#language';
import { ALL_QUANTILES, QUANTILES } from '../functions/quantiles.ts';

/** Positions in `QUANTILES` of the numbers that are read, by column. */
type Wanted = ReadonlyMap<string, ReadonlySet<number>>;
/** The columns of each operator's output that hold quantiles as numbers. */
export type QuantileColumns = ReadonlyMap<OperatorId, Wanted>;

export function quantileColumns(plan: Plan): QuantileColumns {
  const found = new Map<OperatorId, Map<string, Set<number>>>();
  for (const operator of plan.operators) {
    const input = found.get(operator.parents[0] ?? -1) ?? new Map<string, Set<number>>();
    const columns = columnsOf(operator, input);
    if (columns.length > 0)
      found.set(operator.id, new Map(columns.map((name) => [name, new Set()])));
  }
  for (const operator of plan.operators.toReversed()) {
    const own = found.get(operator.id);
    for (const parent of operator.parents) {
      const input = found.get(parent);
      if (input !== undefined) addReads(operator, own, input);
    }
  }
  return found;
}

/** The quantile that a call takes out of a column, as its position in `QUANTILES`. */
export function pluckedQuantile({ name, args: [column, key] }: CallExpr): number | undefined {
  if (name !== 'pluck_float64' || column?.kind !== 'column' || key?.kind !== 'literal') return;
  const index = QUANTILES.findIndex(([quantile]) => quantile === key.value);
  return index < 0 ? undefined : index;
}

function columnsOf(operator: Operator, input: ReadonlyMap<string, unknown>): readonly string[] {
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

type Reads = ReadonlyMap<string, Set<number>>;

/** Adds what an operator reads of the quantiles of its input. */
function addReads(operator: Operator, own: Reads | undefined, input: Reads): void {
  const read = (column: string, indexes: Iterable<number> = ALL_QUANTILES): void => {
    for (const index of indexes) input.get(column)?.add(index);
  };
  const visit = (expr: Expr): void => {
    if (expr.kind === 'column') read(expr.name);
    if (expr.kind !== 'call') return;
    const index = pluckedQuantile(expr);
    if (index === undefined) expr.args.forEach(visit);
    else if (expr.args[0]?.kind === 'column') read(expr.args[0].name, [index]);
  };
  switch (operator.kind) {
    case 'map':
      for (const { name, expr } of operator.columns) {
        const handedOn = own?.get(name);
        if (handedOn !== undefined && expr.kind === 'column') read(expr.name, handedOn);
        else visit(expr);
      }
      return;
    case 'filter':
      visit(operator.condition);
      break;
    case 'aggregate':
      operator.groups.forEach(visit);
      operator.aggregates.forEach(({ call }) => call.args.forEach(visit));
      return;
    case 'project':
    case 'limit':
      break;
    default:
      for (const column of input.keys()) read(column);
      return;
  }
  for (const [column, indexes] of own ?? []) read(column, indexes);
}
