/**
 * Which operators run on nodes and which where rows are brought together, and what that leaves
 * where it cannot run.
 *
 * @see pixie-io/pixie src/carnot/planner/distributed/splitter/splitter.cc
 */
import type { Catalog } from '../../catalog/catalog.ts';
import type { Expr } from '../../plan/plan.ts';
import { PhasedRefusal } from '../ir/refusal.ts';
import { operatorCallOn, rowExprs } from './exprs.ts';
import { topological } from './opGraph.ts';
import type { PlanOp } from './planOp.ts';
import { rearrange } from './preSplit.ts';

/** @throws PhasedRefusal for the first function that would run where it cannot. */
export function checkPlacement(plan: readonly PlanOp[], catalog: Catalog): void {
  const ops = topological(rearrange(plan, catalog));
  const collected = collectorOps(ops, catalog);
  const bridges = bridgesOf(ops, collected, catalog);
  const onCollector = sidesOf(ops, collected, bridges);
  const refuse = (op: PlanOp, name: string, when: string) => {
    const rule = `must execute ${when} blocking nodes such as limit, agg, and join.`;
    throw new PhasedRefusal('placement', op.place, `UDF '${name}' ${rule}`);
  };
  for (const op of ops) {
    const name = onCollector.has(op) ? undefined : operatorCallOn(op, 'kelvin', catalog);
    if (name !== undefined) refuse(op, name, 'after');
  }
  for (const op of ops) {
    const name = onCollector.has(op) ? operatorCallOn(op, 'pem', catalog) : undefined;
    if (name !== undefined) refuse(op, name, 'before');
  }
}

const blocks = ({ kind, limit }: PlanOp): boolean =>
  kind === 'limit'
    ? limit?.nodeOnly !== true
    : ['aggregate', 'join', 'union', 'sink', 'otelSink'].includes(kind);

const runsOnNodes = (op: PlanOp, catalog: Catalog): boolean =>
  !blocks(op) && operatorCallOn(op, 'kelvin', catalog) === undefined;

/** Operators that run behind the point where rows come together. */
function collectorOps(ops: readonly PlanOp[], catalog: Catalog): ReadonlySet<PlanOp> {
  const collected = new Set<PlanOp>();
  for (const op of ops) {
    const isSource = op.parents.length === 0;
    const behind = op.parents.some((parent) => collected.has(parent));
    if (behind || (!isSource && !runsOnNodes(op, catalog))) collected.add(op);
  }
  return collected;
}

/** Where rows leave the nodes: an operator and those of its children that get them elsewhere. */
type Bridges = Map<PlanOp, readonly PlanOp[]>;

interface BridgeTree {
  readonly start: PlanOp;
  readonly bridges: PlanOp[];
  readonly children: BridgeTree[];
  /** All of its bridges lead to limits, which can be cut on each node as well. */
  allPartial: boolean;
}

/** Bridges below one operator become one, unless something in between has to stay on the nodes. */
function bridgesOf(
  ops: readonly PlanOp[],
  collected: ReadonlySet<PlanOp>,
  catalog: Catalog,
): Bridges {
  const broken: Bridges = new Map();
  for (const op of ops) {
    const leaving = collected.has(op) ? [] : op.children.filter((child) => collected.has(child));
    if (leaving.length > 0) broken.set(op, leaving);
  }
  const annotated = contextColumns(ops);
  const bridges: Bridges = new Map();
  for (const source of ops.filter(({ parents }) => parents.length === 0)) {
    const tree: BridgeTree = { start: source, bridges: [], children: [], allPartial: true };
    grow(tree, broken, annotated);
    extract(tree, broken, bridges, catalog);
  }
  return bridges;
}

/** Below an operator nodes have a tree: where rows of two operators meet, they leave the nodes. */
function grow(root: BridgeTree, broken: Bridges, annotated: ReadonlySet<PlanOp>): void {
  const pending = [{ tree: root, op: root.start }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { tree, op } = next;
    const leaving = broken.get(op) ?? [];
    if (leaving.length > 0) {
      tree.bridges.push(op);
      tree.allPartial &&= leaving.every(({ kind }) => kind === 'limit');
    }
    for (const child of op.children) {
      if (leaving.includes(child)) continue;
      if (!annotated.has(child)) {
        pending.push({ tree, op: child });
        continue;
      }
      const below: BridgeTree = { start: child, bridges: [], children: [], allPartial: true };
      tree.children.push(below);
      pending.push({ tree: below, op: child });
    }
  }
}

function extract(root: BridgeTree, broken: Bridges, into: Bridges, catalog: Catalog): void {
  const pending = [root];
  for (let tree = pending.pop(); tree !== undefined; tree = pending.pop()) {
    if (!tree.allPartial && tree.children.length === 0) {
      let op = tree.start;
      for (;;) {
        const [child, second] = op.children;
        if (child === undefined || second !== undefined || !runsOnNodes(child, catalog)) break;
        op = child;
      }
      into.set(op, [...op.children]);
      continue;
    }
    for (const op of tree.bridges) into.set(op, broken.get(op) ?? []);
    for (const child of tree.children) pending.push(child);
  }
}

/** Maps and filters that use a `ctx` key or a column that comes from one. */
function contextColumns(ops: readonly PlanOp[]): ReadonlySet<PlanOp> {
  const found = new Set<PlanOp>();
  const columns = new Map<PlanOp, ReadonlySet<string>>();
  for (const op of ops) {
    const inputs = op.parents.map((parent) => columns.get(parent) ?? new Set<string>());
    const [input = new Set<string>()] = inputs;
    const isContext = (expr: Expr): boolean =>
      expr.kind === 'column'
        ? input.has(expr.name)
        : expr.kind === 'call' && expr.isContext === true;
    const uses = (expr: Expr): boolean =>
      isContext(expr) || (expr.kind === 'call' && expr.args.slice(expr.initArgCount).some(uses));
    if (rowExprs(op).some(uses)) found.add(op);
    columns.set(op, new Set(outputContext(op, inputs, isContext)));
  }
  return found;
}

function outputContext(
  op: PlanOp,
  inputs: readonly ReadonlySet<string>[],
  isContext: (expr: Expr) => boolean,
): readonly string[] {
  const [input = new Set<string>(), second = new Set<string>()] = inputs;
  switch (op.kind) {
    case 'map':
      return op.columns.flatMap(({ name, expr }) => (isContext(expr) ? [name] : []));
    case 'aggregate':
      return op.groups.flatMap(({ name }) => (input.has(name) ? [name] : []));
    case 'join':
      return op.outputs.flatMap(({ side, column }, index) => {
        const from = side === 'left' ? input : second;
        const name = op.relation[index]?.name;
        return name !== undefined && from.has(column) ? [name] : [];
      });
    case 'union':
      return [...input].filter((name) => inputs.every((one) => one.has(name)));
    case 'filter':
    case 'limit':
      return [...input];
    default:
      return [];
  }
}

/**
 * The operators that run on the collector. Bridges cut the graph; a part in which anything runs on
 * the collector runs there as a whole. A limit at a bridge runs on both sides.
 */
function sidesOf(
  ops: readonly PlanOp[],
  collected: ReadonlySet<PlanOp>,
  bridges: Bridges,
): ReadonlySet<PlanOp> {
  const cut = (parent: PlanOp, child: PlanOp) => bridges.get(parent)?.includes(child) === true;
  const onCollector = new Set<PlanOp>();
  const seen = new Set<PlanOp>();
  for (const start of ops) {
    if (seen.has(start)) continue;
    const part: PlanOp[] = [];
    const pending = [start];
    for (let op = pending.pop(); op !== undefined; op = pending.pop()) {
      if (seen.has(op)) continue;
      seen.add(op);
      part.push(op);
      const here = op;
      pending.push(
        ...op.children.filter((child) => !cut(here, child)),
        ...op.parents.filter((parent) => !cut(parent, here)),
      );
    }
    if (part.some((op) => collected.has(op))) for (const op of part) onCollector.add(op);
  }
  return onCollector;
}
