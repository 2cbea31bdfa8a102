/**
 * What the compiler does with the operators of a script, rule by rule in its order, up to typed
 * operators. Unlike it, it goes on after a complaint: what depends on a failed operator is passed
 * over.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler/analyzer/analyzer.h
 */
import type { ProblemCode } from '../../problems/codes.ts';
import type { Catalog } from '../../catalog/catalog.ts';
import type { Relation } from '../../catalog/types.ts';
import { exprText } from '../ir/debugText.ts';
import type { Span } from '../../text/span.ts';
import {
  type IrColumn,
  type IrExpr,
  type IrMetadata,
  type IrOp,
  type NamedExpr,
  OPERATOR_NAMES,
} from '../ir/ir.ts';
import { metadataConversion, metadataKey } from '../ir/metadataKeys.ts';
import { keptColumns, resolveOp } from '../ir/operators.ts';
import { PhasedRefusal, type Phase } from '../ir/refusal.ts';
import { combineMaps } from './combineMaps.ts';
import { GraphOp, link, renewEdge, replaceParent, topological } from './opGraph.ts';
import { resolveStream } from './streams.ts';

export interface AnalyzerInput {
  /** In the order they were made. */
  readonly ops: readonly IrOp[];
  /** Every `ctx` key of the script, used or not. */
  readonly keys: readonly IrMetadata[];
  /** Number of the next node. */
  readonly nodeCount: number;
  readonly catalog: Catalog;
  /** Tables that will be there, with columns nobody knows. */
  readonly untyped: ReadonlySet<string>;
  /** Rows per result. */
  readonly rowLimit: number | undefined;
  /** Runs a step and takes what it throws, about an operator with so many above it. */
  readonly attempt: (step: () => void, generation?: number) => void;
}

interface RefuseOptions {
  readonly positioned?: boolean;
  /** @see Complaint.generation */
  readonly generation?: number;
}

export class Analyzer {
  private readonly made = new Map<IrOp, GraphOp>();
  private ops: GraphOp[] = [];
  private nextId: number;
  /** Names of results, made unique: the second `x` is `x_1`. */
  readonly sinkNames = new Map<number, string>();
  /** `head()` calls right before a result that ask for more than it has. */
  readonly clampedHeads: Span[] = [];

  constructor(private readonly input: AnalyzerInput) {
    this.nextId = input.nodeCount;
    for (const op of input.ops) {
      // What reads something a refused statement left is passed over.
      const parents = op.parents.flatMap((parent) => this.made.get(parent) ?? []);
      if (parents.length < op.parents.length) continue;
      const made = new GraphOp(op);
      for (const parent of parents) link(parent, made);
      this.made.set(op, made);
      this.ops.push(made);
    }
  }

  /** @returns typed operators, parents first. */
  run(): readonly GraphOp[] {
    this.checkKeys();
    this.turnRightJoins();
    this.mergeGroupings();
    for (const op of this.ofKind('stream')) {
      this.attempt(() => {
        resolveStream(op);
      });
      this.bypass(op);
    }
    this.nameSinks();
    this.limitSinks();
    this.ops = combineMaps(this.ops);
    const typed = this.resolveTypes(false);
    this.checkDrops();
    const usesKeys = this.input.keys.length > 0;
    const converted = usesKeys ? this.resolveTypes(true, typed) : typed;
    this.checkUnusedKeys();
    this.checkFilters();
    this.checkGroupings();
    return topological(this.ops).filter((op) => converted.has(op) && op.op.kind !== 'groupBy');
  }

  private attempt(step: () => void, generation?: number): void {
    this.input.attempt(step, generation);
  }

  private refuse(
    phase: Phase,
    op: IrOp | IrMetadata,
    [code, message]: readonly [ProblemCode, string],
    { positioned = true, generation }: RefuseOptions = {},
  ): void {
    this.attempt(() => {
      throw new PhasedRefusal(phase, op.place, code, message, { positioned });
    }, generation);
  }

  private ofKind(kind: IrOp['kind']): readonly GraphOp[] {
    return this.ops.filter(({ op }) => op.kind === kind);
  }

  private takeId(): number {
    const id = this.nextId;
    this.nextId += 1;
    return id;
  }

  private checkKeys(): void {
    for (const one of this.input.keys) {
      if (metadataKey(one.key) !== undefined) continue;
      this.refuse('metadataKey', one, ['PXL205', `'${one.key}' unavailable metadata key.`]);
    }
  }

  /** The compiler makes left joins of them, with their parents attached anew. */
  private turnRightJoins(): void {
    for (const join of this.ofKind('join')) {
      if (join.op.kind !== 'join' || join.op.how !== 'right') continue;
      for (const parent of [...join.parents].reverse()) renewEdge(parent, join);
    }
  }

  /** Takes a grouping into what follows it; one a round, and there are two rounds. */
  private mergeGroupings(): void {
    const copy = (column: IrColumn): IrColumn => ({ ...column, id: this.takeId() });
    const acceptors = [...this.ofKind('aggregate'), ...this.ofKind('rolling')];
    for (let round = 1; ; round += 1) {
      const ready = acceptors.filter(({ parents: [parent] }) => parent?.op.kind === 'groupBy');
      for (const op of ready) {
        const [grouping] = op.parents;
        const [above] = grouping?.parents ?? [];
        if (grouping?.op.kind !== 'groupBy' || above === undefined) continue;
        // Those of the round before are copied first.
        const before = op.groups;
        const added = grouping.op.groups.map(copy);
        op.groups = [...before.map(copy), ...added];
        replaceParent(op, grouping, above);
        if (round !== 2) continue;
        const batch = 'TableAndMetadataResolution';
        const message = `Reached max iterations (2) for rule batch '${batch}'`;
        this.refuse('rounds', grouping.op, ['PXL200', message], { positioned: false });
      }
      if (ready.length === 0) return;
    }
  }

  /** Takes an operator out; its children read its parent. */
  private bypass(op: GraphOp): void {
    const [parent] = op.parents;
    if (parent === undefined) return;
    for (const child of [...op.children]) replaceParent(child, op, parent);
    parent.children = parent.children.filter((one) => one !== op);
    this.ops = this.ops.filter((one) => one !== op);
  }

  private nameSinks(): void {
    const counts = new Map<string, number>();
    for (const { op } of topological(this.ops)) {
      if (op.kind !== 'sink') continue;
      const count = counts.get(op.name);
      this.sinkNames.set(op.id, count === undefined ? op.name : `${op.name}_${String(count)}`);
      counts.set(op.name, (count ?? 0) + 1);
    }
  }

  /** Results have a row limit, unless they stream. */
  private limitSinks(): void {
    const { rowLimit } = this.input;
    if (rowLimit === undefined) return;
    const streaming = new Set<GraphOp>();
    for (const op of topological(this.ops)) {
      if (op.streaming || op.parents.some((parent) => streaming.has(parent))) streaming.add(op);
    }
    for (const sink of [...this.ofKind('sink'), ...this.ofKind('otelSink')]) {
      const [parent] = sink.parents;
      if (parent === undefined || streaming.has(sink)) continue;
      if (parent.op.kind === 'limit') {
        if (parent.op.rows > rowLimit) this.clampedHeads.push(parent.op.place.span);
        continue;
      }
      const { graph, place } = sink.op;
      const limit = new GraphOp(
        {
          kind: 'limit',
          id: this.takeId(),
          graph,
          place,
          nodeOnly: false,
          parents: [parent.op],
          rows: rowLimit,
        },
        { added: true },
      );
      link(parent, limit);
      replaceParent(sink, parent, limit);
      this.ops.push(limit);
    }
  }

  /** @returns the operators whose columns are known. */
  private resolveTypes(
    convertsMetadata: boolean,
    among?: ReadonlySet<GraphOp>,
  ): ReadonlySet<GraphOp> {
    const { catalog, untyped } = this.input;
    const typing = { catalog, untyped, convertsMetadata };
    const resolved = new Set<GraphOp>();
    const generations = new Map<GraphOp, number>();
    for (const one of topological(this.ops)) {
      const generation = 1 + Math.max(-1, ...one.parents.map((up) => generations.get(up) ?? 0));
      generations.set(one, generation);
      if (among !== undefined && !among.has(one)) continue;
      if (!one.parents.every((parent) => resolved.has(parent))) continue;
      const parents = one.parents.map(({ relation }) => relation ?? []);
      if (!convertsMetadata) this.countNodes(one, parents);
      this.attempt(() => {
        const { relation, planned } = this.inPhase(convertsMetadata, () =>
          resolveOp(one, parents, typing),
        );
        one.relation = relation;
        one.planned = planned;
        resolved.add(one);
      }, generation);
    }
    return resolved;
  }

  /** What is found wrong once `ctx` keys are functions comes after everything else of types. */
  private inPhase<T>(convertsMetadata: boolean, step: () => T): T {
    try {
      return step();
    } catch (error) {
      if (!convertsMetadata || !(error instanceof PhasedRefusal) || error.phase !== 'types') {
        throw error;
      }
      const [{ code, place, message, positioned }] = error.complaints;
      throw new PhasedRefusal('conversion', place, code, message, { positioned });
    }
  }

  /** Columns the compiler makes for an operator when it knows those of its parents. */
  private countNodes(one: GraphOp, parents: readonly Relation[]): void {
    const [first = []] = parents;
    if (one.op.kind === 'map') {
      const { place } = one.op;
      one.keptForPrint = keptColumns(one, first).map(({ name }): NamedExpr => {
        const expr: IrExpr = { kind: 'column', id: this.takeId(), name, side: 0, place };
        return { name, expr, written: place.span };
      });
    }
    if (one.op.kind === 'join') this.nextId += parents.reduce((sum, one) => sum + one.length, 0);
    if (one.op.kind === 'union') this.nextId += parents.length * first.length;
  }

  private checkDrops(): void {
    for (const { op, parents, relation } of this.ofKind('drop')) {
      if (op.kind !== 'drop' || relation === undefined) continue;
      this.nextId += relation.length + 1;
      const columns = parents[0]?.relation ?? [];
      for (const { name } of op.columns) {
        if (columns.some((column) => column.name === name)) continue;
        this.refuse('drop', op, ['PXL202', `Column '${name}' not found in parent dataframe`]);
        break;
      }
    }
  }

  /** A key nobody uses has no columns it could be had from. */
  private checkUnusedKeys(): void {
    const used = new Set<IrExpr>();
    const collect = (expr: IrExpr) => {
      used.add(expr);
      if (expr.kind === 'func') expr.args.forEach(collect);
    };
    for (const { op } of this.made.values()) {
      if (op.kind === 'map') for (const { expr } of op.columns) collect(expr);
      if (op.kind === 'filter') collect(op.condition);
    }
    for (const one of this.input.keys) {
      if (used.has(one)) continue;
      const what = exprText(one);
      const message = `Got no containing operators for ${what} when looking up referenced operator.`;
      this.refuse('conversion', one, ['PXL200', message], { generation: Infinity });
    }
  }

  private checkFilters(): void {
    for (const { op, planned, parents } of this.ofKind('filter')) {
      if (op.kind !== 'filter' || planned?.kind !== 'filter') continue;
      const { dataType } = planned.condition;
      if (dataType === 'BOOLEAN') continue;
      const what = exprText(this.converted(op.condition, parents[0]?.relation ?? []));
      const message = `Expected Boolean for Filter expression '${what}', got ${dataType}`;
      this.refuse('filter', op, ['PXL206', message]);
    }
  }

  /** An expression with functions in place of its `ctx` keys. */
  private converted(expr: IrExpr, relation: Relation): IrExpr {
    if (expr.kind === 'func') {
      return { ...expr, args: expr.args.map((arg) => this.converted(arg, relation)) };
    }
    const key = expr.kind === 'metadata' ? metadataKey(expr.key) : undefined;
    const conversion = key === undefined ? undefined : metadataConversion(key, relation);
    if (conversion === undefined) return expr;
    const { place } = expr;
    const args = conversion.columns.map((name): IrExpr => ({
      kind: 'column',
      id: this.takeId(),
      name,
      side: 0,
      place,
    }));
    return { kind: 'func', id: this.takeId(), name: conversion.fn, args, place };
  }

  private checkGroupings(): void {
    for (const { op, children } of this.ofKind('groupBy')) {
      const [child] = children;
      if (child === undefined) continue;
      const name = child.op.kind === 'drop' ? 'Map' : OPERATOR_NAMES[child.op.kind];
      const message = `'groupby()' should be followed by an 'agg()' or a 'rolling()' not a ${name}`;
      this.refuse('groupBy', op, ['PXL207', message]);
    }
  }
}
