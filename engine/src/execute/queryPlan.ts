/** The table `__query_plan__` of `#px:set explain=true` and `analyze=true`: the plan as DOT graph. */
import type { Expr, Operator, OperatorId, Plan, Relation } from '#language';

export const QUERY_PLAN_TABLE = '__query_plan__';
export const QUERY_PLAN_RELATION: Relation = [
  { name: 'query_plan', dataType: 'STRING', semanticType: 'ST_NONE' },
];

/** What one operator gave when it ran by itself. */
export interface OperatorCost {
  readonly rows: bigint;
  readonly durationNs: bigint;
}

/** A DOT graph of the operators; with `costs` each tells its rows and time. */
export function queryPlanDot(plan: Plan, costs: ReadonlyMap<OperatorId, OperatorCost>): string {
  const nodes = plan.operators.map((operator) => {
    const lines = [titleOf(operator), ...detailsOf(operator), ...costLines(costs.get(operator.id))];
    return `  op${String(operator.id)} [shape=box, label=${dotText(lines)}];`;
  });
  const edges = plan.operators.flatMap((operator) =>
    operator.parents.map((parent) => `  op${String(parent)} -> op${String(operator.id)};`),
  );
  return ['digraph query_plan {', ...nodes, ...edges, '}', ''].join('\n');
}

const dotText = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replace(/["\\]/gu, '\\$&').replaceAll('\n', ' ')).join('\\n')}"`;

function costLines(cost: OperatorCost | undefined): string[] {
  if (cost === undefined) return [];
  const milliseconds = (Number(cost.durationNs) / 1e6).toFixed(3);
  return [`rows: ${String(cost.rows)}`, `time: ${milliseconds} ms`];
}

const TITLES: Readonly<Record<Operator['kind'], string>> = {
  memorySource: 'Memory source',
  udtfSource: 'UDTF source',
  map: 'Map',
  filter: 'Filter',
  project: 'Project',
  aggregate: 'Aggregate',
  join: 'Join',
  union: 'Union',
  limit: 'Limit',
  sink: 'Sink',
  otelSink: 'OpenTelemetry sink',
};
const titleOf = (operator: Operator): string => `${TITLES[operator.kind]} (${String(operator.id)})`;

function detailsOf(operator: Operator): string[] {
  switch (operator.kind) {
    case 'memorySource':
      return [operator.table, columnNames(operator.relation)];
    case 'udtfSource':
      return [operator.udtf];
    case 'map':
      return operator.columns
        .filter(({ name, expr }) => expr.kind !== 'column' || expr.name !== name)
        .map(({ name, expr }) => `${name} = ${exprText(expr)}`);
    case 'filter':
      return [exprText(operator.condition)];
    case 'project':
      return [columnNames(operator.relation)];
    case 'aggregate': {
      const groups = operator.groups.map(({ name }) => name).join(', ');
      const calls = operator.aggregates.map(({ name, call }) => `${name} = ${exprText(call)}`);
      return groups === '' ? calls : [`by ${groups}`, ...calls];
    }
    case 'join': {
      const keys = operator.leftOn.map(
        ({ name }, index) => `${name} = ${operator.rightOn[index]?.name ?? ''}`,
      );
      return [operator.how, ...keys];
    }
    case 'limit':
      return [String(operator.rows)];
    case 'sink':
      return [operator.name];
    case 'union':
    case 'otelSink':
      return [];
  }
}

const columnNames = (relation: Relation): string => relation.map(({ name }) => name).join(', ');

function exprText(expr: Expr): string {
  switch (expr.kind) {
    case 'column':
      return expr.name;
    case 'literal':
      return typeof expr.value === 'string' ? `'${expr.value}'` : String(expr.value);
    case 'call':
      return `${expr.name}(${expr.args.map(exprText).join(', ')})`;
  }
}
