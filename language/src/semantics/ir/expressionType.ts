/** Types of an expression outside an operator, for editors. */
import type { Catalog } from '../../catalog/catalog.ts';
import type { Relation } from '../../catalog/types.ts';
import type { Cast, IrExpr } from './ir.ts';
import { Unknown, Refusal } from './refusal.ts';
import { resolveExpr } from './resolve.ts';

/** Read from the DataFrames its columns were written on; undefined where it does not fit them. */
export function expressionType(expr: IrExpr, catalog: Catalog): Cast | undefined {
  try {
    return resolveExpr(expr, [originOf(expr)], { catalog, convertsMetadata: true });
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unknown) return undefined;
    throw error;
  }
}

function originOf(expr: IrExpr): Relation {
  switch (expr.kind) {
    case 'literal':
      return [];
    case 'column':
    case 'metadata':
      return (expr.from && expr.from.graph.shownOf(expr.from)) ?? [];
    case 'func': {
      const [first = [], ...others] = expr.args.map(originOf).filter(({ length }) => length > 0);
      // Mostly they are all on one DataFrame.
      return others.every((one) => one === first) ? first : [first, ...others].flat();
    }
  }
}
