/**
 * Operators and the edges between them, as the compiler's rules change them. Edges keep the order
 * in which they came about, because it decides in which order rules see the operators.
 *
 * @see pixie-io/pixie src/carnot/dag/dag.cc
 */
import type { Relation } from '../../catalog/types.ts';
import { operatorText } from '../ir/debugText.ts';
import type { IrColumn, IrExpr, IrOp, NamedExpr, PlannedOp } from '../ir/ir.ts';
import type { Resolvable } from '../ir/operators.ts';

export class GraphOp implements Resolvable {
  parents: GraphOp[] = [];
  children: GraphOp[] = [];
  columns: NamedExpr[];
  keepsInput: boolean;
  groups: readonly IrColumn[] = [];
  condition: IrExpr | undefined;
  /** `df.stream()` is below this source. */
  streaming = false;
  /** Columns the compiler adds to a map: for messages alone. */
  keptForPrint: readonly NamedExpr[] = [];
  relation: Relation | undefined;
  planned: PlannedOp | undefined;
  /** Made by the compiler: the row limit of a result. */
  readonly added: boolean;

  constructor(
    readonly op: IrOp,
    options: { readonly added?: boolean } = {},
  ) {
    this.columns =
      op.kind === 'map' ? [...op.columns] : op.kind === 'aggregate' ? [...op.aggregates] : [];
    this.keepsInput = op.kind === 'map' && op.keepsInput;
    this.condition = op.kind === 'filter' ? op.condition : undefined;
    this.added = options.added ?? false;
  }

  get id(): number {
    return this.op.id;
  }

  readonly print = (parent?: number): string => {
    const one = parent === undefined ? this : (this.parents[parent] ?? this);
    const { op, streaming, condition, groups } = one;
    const table = op.kind === 'memorySource' ? op.table : undefined;
    const columns = [...one.keptForPrint, ...one.columns];
    return operatorText({ id: op.id, kind: op.kind, table, streaming, columns, condition, groups });
  };
}

/** The part of an operator that has edges; plans of later steps have the same. */
export interface Linked<T> {
  parents: T[];
  children: T[];
}

export function link<T extends Linked<T>>(parent: T, child: T): void {
  child.parents.push(parent);
  parent.children.push(child);
}

/** `child` reads `next` instead of `old`, in the same position. */
export function replaceParent<T extends Linked<T>>(child: T, old: T, next: T): void {
  const index = child.parents.indexOf(old);
  if (index < 0) return;
  child.parents[index] = next;
  const edge = old.children.indexOf(child);
  if (edge >= 0) old.children.splice(edge, 1);
  next.children.push(child);
}

export function unlink<T extends Linked<T>>(parent: T, child: T): void {
  child.parents = child.parents.filter((one) => one !== parent);
  parent.children = parent.children.filter((one) => one !== child);
}

/** Makes an edge the youngest one of its parent. */
export function renewEdge<T extends Linked<T>>(parent: T, child: T): void {
  parent.children = [...parent.children.filter((one) => one !== child), child];
}

/** Parents first; what becomes ready first comes first. */
export function topological<T extends Linked<T>>(ops: Iterable<T>): T[] {
  const seen = new Map<T, number>();
  const order: T[] = [...ops].filter(({ parents }) => parents.length === 0);
  for (let at = 0; at < order.length; at += 1) {
    for (const child of order[at]?.children ?? []) {
      const count = (seen.get(child) ?? 0) + 1;
      seen.set(child, count);
      if (count === child.parents.length) order.push(child);
    }
  }
  return order;
}
