/**
 * The columns an operator gives, and its part of the plan.
 *
 * @see pixie-io/pixie src/carnot/planner/ir (ResolveType of each operator)
 */
import type { Catalog } from '../catalog/catalog.ts';
import type { Column, Relation } from '../catalog/types.ts';
import type { ColumnExpr, Expr } from '../plan/plan.ts';
import { OPERATOR_NAMES, type IrColumn, type IrExpr, type IrOp, type PlannedOp } from './ir.ts';
import { columnExpr, PhasedRefusal, resolveCall, resolveExpr } from './resolve.ts';

export interface ResolvedOp {
  readonly relation: Relation;
  readonly planned: PlannedOp;
}

type Of<K extends IrOp['kind']> = IrOp & { readonly kind: K };

const asColumn = (name: string, { dataType, semanticType }: Expr): Column => ({
  ...{ name, dataType, semanticType },
});

/**
 * `parents`: relations of the operator's parents, for an aggregate with its groupings' parent.
 * @throws PhasedRefusal
 */
export function resolveOp(op: IrOp, parents: readonly Relation[], catalog: Catalog): ResolvedOp {
  const input = parents[0] ?? [];
  const resolve = (expr: IrExpr) => resolveExpr(expr, parents, catalog);
  switch (op.kind) {
    case 'memorySource':
      return memorySource(op, catalog);
    case 'udtfSource': {
      const relation = catalog.udtfs.get(op.udtf)?.relation ?? [];
      const args = Object.fromEntries(
        Object.entries(op.args).map(([name, { dataType, value, place }]) => {
          const { span } = place;
          return [
            name,
            { kind: 'literal', dataType, semanticType: 'ST_NONE', value, span },
          ] as const;
        }),
      );
      return { relation, planned: { kind: 'udtfSource', udtf: op.udtf, args } };
    }
    case 'map':
      return map(op, input, resolve);
    case 'filter': {
      const condition = resolve(op.condition);
      if (condition.dataType !== 'BOOLEAN') {
        const what = filterText(op.condition);
        const message = `Expected Boolean for Filter expression '${what}', got ${condition.dataType}`;
        throw new PhasedRefusal('filter', op.place, message);
      }
      return { relation: input, planned: { kind: 'filter', condition } };
    }
    case 'drop': {
      const dropped = op.columns.map(({ name }) => name);
      for (const name of dropped) {
        if (input.some((one) => one.name === name)) continue;
        const message = `Column '${name}' not found in parent dataframe`;
        throw new PhasedRefusal('types', op.place, message);
      }
      const relation = input.filter(({ name }) => !dropped.includes(name));
      return { relation, planned: { kind: 'project' } };
    }
    case 'groupBy':
    case 'rolling':
    case 'stream':
      return { relation: input, planned: { kind: 'project' } };
    case 'aggregate':
      return aggregate(op, parents, catalog);
    case 'join':
      return join(op, parents, catalog);
    case 'union':
      return union(op, parents);
    case 'limit':
      return { relation: input, planned: { kind: 'limit', rows: op.rows } };
    case 'sink':
      return { relation: input, planned: { kind: 'sink', name: op.name } };
    case 'otelSink':
      return { relation: input, planned: { kind: 'otelSink', config: op.build(resolve) } };
  }
}

function memorySource(op: Of<'memorySource'>, catalog: Catalog): ResolvedOp {
  const table = catalog.tables.get(op.table);
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

function map(op: Of<'map'>, input: Relation, resolve: (expr: IrExpr) => Expr): ResolvedOp {
  const assigned = new Set(op.columns.map(({ name }) => name));
  const kept = op.keepsInput ? input.filter(({ name }) => !assigned.has(name)) : [];
  const columns = [
    ...kept.map((one) => ({ name: one.name, expr: columnExpr(one, op.place.span) })),
    ...op.columns.map(({ name, expr }) => ({ name, expr: resolve(expr) })),
  ];
  const relation = columns.map(({ name, expr }) => asColumn(name, expr));
  return { relation, planned: { kind: 'map', columns } };
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

function aggregate(
  op: Of<'aggregate'>,
  parents: readonly Relation[],
  catalog: Catalog,
): ResolvedOp {
  const group = (column: IrColumn): ColumnExpr => {
    const resolved = resolveExpr(column, parents, catalog);
    if (resolved.kind !== 'column') throw new Error('a grouping resolves to a column');
    return resolved;
  };
  const groups = groupingsOf(op).flatMap(({ groups: columns }) => columns.map(group));
  const aggregates = op.aggregates.map(({ name, expr }) => {
    if (expr.kind !== 'func') throw new Error('an aggregate is a call');
    return { name, call: resolveCall(expr, parents, catalog) };
  });
  const relation = [
    ...groups.map((one) => asColumn(one.name, one)),
    ...aggregates.map(({ name, call }) => asColumn(name, call)),
  ];
  return { relation, planned: { kind: 'aggregate', groups, aggregates } };
}

function join(op: Of<'join'>, parents: readonly Relation[], catalog: Catalog): ResolvedOp {
  const [left = [], right = []] = parents;
  const names = joinNames(op, left, right);
  const key = (column: IrColumn): ColumnExpr => {
    const resolved = resolveExpr(column, [left, right], catalog);
    if (resolved.kind !== 'column') throw new Error('a join key resolves to a column');
    return resolved;
  };
  const leftOn = op.leftOn.map(key);
  const rightOn = op.rightOn.map(key);
  leftOn.forEach((one, index) => {
    const other = rightOn[index];
    if (other === undefined || other.dataType === one.dataType) return;
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

function union(op: Of<'union'>, parents: readonly Relation[]): ResolvedOp {
  const [base = []] = parents;
  const [baseOp] = op.parents;
  parents.forEach((relation, index) => {
    const other = op.parents[index];
    if (baseOp === undefined || other === undefined) return;
    const refuse = (reason: string) => {
      const ops = `${opText(baseOp)} and ${opText(other)} of ${opText(op)}.`;
      const schemas = `${opText(baseOp)}: ${schemaText(base)} vs ${opText(other)}: ${schemaText(relation)}.`;
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

/** An operator in a message; the compiler adds numbers of its own, ours are the order of making. */
export function opText(op: IrOp): string {
  const details = op.kind === 'memorySource' ? `, table=${op.table}, streaming=false` : '';
  return `${OPERATOR_NAMES[op.kind]}(id=${String(op.id)}${details})`;
}

function filterText(expr: IrExpr): string {
  switch (expr.kind) {
    case 'literal':
      return `${expr.dataType}(${String(expr.value)})`;
    case 'column':
      return `Column(name=${expr.name})`;
    case 'metadata':
      return `Metadata(name=${expr.key})`;
    case 'func':
      return `px.${expr.name}(${expr.args.map(filterText).join(',')})`;
  }
}
