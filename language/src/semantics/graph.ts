/** The operators a script makes, and what the compiler does to them before it looks at types. */
import type { Catalog } from '../catalog/catalog.ts';
import type { Relation } from '../catalog/types.ts';
import type { IrExpr, IrOp, NamedExpr, OpFields, OpGraph } from './ir.ts';
import { groupingsOf, resolveOp, type ResolvedOp } from './operators.ts';
import { shownRelation } from './shownRelation.ts';
import { Refusal } from './refusal.ts';

/** The parents whose columns an operator reads: an aggregate looks through its groupings. */
export function inputsOf(op: IrOp): readonly IrOp[] {
  if (op.kind !== 'aggregate') return op.parents;
  const last = groupingsOf(op).at(-1);
  return last === undefined ? op.parents : last.parents;
}

/** @returns undefined where a parent's columns are not known. */
export function resolveFrom(
  op: IrOp,
  relationOf: (parent: IrOp) => Relation | undefined,
  catalog: Catalog,
): ResolvedOp | undefined {
  const parents: Relation[] = [];
  for (const parent of inputsOf(op)) {
    const relation = relationOf(parent);
    if (relation === undefined) return undefined;
    parents.push(relation);
  }
  return resolveOp(op, parents, catalog);
}

export class ScriptGraph implements OpGraph {
  readonly ops: IrOp[] = [];

  constructor(private readonly catalog: Catalog) {}

  /** Columns are worked out at once, for editors; problems are found later, in order. */
  add(fields: OpFields): IrOp {
    const bare: IrOp = {
      ...fields,
      id: this.ops.length,
      graph: this,
      relation: undefined,
      shown: undefined,
      planned: undefined,
    };
    const resolved = this.tryResolve(bare);
    const relation = resolved?.relation;
    const shown = relation ?? shownRelation(bare, inputsOf(bare), this.catalog);
    const op: IrOp = { ...bare, relation, shown, planned: resolved?.planned };
    this.ops.push(op);
    return op;
  }

  private tryResolve(op: IrOp): ResolvedOp | undefined {
    try {
      return resolveFrom(op, (parent) => parent.relation, this.catalog);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
}

function readsAny(expr: IrExpr, names: ReadonlySet<string>): boolean {
  if (expr.kind === 'column') return names.has(expr.name);
  return expr.kind === 'func' && expr.args.some((arg) => readsAny(arg, names));
}

/**
 * Joins a column assignment with the map before it, as the compiler does where nobody else uses
 * that map and none of its new columns is read. This decides the order of reassigned columns, and
 * lets an assignment behind a projection still see what the projection left out.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/analyzer/combine_consecutive_maps_rule.cc
 */
export function combineMaps(ops: readonly IrOp[]): readonly IrOp[] {
  const replaced = new Map<number, IrOp>();
  const current = (op: IrOp): IrOp => {
    let found = op;
    for (
      let next = replaced.get(found.id);
      next !== undefined && next !== found;
      next = replaced.get(found.id)
    ) {
      found = next;
    }
    return found;
  };
  const children = new Map<number, number>();
  for (const op of ops) {
    for (const parent of inputsOf(op)) children.set(parent.id, (children.get(parent.id) ?? 0) + 1);
  }
  const result = new Map<number, IrOp>();
  for (const original of ops) {
    const op = withParents(original, current);
    if (op.kind === 'map' && op.keepsInput) {
      const [parent] = op.parents;
      const merged = parent.kind === 'map' ? mergeInto(parent, op.columns, children) : undefined;
      if (merged !== undefined) {
        children.set(merged.id, children.get(op.id) ?? 0);
        result.set(merged.id, merged);
        replaced.set(merged.id, merged);
        replaced.set(op.id, merged);
        continue;
      }
    }
    result.set(op.id, op);
    if (op !== original) replaced.set(op.id, op);
  }
  // A map may have grown after its children were looked at: they take its last form.
  const latest = (op: IrOp): IrOp => {
    const found = replaced.get(op.id) ?? op;
    return found.id === op.id ? (result.get(op.id) ?? found) : latest(found);
  };
  return [...result.values()].sort((a, b) => a.id - b.id).map((op) => withParents(op, latest));
}

function mergeInto(
  parent: IrOp & { readonly kind: 'map' },
  columns: readonly NamedExpr[],
  children: ReadonlyMap<number, number>,
): IrOp | undefined {
  const names = new Set(parent.columns.map(({ name }) => name));
  if ((children.get(parent.id) ?? 0) > 1) return undefined;
  if (columns.some(({ expr }) => readsAny(expr, names))) return undefined;
  const merged = parent.columns.map(
    (column) => columns.find(({ name }) => name === column.name) ?? column,
  );
  const added = columns.filter(({ name }) => !names.has(name));
  return { ...parent, columns: [...merged, ...added] };
}

function withParents(op: IrOp, map: (parent: IrOp) => IrOp): IrOp {
  if (op.parents.every((parent) => map(parent) === parent)) return op;
  const parents = op.parents.map(map);
  return { ...op, parents } as IrOp;
}
