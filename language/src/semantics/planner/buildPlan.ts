/** The plan and the result tables of typed operators. */
import type { Operator, Plan, PlanFlags } from '../../plan/plan.ts';
import type { OutputTable } from '../../analysis/analysis.ts';
import type { PlannedOp } from '../ir/ir.ts';
import type { GraphOp } from './opGraph.ts';

/** Operators somebody sees the rows of. */
export function reachable(ops: readonly GraphOp[]): readonly GraphOp[] {
  const kept = new Set<GraphOp>();
  const pending = ops.filter(({ op }) => op.kind === 'sink' || op.kind === 'otelSink');
  for (let op = pending.pop(); op !== undefined; op = pending.pop()) {
    if (kept.has(op)) continue;
    kept.add(op);
    pending.push(...op.parents);
  }
  return ops.filter((op) => kept.has(op));
}

type SinkNames = ReadonlyMap<number, string>;

export const outputsOf = (ops: readonly GraphOp[], names: SinkNames): readonly OutputTable[] =>
  ops
    .filter(({ op }) => op.kind === 'sink')
    .sort((a, b) => a.id - b.id)
    .map(({ op, relation = [] }) => ({
      name: names.get(op.id) ?? '',
      relation,
      span: op.place.span,
    }));

export function buildPlan(
  ops: readonly GraphOp[],
  names: SinkNames,
  nowNs: bigint,
  flags: PlanFlags,
): Plan {
  // The row limit of a result is the sink's own here.
  const live = ops.filter(({ added }) => !added).sort((a, b) => a.id - b.id);
  const order = topologicalById(live);
  const ids = new Map(order.map((op, index) => [op, index]));
  const operators = order.map((one, id): Operator => {
    const { op, planned, relation = [], streaming } = one;
    if (planned === undefined) throw new Error('an accepted script has typed operators');
    const parents = parentsOf(one).map((parent) => ids.get(parent) ?? 0);
    const base = { id, parents, relation, span: op.place.span };
    const finished: PlannedOp =
      planned.kind === 'sink'
        ? { ...planned, name: names.get(op.id) ?? planned.name }
        : planned.kind === 'memorySource'
          ? { ...planned, streaming }
          : planned;
    return { ...base, ...finished };
  });
  return { operators, nowNs, flags };
}

/** Without the limits the compiler adds. */
const parentsOf = ({ parents }: GraphOp): readonly GraphOp[] =>
  parents.flatMap((parent) => (parent.added ? parent.parents : [parent]));

/** Parents first, otherwise as they were made. */
function topologicalById(ops: readonly GraphOp[]): readonly GraphOp[] {
  const order: GraphOp[] = [];
  const placed = new Set<GraphOp>();
  for (const start of ops) {
    const pending = [start];
    for (let op = pending.at(-1); op !== undefined; op = pending.at(-1)) {
      const missing = parentsOf(op).filter((parent) => !placed.has(parent));
      if (missing.length > 0) pending.push(...missing);
      else {
        pending.pop();
        if (!placed.has(op)) order.push(op);
        placed.add(op);
      }
    }
  }
  return order;
}
