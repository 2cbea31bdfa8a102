/** Typed operators as the compiler's optimizer and splitter change them. */
import type { Relation } from '../../catalog/types.ts';
import type { CallExpr, ColumnExpr, Expr } from '../../plan/plan.ts';
import type { IrOp, Place } from '../ir/ir.ts';
import { renewEdge, topological, type GraphOp, type Linked } from './opGraph.ts';

export interface NamedColumn {
  readonly name: string;
  readonly expr: Expr;
}
export interface JoinOutput {
  readonly side: 'left' | 'right';
  readonly column: string;
}
/** What is left of an operator's kind once it is typed. */
export type PlanOpKind = Exclude<IrOp['kind'], 'drop' | 'groupBy' | 'stream'>;

export interface PlanOp extends Linked<PlanOp> {
  readonly id: number;
  readonly kind: PlanOpKind;
  readonly place: Place;
  relation: Relation;
  /** Of a map. */
  columns: readonly NamedColumn[];
  /** Of a filter. */
  condition: Expr | undefined;
  groups: readonly ColumnExpr[];
  aggregates: readonly { readonly name: string; readonly call: CallExpr }[];
  readonly join:
    | {
        readonly how: string;
        readonly suffixes: readonly [string, string];
        readonly leftOn: readonly ColumnExpr[];
        readonly rightOn: readonly ColumnExpr[];
      }
    | undefined;
  /** Of a join, one per column. */
  outputs: readonly JoinOutput[];
  readonly source:
    | {
        readonly table: string;
        readonly startNs: bigint | undefined;
        readonly endNs: bigint | undefined;
        /** Empty: all of the table's. */
        readonly select: readonly string[];
      }
    | undefined;
  readonly limit: { readonly rows: number; readonly nodeOnly: boolean } | undefined;
}

type Content = Omit<PlanOp, keyof Linked<PlanOp>>;

export function planOp(
  content: Pick<Content, 'id' | 'kind' | 'place' | 'relation'> & Partial<Content>,
): PlanOp {
  return {
    columns: [],
    condition: undefined,
    groups: [],
    aggregates: [],
    outputs: [],
    join: undefined,
    source: undefined,
    limit: undefined,
    parents: [],
    children: [],
    ...content,
  };
}

const columnsOf = (relation: Relation, { span, at }: Place): readonly NamedColumn[] =>
  relation.map(({ name, dataType, semanticType }) => ({
    name,
    expr: { kind: 'column', name, dataType, semanticType, span, at },
  }));

/** A map that gives what it gets. */
export const identityMap = (id: number, parent: PlanOp): PlanOp =>
  planOp({
    id,
    kind: 'map',
    place: parent.place,
    relation: parent.relation,
    columns: columnsOf(parent.relation, parent.place),
  });

function contentOf({ op, planned, relation = [] }: GraphOp): PlanOp | undefined {
  const { id, place } = op;
  const base = { id, place, relation };
  switch (planned?.kind) {
    case undefined:
      return undefined;
    case 'memorySource': {
      const { table, startNs, endNs } = planned;
      const select = op.kind === 'memorySource' ? op.select.map(({ name }) => name) : [];
      return planOp({ ...base, kind: 'memorySource', source: { table, startNs, endNs, select } });
    }
    case 'map':
      return planOp({ ...base, kind: 'map', columns: planned.columns });
    case 'filter':
      return planOp({ ...base, kind: 'filter', condition: planned.condition });
    case 'project':
      if (op.kind === 'rolling') return planOp({ ...base, kind: 'rolling' });
      return planOp({ ...base, kind: 'map', columns: columnsOf(relation, place) });
    case 'aggregate': {
      const { groups, aggregates } = planned;
      return planOp({ ...base, kind: 'aggregate', groups, aggregates });
    }
    case 'join': {
      const { how, leftOn, rightOn, outputs } = planned;
      const suffixes = op.kind === 'join' ? op.suffixes : (['', ''] as const);
      return planOp({ ...base, kind: 'join', join: { how, suffixes, leftOn, rightOn }, outputs });
    }
    case 'limit': {
      const nodeOnly = op.kind === 'limit' && op.nodeOnly;
      return planOp({ ...base, kind: 'limit', limit: { rows: planned.rows, nodeOnly } });
    }
    case 'udtfSource':
    case 'union':
    case 'sink':
    case 'otelSink':
      return planOp({ ...base, kind: planned.kind });
  }
}

/** @returns parents first. */
export function planOps(graph: readonly GraphOp[]): PlanOp[] {
  const made = new Map<GraphOp, PlanOp>();
  for (const one of graph) {
    const op = contentOf(one);
    if (op !== undefined) made.set(one, op);
  }
  const all = (ops: readonly GraphOp[]) => ops.flatMap((one) => made.get(one) ?? []);
  for (const [one, op] of made) {
    op.parents = all(one.parents);
    op.children = all(one.children);
  }
  // The map that drops columns is younger than the drop it replaces.
  for (const [{ op: original }, op] of made) {
    if (original.kind === 'drop') for (const parent of op.parents) renewEdge(parent, op);
  }
  return topological(made.values());
}
