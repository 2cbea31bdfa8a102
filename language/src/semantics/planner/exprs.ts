/** Questions about typed expressions. */
import type { Catalog } from '../../catalog/catalog.ts';
import type { CallExpr, ColumnExpr, Expr } from '../../plan/plan.ts';
import type { NamedColumn, PlanOp } from './planOp.ts';

export function eachColumn(expr: Expr, visit: (column: ColumnExpr) => void): void {
  if (expr.kind === 'column') visit(expr);
  if (expr.kind === 'call') for (const arg of expr.args) eachColumn(arg, visit);
}

/** Names of the columns an expression reads. */
export function readsOf(expr: Expr): ReadonlySet<string> {
  const names = new Set<string>();
  eachColumn(expr, ({ name }) => names.add(name));
  return names;
}

/** Meaning aside, as the compiler compares. */
export function sameExpr(a: Expr, b: Expr): boolean {
  if (a.kind === 'literal') {
    return b.kind === 'literal' && a.dataType === b.dataType && a.value === b.value;
  }
  if (a.kind === 'column') {
    return b.kind === 'column' && a.name === b.name && a.dataType === b.dataType;
  }
  if (b.kind !== 'call' || a.name !== b.name || a.args.length !== b.args.length) return false;
  return a.args.every((arg, index) => {
    const other = b.args[index];
    return other !== undefined && sameExpr(arg, other);
  });
}

/** The expressions an operator computes row by row. */
export const rowExprs = ({ kind, columns, condition }: PlanOp): readonly Expr[] =>
  kind === 'map'
    ? columns.map(({ expr }: NamedColumn) => expr)
    : condition === undefined
      ? []
      : [condition];

export type Executor = 'pem' | 'kelvin';

export const runsOnlyOn = ({ name }: CallExpr, executor: Executor, catalog: Catalog): boolean =>
  catalog.functions.get(name)?.executor === executor;

/** The first function, innermost first, that runs on one kind of agent alone. */
function firstCallOn(expr: Expr, executor: Executor, catalog: Catalog): string | undefined {
  if (expr.kind !== 'call') return undefined;
  for (const arg of expr.args.slice(expr.initArgCount)) {
    const found = firstCallOn(arg, executor, catalog);
    if (found !== undefined) return found;
  }
  return runsOnlyOn(expr, executor, catalog) ? expr.name : undefined;
}

export function operatorCallOn(
  op: PlanOp,
  executor: Executor,
  catalog: Catalog,
): string | undefined {
  for (const expr of rowExprs(op)) {
    const found = firstCallOn(expr, executor, catalog);
    if (found !== undefined) return found;
  }
  return undefined;
}
