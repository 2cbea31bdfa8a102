/**
 * What the compiler rearranges before it splits a plan: operators with functions of both kinds of
 * agents are taken apart, row limits and filters move towards the sources.
 *
 * @see pixie-io/pixie src/carnot/planner/distributed/splitter (presplit_analyzer, presplit_optimizer)
 */
import type { Catalog } from '../../catalog/catalog.ts';
import type { CallExpr, ColumnExpr, Expr } from '../../plan/plan.ts';
import { PhasedRefusal } from '../ir/refusal.ts';
import { operatorCallOn, readsOf, runsOnlyOn } from './exprs.ts';
import { link, replaceParent, topological, unlink } from './opGraph.ts';
import { planOp, type NamedColumn, type PlanOp } from './planOp.ts';

/** @throws PhasedRefusal where a function cannot be taken out. */
export function rearrange(ops: readonly PlanOp[], catalog: Catalog): PlanOp[] {
  const apart = ops.flatMap((op) => takeApart(op, catalog));
  return pushFilters(pushLimits(apart, catalog), catalog);
}

/** Functions of nodes get a map of their own before the operator. */
function takeApart(op: PlanOp, catalog: Catalog): PlanOp[] {
  const [parent] = op.parents;
  const both =
    operatorCallOn(op, 'pem', catalog) !== undefined &&
    operatorCallOn(op, 'kelvin', catalog) !== undefined;
  if (!both || parent === undefined) return [op];
  const used = new Set(parent.relation.map(({ name }) => name));
  const taken: NamedColumn[] = [];
  const take = (expr: Expr): Expr => {
    if (expr.kind !== 'call') return expr;
    if (!runsOnlyOn(expr, 'pem', catalog)) return withArgs(expr, take);
    let index = 0;
    while (used.has(`${expr.name}_${String(index)}`)) index += 1;
    const name = `${expr.name}_${String(index)}`;
    taken.push({ name, expr });
    const { dataType, semanticType, span, at } = expr;
    return { kind: 'column', name, dataType, semanticType, span, at };
  };
  const before = () => {
    for (const { name } of taken) used.add(name);
  };
  op.columns = op.columns.map(({ name, expr }) => {
    const column = { name, expr: take(expr) };
    before();
    return column;
  });
  if (op.condition !== undefined) op.condition = take(op.condition);
  const kept = requiredBy(op, parent);
  const map = planOp({
    id: op.id,
    kind: 'map',
    place: op.place,
    columns: [...taken, ...kept],
    relation: [...taken, ...kept].map(({ name, expr }) => ({
      name,
      dataType: expr.dataType,
      semanticType: expr.semanticType,
    })),
  });
  link(parent, map);
  replaceParent(op, parent, map);
  return [map, op];
}

/**
 * The compiler counts arguments without those fixed at the start once it has copied a plan, and
 * takes the first of the others for fixed ones.
 */
function withArgs(call: CallExpr, take: (expr: Expr) => Expr): CallExpr {
  const { initArgCount: fixed } = call;
  const args = [...call.args];
  call.args.forEach((arg, index) => {
    if (index < fixed) return;
    const taken = take(arg);
    const position = index - fixed;
    const isOut = arg.kind === 'call' && taken.kind === 'column';
    if (!isOut || position >= fixed) {
      args[isOut ? index - fixed : index] = taken;
      return;
    }
    const rule = `expected init argument ${String(position)} to be a primitive data type`;
    const place = { at: call.at, span: call.span };
    throw new PhasedRefusal('placement', place, `${rule}, received Column`);
  });
  return { ...call, args };
}

function requiredBy(op: PlanOp, parent: PlanOp): readonly NamedColumn[] {
  const names = new Set(op.columns.flatMap(({ expr }) => [...readsOf(expr)]));
  if (op.condition !== undefined) {
    for (const name of readsOf(op.condition)) names.add(name);
    for (const { name } of op.relation) names.add(name);
  }
  const { span, at } = op.place;
  return parent.relation
    .filter(({ name }) => names.has(name))
    .map(({ name, dataType, semanticType }) => ({
      name,
      expr: { kind: 'column', name, dataType, semanticType, span, at },
    }));
}

/** Row limits move above maps, and before every parent of a union. */
function pushLimits(ops: readonly PlanOp[], catalog: Catalog): PlanOp[] {
  const left = new Set(ops);
  for (const limit of topological(ops)) {
    const [parent] = limit.parents;
    if (limit.kind !== 'limit' || parent === undefined) continue;
    const places = limitPlaces(parent, catalog);
    if (places.size === 1 && places.has(parent)) continue;
    for (const child of [...limit.children]) replaceParent(child, limit, parent);
    unlink(parent, limit);
    left.delete(limit);
    for (const place of places) {
      const moved = planOp({ ...limit, relation: place.relation });
      moved.parents = [];
      moved.children = [];
      // Everybody who reads the place reads its first rows from here on.
      for (const child of [...place.children]) replaceParent(child, place, moved);
      link(place, moved);
      left.add(moved);
    }
  }
  return [...left];
}

function limitPlaces(from: PlanOp, catalog: Catalog): ReadonlySet<PlanOp> {
  const places = new Set<PlanOp>();
  const pending = [from];
  for (let op = pending.pop(); op !== undefined; op = pending.pop()) {
    const [parent] = op.parents;
    const isPassed = op.kind === 'map' && operatorCallOn(op, 'pem', catalog) === undefined;
    if (isPassed && parent !== undefined) {
      pending.push(parent);
      continue;
    }
    if (op.kind === 'union' && !places.has(op)) pending.push(...[...op.parents].reverse());
    places.add(op);
  }
  return places;
}

/** Filters move up through filters, limits, renamed columns and groupings of their columns. */
function pushFilters(ops: readonly PlanOp[], catalog: Catalog): PlanOp[] {
  for (const filter of topological(ops)) {
    if (filter.kind !== 'filter' || filter.condition === undefined) continue;
    const needsCollector = operatorCallOn(filter, 'kelvin', catalog) !== undefined;
    let names = new Map([...readsOf(filter.condition)].map((name) => [name, name]));
    let current = filter;
    for (;;) {
      const next = above(current, needsCollector, names, catalog);
      if (next === undefined) break;
      names = next.names;
      current = next.op;
    }
    const [parent] = filter.parents;
    const [target] = current.parents;
    if (current === filter || parent === undefined || target === undefined) continue;
    filter.condition = renamed(filter.condition, names);
    for (const child of [...filter.children]) replaceParent(child, filter, parent);
    unlink(parent, filter);
    link(target, filter);
    replaceParent(current, target, filter);
    filter.relation = target.relation;
  }
  return [...ops];
}

/** The operator a filter can pass, and its columns' names above that. */
function above(
  current: PlanOp,
  needsCollector: boolean,
  names: ReadonlyMap<string, string>,
  catalog: Catalog,
): { readonly op: PlanOp; readonly names: Map<string, string> } | undefined {
  const [parent, second] = current.parents;
  if (parent === undefined || second !== undefined || parent.children.length > 1) return undefined;
  if (needsCollector && operatorCallOn(parent, 'pem', catalog) !== undefined) return undefined;
  const same = new Map(names);
  if (parent.kind === 'filter' || parent.kind === 'limit') return { op: parent, names: same };
  if (parent.kind === 'aggregate') {
    const reads = new Set(names.values());
    const blocked = parent.aggregates.some(({ name }) => reads.has(name));
    return blocked ? undefined : { op: parent, names: same };
  }
  if (parent.kind !== 'map') return undefined;
  for (const [original, now] of names) {
    const expr = parent.columns.find(({ name }) => name === now)?.expr;
    if (expr === undefined) continue;
    if (expr.kind !== 'column') return undefined;
    same.set(original, expr.name);
  }
  return { op: parent, names: same };
}

function renamed(expr: Expr, names: ReadonlyMap<string, string>): Expr {
  if (expr.kind === 'column') {
    const column: ColumnExpr = { ...expr, name: names.get(expr.name) ?? expr.name };
    return column;
  }
  if (expr.kind !== 'call') return expr;
  return { ...expr, args: expr.args.map((arg) => renamed(arg, names)) };
}
