/** Columns of an operator that is wrong, as far as they can be told: an editor goes on offering them. */
import type { Relation } from '../../catalog/types.ts';
import type { IrOp } from './ir.ts';

/**
 * `parents`: columns of the operators that `op` reads. Undefined where nothing can be told.
 *
 * @param attempt The columns of a changed `op`; undefined where that is wrong too.
 */
export function shownRelation(
  op: IrOp,
  parents: readonly Relation[],
  attempt: (op: IrOp) => Relation | undefined,
): Relation | undefined {
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
