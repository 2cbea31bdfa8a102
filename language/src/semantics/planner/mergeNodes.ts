/**
 * Makes one operator of equal ones. The compiler's rule has a flaw that scripts run into: of two
 * readings of a table, one of all columns and one of some, it keeps only some.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/optimizer/merge_nodes_rule.cc
 */
import type { ColumnExpr } from '../../plan/plan.ts';
import { sameExpr } from './exprs.ts';
import { link, replaceParent } from './opGraph.ts';
import { identityMap, planOp, type NamedColumn, type PlanOp } from './planOp.ts';

/** @returns the operators that are left. */
export function mergeNodes(ops: readonly PlanOp[]): PlanOp[] {
  const left = new Set(ops);
  const observed = new Set<PlanOp>();
  const queue = matchingSets(ops.filter(({ kind }) => kind === 'memorySource'));
  for (let at = 0; at < queue.length; at += 1) {
    const set = queue[at] ?? [];
    for (const one of set) observed.add(one);
    const children = set.flatMap((one) =>
      one.children.filter(({ parents }) => parents.every((parent) => observed.has(parent))),
    );
    const [base, ...others] = set;
    if (base !== undefined && others.length > 0) {
      const merged = mergedOp(base, set);
      for (const map of useMerged(merged, set)) left.add(map);
      for (const one of set) left.delete(one);
      left.add(merged);
      observed.add(merged);
    }
    queue.push(...matchingSets([...new Set(children)]));
  }
  return [...left];
}

function matchingSets(ops: readonly PlanOp[]): PlanOp[][] {
  const taken = new Set<PlanOp>();
  const sets: PlanOp[][] = [];
  ops.forEach((base, index) => {
    if (taken.has(base)) return;
    const others = ops.slice(index + 1).filter((one) => !taken.has(one) && canMerge(base, one));
    for (const one of [base, ...others]) taken.add(one);
    sets.push([base, ...others]);
  });
  return sets;
}

function canMerge(a: PlanOp, b: PlanOp): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'memorySource':
      return (
        a.source?.table === b.source?.table &&
        a.source?.startNs === b.source?.startNs &&
        a.source?.endNs === b.source?.endNs
      );
    case 'map':
      return sameColumns(a.columns, b.columns);
    case 'aggregate': {
      const calls = ({ aggregates }: PlanOp) =>
        aggregates.map(({ name, call }) => ({ name, expr: call }));
      return sameNames(a.groups, b.groups) && sameColumns(calls(a), calls(b));
    }
    case 'join':
      return sameJoin(a, b);
    case 'filter':
      return (
        a.condition !== undefined &&
        b.condition !== undefined &&
        sameExpr(a.condition, b.condition) &&
        sameParentRelation(a, b)
      );
    case 'limit':
      return a.limit?.rows === b.limit?.rows && sameParentRelation(a, b);
    default:
      return false;
  }
}

function sameColumns(a: readonly NamedColumn[], b: readonly NamedColumn[]): boolean {
  if (a.length !== b.length) return false;
  return b.every(({ name, expr }) => {
    const other = a.find((one) => one.name === name);
    return other !== undefined && sameExpr(expr, other.expr);
  });
}

/** The same names as often, in any order. */
function sameNames(a: readonly { name: string }[], b: readonly { name: string }[]): boolean {
  const sorted = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
  const others = sorted(b);
  return a.length === b.length && sorted(a).every((name, index) => name === others[index]);
}

function sameJoin(a: PlanOp, b: PlanOp): boolean {
  if (a.join === undefined || b.join === undefined || a.join.how !== b.join.how) return false;
  const outputs = ({ outputs: list }: PlanOp) => list.map(({ column }) => ({ name: column }));
  const keys = (one: readonly ColumnExpr[], other: readonly ColumnExpr[]) => sameNames(one, other);
  return (
    sameNames(outputs(a), outputs(b)) &&
    keys(a.join.leftOn, b.join.leftOn) &&
    keys(a.join.rightOn, b.join.rightOn) &&
    a.join.suffixes.join('\n') === b.join.suffixes.join('\n')
  );
}

function sameParentRelation({ parents: [a] }: PlanOp, { parents: [b] }: PlanOp): boolean {
  if (a === undefined || b === undefined || a.relation.length !== b.relation.length) return false;
  return a.relation.every((column, index) => {
    const other = b.relation[index];
    return (
      column.name === other?.name &&
      column.dataType === other.dataType &&
      column.semanticType === other.semanticType
    );
  });
}

function mergedOp(base: PlanOp, set: readonly PlanOp[]): PlanOp {
  const [parent] = base.parents;
  const copy = planOp({ ...base, relation: base.relation });
  copy.parents = [];
  copy.children = [];
  if (base.source !== undefined) return mergedSource(base, set);
  if (base.kind === 'filter' || base.kind === 'limit') copy.relation = parent?.relation ?? [];
  for (const one of base.parents) link(one, copy);
  return copy;
}

/** Reads the columns that are named; those of a source that names none are forgotten. */
function mergedSource(base: PlanOp, set: readonly PlanOp[]): PlanOp {
  const names = [...new Set(set.flatMap(({ source }) => source?.select ?? []))];
  const known = set.flatMap(({ relation }) => relation);
  const named = names.flatMap((name) => known.find((column) => column.name === name) ?? []);
  const { id, kind, place, source, relation } = base;
  return planOp({
    id,
    kind,
    place,
    relation: names.length === 0 ? relation : named,
    source: source === undefined ? undefined : { ...source, select: names },
  });
}

/** @returns maps for children that had several of the set as parents. */
function useMerged(merged: PlanOp, set: readonly PlanOp[]): readonly PlanOp[] {
  const parentsOf = new Map<PlanOp, PlanOp[]>();
  for (const one of set) {
    for (const child of one.children) parentsOf.set(child, [...(parentsOf.get(child) ?? []), one]);
  }
  const maps: PlanOp[] = [];
  for (const [child, [first, ...more]] of parentsOf) {
    if (first !== undefined) replaceParent(child, first, merged);
    for (const parent of more) {
      const map = identityMap(parent.id, merged);
      link(merged, map);
      replaceParent(child, parent, map);
      maps.push(map);
    }
  }
  // What is merged is gone: nobody above has it as a child any more.
  for (const one of set) {
    for (const parent of one.parents) {
      parent.children = parent.children.filter((child) => child !== one);
    }
  }
  return maps;
}
