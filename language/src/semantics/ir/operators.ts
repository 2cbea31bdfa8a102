/**
 * The columns an operator gives, and its part of the plan.
 *
 * @see pixie-io/pixie src/carnot/planner/ir (ResolveType of each operator)
 */
import type { Column, Relation } from '../../catalog/types.ts';
import type { ColumnExpr, Expr } from '../../plan/plan.ts';
import type { IrColumn, IrExpr, IrOp, NamedExpr, PlannedOp, Typing } from './ir.ts';
import { Unknown, PhasedRefusal } from './refusal.ts';
import { columnExpr, resolveCall, resolveExpr } from './resolve.ts';

export interface ResolvedOp {
  readonly relation: Relation;
  readonly planned: PlannedOp;
}

type Of<K extends IrOp['kind']> = IrOp & { readonly kind: K };

const asColumn = (name: string, { dataType, semanticType }: Expr): Column => ({
  name,
  dataType,
  semanticType,
});

/** A column read as it is keeps its description. */
function columnOf(name: string, expr: Expr, input: Relation): Column {
  const source = expr.kind === 'column' ? input.find((one) => one.name === expr.name) : undefined;
  return { ...source, ...asColumn(name, expr) };
}

/** An operator as far as its columns depend on it. */
export interface Resolvable {
  readonly op: IrOp;
  /** A map's columns, an aggregate's aggregates. */
  readonly columns: readonly NamedExpr[];
  readonly keepsInput: boolean;
  readonly groups: readonly IrColumn[];
  /** The operator, or one of its parents, as messages print it. */
  readonly print: (parent?: number) => string;
}

/**
 * `parents`: relations of the operator's parents, for an aggregate with its groupings' parent.
 * @throws PhasedRefusal
 */
export function resolveOp(
  one: Resolvable,
  parents: readonly Relation[],
  typing: Typing,
): ResolvedOp {
  const { op } = one;
  const input = parents[0] ?? [];
  const resolve = (expr: IrExpr) => resolveExpr(expr, parents, typing);
  switch (op.kind) {
    case 'memorySource':
      return memorySource(op, typing);
    case 'udtfSource': {
      const relation = typing.catalog.udtfs.get(op.udtf)?.relation ?? [];
      const args = Object.fromEntries(
        Object.entries(op.args).map(([name, { dataType, value, place }]) => {
          const { span, at } = place;
          return [
            name,
            { kind: 'literal', dataType, semanticType: 'ST_NONE', value, span, at },
          ] as const;
        }),
      );
      return { relation, planned: { kind: 'udtfSource', udtf: op.udtf, args } };
    }
    case 'map':
      return map(one, input, resolve);
    case 'filter': {
      const condition = resolve(op.condition);
      return { relation: input, planned: { kind: 'filter', condition } };
    }
    case 'drop': {
      const dropped = new Set(op.columns.map(({ name }) => name));
      const relation = input.filter(({ name }) => !dropped.has(name));
      return { relation, planned: { kind: 'project' } };
    }
    case 'groupBy':
    case 'rolling':
    case 'stream':
      return { relation: input, planned: { kind: 'project' } };
    case 'aggregate':
      return aggregate(one, parents, typing);
    case 'join':
      return join(op, parents, typing);
    case 'union':
      return union(one, parents);
    case 'limit':
      return { relation: input, planned: { kind: 'limit', rows: op.rows } };
    case 'sink':
      return { relation: input, planned: { kind: 'sink', name: op.name } };
    case 'otelSink':
      return { relation: input, planned: { kind: 'otelSink', config: op.build(resolve) } };
  }
}

function memorySource(op: Of<'memorySource'>, { catalog, untyped }: Typing): ResolvedOp {
  const table = catalog.tables.get(op.table);
  if (table === undefined && untyped?.has(op.table) === true) throw new Unknown();
  if (table === undefined) {
    throw new PhasedRefusal('types', op.place, `Table '${op.table}' not found.`);
  }
  const chosen = op.select.map(({ name }) => {
    const found = table.relation.find((one) => one.name === name);
    if (found !== undefined) return found;
    const message = `cannot find column ${name} in table type container`;
    throw new PhasedRefusal('types', op.place, message, { positioned: false });
  });
  const relation = op.select.length === 0 ? table.relation : chosen;
  const { startNs, endNs } = op;
  const source = {
    kind: 'memorySource',
    table: op.table,
    startNs,
    endNs,
    streaming: false,
  } as const;
  return { relation, planned: source };
}

function map(one: Resolvable, input: Relation, resolve: (expr: IrExpr) => Expr): ResolvedOp {
  const { place } = one.op;
  const kept = keptColumns(one, input);
  const made = one.columns.map(({ name, expr }) => ({ name, expr: resolve(expr) }));
  const columns = [
    ...kept.map((column) => ({ name: column.name, expr: columnExpr(column, place) })),
    ...made,
  ];
  const relation = [...kept, ...made.map(({ name, expr }) => columnOf(name, expr, input))];
  return { relation, planned: { kind: 'map', columns } };
}

/** The parent's columns that a column assignment leaves as they are. */
export function keptColumns({ keepsInput, columns }: Resolvable, input: Relation): Relation {
  if (!keepsInput) return [];
  const assigned = new Set(columns.map(({ name }) => name));
  return input.filter(({ name }) => !assigned.has(name));
}

/** Groupings above an aggregate, nearest first. */
export function groupingsOf(op: Of<'aggregate'>): readonly Of<'groupBy'>[] {
  const found: Of<'groupBy'>[] = [];
  for (
    let [parent] = op.parents as readonly IrOp[];
    parent?.kind === 'groupBy';
    [parent] = parent.parents
  ) {
    found.push(parent);
  }
  return found;
}

function aggregate(one: Resolvable, parents: readonly Relation[], typing: Typing): ResolvedOp {
  const group = (column: IrColumn): ColumnExpr => {
    const resolved = resolveExpr(column, parents, typing);
    if (resolved.kind !== 'column') throw new Error('a grouping resolves to a column');
    return resolved;
  };
  const groups = one.groups.map(group);
  const aggregates = one.columns.map(({ name, expr }) => {
    if (expr.kind !== 'func') throw new Error('an aggregate is a call');
    return { name, call: resolveCall(expr, parents, typing) };
  });
  const relation = [
    ...groups.map((column) => columnOf(column.name, column, parents[0] ?? [])),
    ...aggregates.map(({ name, call }) => asColumn(name, call)),
  ];
  return { relation, planned: { kind: 'aggregate', groups, aggregates } };
}

function join(op: Of<'join'>, parents: readonly Relation[], typing: Typing): ResolvedOp {
  const [left = [], right = []] = parents;
  const names = joinNames(op, left, right);
  const key = (column: IrColumn): ColumnExpr => {
    const resolved = resolveExpr(column, [left, right], typing);
    if (resolved.kind !== 'column') throw new Error('a join key resolves to a column');
    return resolved;
  };
  const leftOn: ColumnExpr[] = [];
  const rightOn: ColumnExpr[] = [];
  op.leftOn.forEach((column, index) => {
    const opposite = op.rightOn[index];
    if (opposite === undefined) return;
    const one = key(column);
    const other = key(opposite);
    leftOn.push(one);
    rightOn.push(other);
    if (other.dataType === one.dataType) return;
    const rule = 'join columns specified in `left_on` and `right_on` must have the same datatype';
    const which = `but the ${String(index)}-th columns disagree.`;
    const what = `["${one.name}" (${one.dataType}) vs "${other.name}" (${other.dataType})]`;
    throw new PhasedRefusal('types', op.place, `${rule}, ${which} ${what}`);
  });
  const outputs = [
    ...left.map(({ name }) => ({ side: 'left' as const, column: name })),
    ...right.map(({ name }) => ({ side: 'right' as const, column: name })),
  ];
  const relation = [...left, ...right].map((column, index) => ({
    ...column,
    name: names[index] ?? column.name,
  }));
  return { relation, planned: { kind: 'join', how: op.how, leftOn, rightOn, outputs } };
}

/** Output names: those on both sides get the suffixes. */
function joinNames(op: Of<'join'>, left: Relation, right: Relation): readonly string[] {
  const [leftSuffix, rightSuffix] = op.suffixes;
  const both = new Set(
    left.map(({ name }) => name).filter((name) => right.some((r) => r.name === name)),
  );
  const names = [
    ...left.map(({ name }) => (both.has(name) ? name + leftSuffix : name)),
    ...right.map(({ name }) => (both.has(name) ? name + rightSuffix : name)),
  ];
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      const hint = `Change the specified suffixes ('${leftSuffix}','${rightSuffix}') to fix this`;
      const message = `duplicate column '${name}' after merge. ${hint}`;
      throw new PhasedRefusal('types', op.place, message);
    }
    seen.add(name);
  }
  return names;
}

const schemaText = (relation: Relation): string =>
  `[${relation.map(({ name, dataType }) => `${name}:${dataType}`).join(', ')}]`;

function union({ op, print }: Resolvable, parents: readonly Relation[]): ResolvedOp {
  const [base = []] = parents;
  parents.forEach((relation, index) => {
    const refuse = (reason: string) => {
      const [first, other] = [print(0), print(index)];
      const ops = `${first} and ${other} of ${print()}.`;
      const schemas = `${first}: ${schemaText(base)} vs ${other}: ${schemaText(relation)}.`;
      const message = `Table schema disagreement between parent ops ${ops} ${schemas} ${reason}`;
      throw new PhasedRefusal('types', op.place, message);
    };
    if (relation.length !== base.length) refuse('Column count wrong.');
    for (const { name, dataType } of base) {
      const found = relation.find((one) => one.name === name);
      if (found === undefined) refuse(`Missing '${name}'.`);
      else if (found.dataType !== dataType) refuse(`wrong type for '${name}'.`);
    }
  });
  return { relation: base, planned: { kind: 'union' } };
}
