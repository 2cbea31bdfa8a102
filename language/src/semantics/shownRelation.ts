/** Columns of an operator that is wrong, as far as they can be told: an editor goes on offering them. */
import type { Catalog } from '../catalog/catalog.ts';
import type { Relation } from '../catalog/types.ts';
import type { IrOp } from './ir.ts';
import { resolveOp } from './operators.ts';
import { Refusal } from './refusal.ts';

/** `inputs`: the operators whose columns `op` reads. Undefined where nothing can be told. */
export function shownRelation(
  op: IrOp,
  inputs: readonly IrOp[],
  catalog: Catalog,
): Relation | undefined {
  const parents: Relation[] = [];
  for (const { shown } of inputs) {
    if (shown === undefined) return undefined;
    parents.push(shown);
  }
  const attempt = (one: IrOp): Relation | undefined => {
    try {
      return resolveOp(one, parents, catalog).relation;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
  const whole = attempt(op);
  if (whole !== undefined) return whole;
  switch (op.kind) {
    case 'map': {
      const columns = op.columns.filter((column) => attempt({ ...op, columns: [column] }));
      return attempt({ ...op, columns });
    }
    case 'aggregate': {
      const aggregates = op.aggregates.filter((one) => attempt({ ...op, aggregates: [one] }));
      return attempt({ ...op, aggregates });
    }
    case 'drop': {
      const columns = op.columns.filter(({ name }) => parents[0]?.some((one) => one.name === name));
      return attempt({ ...op, columns });
    }
    case 'filter':
    case 'union':
      return parents[0];
    default:
      return undefined;
  }
}
