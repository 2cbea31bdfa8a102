/** What the operators after an operator need of it: which columns, and whether in order. */
import type { Expr, Operator, OperatorId, Plan } from '#language';
import { readsInOrder } from './rowOrder.ts';
import type { UniqueKeys } from './uniqueKeys.ts';

export interface Requirement {
  readonly columns: ReadonlySet<string>;
  /** False where nothing that follows reads the order. */
  readonly ordered: boolean;
}

/** Requirements of every operator of the plan; one that nothing needs has no columns. */
export function requirements(plan: Plan, keys: UniqueKeys): ReadonlyMap<OperatorId, Requirement> {
  const found = new Map<OperatorId, { columns: Set<string>; ordered: boolean }>(
    plan.operators.map(({ id }) => [id, { columns: new Set(), ordered: false }]),
  );
  for (const operator of plan.operators.toReversed()) {
    const own = found.get(operator.id);
    if (own === undefined) continue;
    operator.parents.forEach((parent, side) => {
      const target = found.get(parent);
      if (target === undefined) return;
      for (const column of inputColumns(operator, side, own.columns)) target.columns.add(column);
      target.ordered ||= readsInOrder(operator, side, own.ordered, keys);
    });
  }
  return found;
}

function inputColumns(
  operator: Operator,
  side: number,
  needed: ReadonlySet<string>,
): Iterable<string> {
  switch (operator.kind) {
    case 'memorySource':
    case 'udtfSource':
      return [];
    case 'map':
      return operator.columns
        .filter(({ name }) => needed.has(name))
        .flatMap(({ expr }) => columnsOf(expr));
    case 'filter':
      return [...needed, ...columnsOf(operator.condition)];
    case 'project':
    case 'union':
    case 'limit':
      return needed;
    case 'aggregate':
      return [
        ...operator.groups.map(({ name }) => name),
        ...operator.aggregates
          .filter(({ name }) => needed.has(name))
          .flatMap(({ call }) => columnsOf(call)),
      ];
    case 'join': {
      const keys = side === 0 ? operator.leftOn : operator.rightOn;
      const outputs = operator.outputs.filter(
        (output, index) =>
          output.side === (side === 0 ? 'left' : 'right') &&
          needed.has(operator.relation[index]?.name ?? ''),
      );
      return [...keys.map(({ name }) => name), ...outputs.map(({ column }) => column)];
    }
    case 'sink':
      return operator.relation.map(({ name }) => name);
    case 'otelSink':
      // An export names its columns itself and needs few rows; all are kept.
      return operator.relation.map(({ name }) => name);
  }
}

function columnsOf(expr: Expr): string[] {
  switch (expr.kind) {
    case 'literal':
      return [];
    case 'column':
      return [expr.name];
    case 'call':
      return expr.args.flatMap(columnsOf);
  }
}
