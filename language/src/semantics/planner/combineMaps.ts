/**
 * Joins a column assignment with the map before it, where nobody else uses that map and none of its
 * new columns is read. This decides the order of reassigned columns, and lets an assignment behind
 * a projection still see what the projection left out.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/analyzer/combine_consecutive_maps_rule.cc
 */
import type { IrExpr } from '../ir/ir.ts';
import { replaceParent, topological, type GraphOp } from './opGraph.ts';

/** @returns the operators that are left. */
export function combineMaps(ops: readonly GraphOp[]): GraphOp[] {
  const gone = new Set<GraphOp>();
  const positions = new Map<GraphOp, Map<string, number>>();
  const positionsIn = (map: GraphOp) => {
    const known = positions.get(map);
    if (known !== undefined) return known;
    const found = new Map(map.columns.map(({ name }, index) => [name, index]));
    map.columns = [...map.columns];
    positions.set(map, found);
    return found;
  };
  for (const child of topological(ops)) {
    const [parent] = child.parents;
    if (child.op.kind !== 'map' || !child.keepsInput) continue;
    if (parent?.op.kind !== 'map' || parent.children.length > 1) continue;
    const names = positionsIn(parent);
    if (child.columns.some(({ expr }) => readsAny(expr, names))) continue;
    for (const column of child.columns) {
      const at = names.get(column.name) ?? parent.columns.length;
      parent.columns[at] = column;
      names.set(column.name, at);
    }
    parent.children = [];
    for (const grandchild of [...child.children]) replaceParent(grandchild, child, parent);
    gone.add(child);
  }
  return ops.filter((op) => !gone.has(op));
}

function readsAny(expr: IrExpr, names: ReadonlyMap<string, number>): boolean {
  if (expr.kind === 'column') return names.has(expr.name);
  return expr.kind === 'func' && expr.args.some((arg) => readsAny(arg, names));
}
