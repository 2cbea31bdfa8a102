/**
 * Where functions can run: some only on the nodes, before rows are brought together.
 *
 * @see pixie-io/pixie src/carnot/planner/distributed/splitter
 */
import type { Catalog } from '../catalog/catalog.ts';
import type { Expr } from '../plan/plan.ts';
import type { IrOp, PlannedOp } from './ir.ts';
import { inputsOf } from './graph.ts';
import { PhasedRefusal } from './resolve.ts';

export interface PlacedOp {
  readonly op: IrOp;
  readonly planned: PlannedOp;
}

const BLOCKING: ReadonlySet<IrOp['kind']> = new Set(['aggregate', 'join', 'union', 'limit']);

/** Names of the columns an expression reads. */
function columnsOf(expr: Expr, into: Set<string>): void {
  if (expr.kind === 'column') into.add(expr.name);
  if (expr.kind === 'call') expr.args.forEach((arg) => columnsOf(arg, into));
}

/** Which columns of each operator anybody uses. Unused ones are never computed. */
function usedColumns(ops: readonly PlacedOp[]): ReadonlyMap<number, ReadonlySet<string>> {
  const used = new Map<number, Set<string>>();
  const need = (op: IrOp | undefined, names: Iterable<string>) => {
    if (op === undefined) return;
    const found = used.get(op.id) ?? new Set();
    for (const name of names) found.add(name);
    used.set(op.id, found);
  };
  for (const { op, planned } of [...ops].reverse()) {
    const wanted = used.get(op.id) ?? new Set(op.relation?.map(({ name }) => name));
    const [first, second] = inputsOf(op);
    const names = new Set<string>();
    switch (planned.kind) {
      case 'map':
        for (const { name, expr } of planned.columns) if (wanted.has(name)) columnsOf(expr, names);
        break;
      case 'filter':
        wanted.forEach((name) => names.add(name));
        columnsOf(planned.condition, names);
        break;
      case 'aggregate':
        planned.groups.forEach((group) => columnsOf(group, names));
        for (const { call } of planned.aggregates) columnsOf(call, names);
        break;
      case 'join': {
        const right = new Set<string>();
        planned.outputs.forEach(({ side, column }, index) => {
          const name = op.relation?.[index]?.name;
          if (name !== undefined && wanted.has(name)) (side === 'left' ? names : right).add(column);
        });
        planned.leftOn.forEach((key) => columnsOf(key, names));
        planned.rightOn.forEach((key) => columnsOf(key, right));
        need(second, right);
        break;
      }
      case 'union':
        for (const parent of inputsOf(op)) need(parent, wanted);
        break;
      case 'sink':
      case 'otelSink':
        op.relation?.forEach(({ name }) => names.add(name));
        break;
      default:
        wanted.forEach((name) => names.add(name));
    }
    need(first, names);
  }
  return used;
}

function callsIn(expr: Expr, into: string[]): void {
  if (expr.kind !== 'call') return;
  into.push(expr.name);
  expr.args.forEach((arg) => callsIn(arg, into));
}

/** Calls that are really computed: those of used columns and of filters. */
function callsOf(
  { op, planned }: PlacedOp,
  used: ReadonlySet<string> | undefined,
): readonly string[] {
  const calls: string[] = [];
  if (planned.kind === 'map') {
    for (const { name, expr } of planned.columns) {
      if (used === undefined || used.has(name)) callsIn(expr, calls);
    }
  }
  if (planned.kind === 'filter') callsIn(planned.condition, calls);
  return op.kind === 'map' || op.kind === 'filter' ? calls : [];
}

/**
 * Whether a filter ends up in front of everything that brings rows together: the compiler moves
 * filters up through limits, filters, groupings of their columns and columns that are only renamed.
 *
 * @see pixie-io/pixie src/carnot/planner/distributed/splitter/presplit_optimizer/filter_push_down_rule.cc
 */
function movesToNodes(
  filter: PlacedOp,
  ops: readonly PlacedOp[],
  childCount: ReadonlyMap<number, number>,
): boolean {
  if (filter.planned.kind !== 'filter') return false;
  const byId = new Map(ops.map((one) => [one.op.id, one]));
  const names = new Set<string>();
  columnsOf(filter.planned.condition, names);
  let wanted: ReadonlySet<string> = names;
  let current = filter;
  for (;;) {
    const [parentOp, second] = inputsOf(current.op);
    const parent = parentOp === undefined ? undefined : byId.get(parentOp.id);
    if (parent === undefined || second !== undefined) break;
    if ((childCount.get(parent.op.id) ?? 0) > 1) break;
    const above = columnsAbove(parent.planned, wanted);
    if (above === undefined) break;
    wanted = above;
    current = parent;
  }
  return !isCollected(current.op, byId);
}

/** The columns a filter reads above an operator; undefined where it cannot pass. */
function columnsAbove(
  planned: PlannedOp,
  wanted: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  switch (planned.kind) {
    case 'filter':
    case 'limit':
    case 'project':
      return wanted;
    case 'aggregate':
      return planned.aggregates.some(({ name }) => wanted.has(name)) ? undefined : wanted;
    case 'map': {
      const above = new Set<string>();
      for (const { name, expr } of planned.columns) {
        if (!wanted.has(name)) continue;
        if (expr.kind !== 'column') return undefined;
        above.add(expr.name);
      }
      return above;
    }
    default:
      return undefined;
  }
}

function isCollected(op: IrOp, byId: ReadonlyMap<number, PlacedOp>): boolean {
  return inputsOf(op).some(
    (parent) => BLOCKING.has(parent.kind) || isCollected(byId.get(parent.id)?.op ?? parent, byId),
  );
}

function countChildren(ops: readonly PlacedOp[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { op } of ops) {
    for (const { id } of inputsOf(op)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** @throws PhasedRefusal for the first function that would run where it cannot. */
export function checkPlacement(ops: readonly PlacedOp[], catalog: Catalog): void {
  const used = usedColumns(ops);
  const collected = new Set<number>();
  const childCount = countChildren(ops);
  for (const placed of ops) {
    const { op } = placed;
    const calls = callsOf(placed, used.get(op.id));
    const behind = inputsOf(op).some(
      (parent) => collected.has(parent.id) || BLOCKING.has(parent.kind),
    );
    const needsCollector = calls.some((name) => catalog.functions.get(name)?.executor === 'kelvin');
    // An operator with both kinds is split: its node functions run first.
    if (behind || needsCollector) collected.add(op.id);
    if (!behind) continue;
    const node = calls.find((name) => catalog.functions.get(name)?.executor === 'pem');
    if (node === undefined || movesToNodes(placed, ops, childCount)) continue;
    const rule = 'must execute before blocking nodes such as limit, agg, and join.';
    throw new PhasedRefusal('placement', op.place, `UDF '${node}' ${rule}`);
  }
}
