/**
 * Leaves out what nobody needs.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/optimizer
 */
import type { OtelExport } from '../../plan/plan.ts';
import { PhasedRefusal } from '../ir/refusal.ts';
import { eachColumn, readsOf } from './exprs.ts';
import { replaceParent, topological } from './opGraph.ts';
import type { PlanOp } from './planOp.ts';

/** Operators whose rows somebody gets. */
export function connected(ops: readonly PlanOp[]): PlanOp[] {
  const kept = new Set<PlanOp>();
  const pending = ops.filter(({ kind }) => kind === 'sink' || kind === 'otelSink');
  for (let op = pending.pop(); op !== undefined; op = pending.pop()) {
    if (kept.has(op)) continue;
    kept.add(op);
    pending.push(...op.parents);
  }
  for (const op of kept) op.children = op.children.filter((child) => kept.has(child));
  return ops.filter((op) => kept.has(op));
}

/** @throws PhasedRefusal where an operator cannot tell which columns it needs. */
export function pruneColumns(
  ops: readonly PlanOp[],
  exports: ReadonlyMap<number, OtelExport>,
): void {
  const required = new Map<PlanOp, Set<string>>();
  for (const op of topological(ops).reverse()) {
    const wanted = required.get(op);
    if (op.kind === 'rolling') {
      const message = "Rolling operator doesn't support PruneOutputColumntTo.";
      throw new PhasedRefusal('pruning', op.place, message, { positioned: false });
    }
    if (wanted !== undefined) prune(op, wanted);
    inputs(op, exports).forEach((names, index) => {
      const parent = op.parents[index];
      if (parent === undefined) return;
      const known = required.get(parent) ?? new Set();
      for (const name of names) known.add(name);
      required.set(parent, known);
    });
  }
}

function prune(op: PlanOp, wanted: Set<string>): void {
  const [first] = op.relation;
  if (wanted.size === 0 && first !== undefined) wanted.add(first.name);
  if (op.kind === 'map') op.columns = op.columns.filter(({ name }) => wanted.has(name));
  if (op.kind === 'aggregate') {
    op.aggregates = op.aggregates.filter(({ name }) => wanted.has(name));
    for (const { name } of op.groups) wanted.add(name);
  }
  if (op.kind === 'join') {
    op.outputs = op.outputs.filter((_, index) => wanted.has(op.relation[index]?.name ?? ''));
  }
  op.relation = op.relation.filter(({ name }) => wanted.has(name));
}

/** Columns an operator reads of each parent. */
function inputs(op: PlanOp, exports: ReadonlyMap<number, OtelExport>): readonly Iterable<string>[] {
  const own = op.relation.map(({ name }) => name);
  switch (op.kind) {
    case 'map':
      return [op.columns.flatMap(({ expr }) => [...readsOf(expr)])];
    case 'filter':
      return [[...own, ...(op.condition === undefined ? [] : readsOf(op.condition))]];
    case 'aggregate': {
      const groups = op.groups.map(({ name }) => name);
      return [[...groups, ...op.aggregates.flatMap(({ call }) => [...readsOf(call)])]];
    }
    case 'join': {
      const of = (side: 'left' | 'right') =>
        op.outputs.filter((one) => one.side === side).map(({ column }) => column);
      const names = (keys: readonly { name: string }[] = []) => keys.map(({ name }) => name);
      return [
        [...of('left'), ...names(op.join?.leftOn)],
        [...of('right'), ...names(op.join?.rightOn)],
      ];
    }
    case 'union':
      return op.parents.map(() => own);
    case 'otelSink': {
      const config = exports.get(op.id);
      return [config === undefined ? own : exportedColumns(config)];
    }
    default:
      return op.parents.map(() => own);
  }
}

function exportedColumns({ resource, metrics, spans }: OtelExport): readonly string[] {
  const names: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('kind' in value && value.kind === 'column' && 'name' in value) {
      names.push(String(value.name));
    } else Object.values(value).forEach(walk);
  };
  [resource, metrics, spans].forEach(walk);
  return metrics.length > 0 ? [...names, 'time_'] : names;
}

/** A filter by the empty text lets everything through. @returns the operators that are left. */
export function removeEmptyContains(ops: readonly PlanOp[]): PlanOp[] {
  return ops.filter((op) => {
    const { condition } = op;
    const [parent] = op.parents;
    if (op.kind !== 'filter' || condition?.kind !== 'call' || parent === undefined) return true;
    const text = condition.name === 'contains' ? condition.args[1] : undefined;
    if (text?.kind !== 'literal' || text.value !== '') return true;
    for (const child of [...op.children]) replaceParent(child, op, parent);
    parent.children = parent.children.filter((child) => child !== op);
    return false;
  });
}

/** A column that is not there any more. @throws PhasedRefusal for the first. */
export function checkColumns(ops: readonly PlanOp[]): void {
  for (const op of topological(ops)) {
    const [first, second] = op.parents;
    const check = (
      parent: PlanOp | undefined,
      column: Parameters<Parameters<typeof eachColumn>[1]>[0],
    ) => {
      if (parent === undefined || parent.relation.some(({ name }) => name === column.name)) return;
      const message = `Column '${column.name}' does not exist in ${tableText(parent)}`;
      throw new PhasedRefusal('export', { at: column.at, span: column.span }, message);
    };
    for (const { expr } of op.columns)
      eachColumn(expr, (column) => {
        check(first, column);
      });
    for (const group of op.groups) check(first, group);
    for (const { call } of op.aggregates)
      eachColumn(call, (column) => {
        check(first, column);
      });
    op.join?.leftOn.forEach((left, index) => {
      check(first, left);
      const right = op.join?.rightOn[index];
      if (right !== undefined) check(second, right);
    });
  }
}

function tableText({ relation }: PlanOp): string {
  const columns = relation.map(
    ({ name, dataType, semanticType }) => `${name}: ValueType(${dataType}, ${semanticType})`,
  );
  return `TableType(${columns.join(' | ')})`;
}
