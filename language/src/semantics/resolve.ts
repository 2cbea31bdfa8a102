/**
 * Types: which columns an operator gives, which overload a call is, what meaning its result has.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler_state/registry_info.cc, src/carnot/udf/type_inference.h
 */
import type { Catalog, FunctionInfo, SemanticRule } from '../catalog/catalog.ts';
import type { Column, Relation, SemanticType } from '../catalog/types.ts';
import type { CallExpr, ColumnExpr, Expr, LiteralExpr } from '../plan/plan.ts';
import { typeString, type IrExpr, type IrFunc } from './ir.ts';
import { metadataConversion, metadataKey } from './objects/metadata.ts';
import { Refusal } from './refusal.ts';

/** In which order the compiler looks for problems after evaluation. */
export type Phase =
  'metadataKey' | 'stream' | 'types' | 'metadataSource' | 'filter' | 'groupBy' | 'placement';

/** A problem of a phase that comes after others. */
export class PhasedRefusal extends Refusal {
  constructor(
    readonly phase: Phase,
    ...args: ConstructorParameters<typeof Refusal>
  ) {
    super(...args);
  }
}

/** @throws PhasedRefusal, or undefined-typed operands are not possible: literals know theirs. */
export function resolveExpr(expr: IrExpr, relations: readonly Relation[], catalog: Catalog): Expr {
  const resolved = resolveUncast(expr, relations, catalog);
  const { cast } = expr;
  if (cast === undefined) return resolved;
  if (cast.dataType !== resolved.dataType) {
    const types = `'${resolved.dataType}' to '${cast.dataType}'`;
    const message = `Cannot cast from ${types}. Only semantic type casts are allowed.`;
    throw new PhasedRefusal('types', expr.place, message);
  }
  return { ...resolved, semanticType: cast.semanticType };
}

function resolveUncast(expr: IrExpr, relations: readonly Relation[], catalog: Catalog): Expr {
  const { span } = expr.place;
  switch (expr.kind) {
    case 'literal': {
      const { dataType, value } = expr;
      const literal: LiteralExpr = {
        kind: 'literal',
        dataType,
        semanticType: 'ST_NONE',
        value,
        span,
      };
      return literal;
    }
    case 'column': {
      const found = relations[expr.side]?.find(({ name }) => name === expr.name);
      if (found === undefined) {
        const message = `Column '${expr.name}' not found in parent dataframe`;
        throw new PhasedRefusal('types', expr.place, message);
      }
      return columnExpr(found, span);
    }
    case 'metadata':
      return resolveMetadata(expr, relations[0] ?? [], catalog);
    case 'func':
      return resolveCall(expr, relations, catalog);
  }
}

export const columnExpr = (
  { name, dataType, semanticType }: Column,
  span: ColumnExpr['span'],
): ColumnExpr => ({ kind: 'column', name, dataType, semanticType, span });

function resolveMetadata(
  expr: IrExpr & { readonly kind: 'metadata' },
  relation: Relation,
  catalog: Catalog,
): Expr {
  const key = metadataKey(expr.key);
  if (key === undefined) {
    const message = `'${expr.key}' unavailable metadata key.`;
    throw new PhasedRefusal('metadataKey', expr.place, message);
  }
  const conversion = metadataConversion(key, relation);
  if (conversion === undefined) {
    const need = `Need one of [${key.sources.join(',')}].`;
    const have = `Parent type has columns [${relation.map(({ name }) => name).join(',')}] available.`;
    const reason = "Can't resolve metadata because of lack of converting columns in the parent.";
    throw new PhasedRefusal('metadataSource', expr.place, `${reason} ${need} ${have}`);
  }
  const { place } = expr;
  const args = conversion.columns.map((name): IrExpr => ({ kind: 'column', name, side: 0, place }));
  return resolveCall({ kind: 'func', name: conversion.fn, args, place }, [relation], catalog);
}

/** Finds the overload for exactly these data types. */
export function resolveCall(
  expr: IrFunc,
  relations: readonly Relation[],
  catalog: Catalog,
): CallExpr {
  const args = expr.args.map((arg) => resolveExpr(arg, relations, catalog));
  const info = catalog.functions.get(expr.name);
  if (info === undefined) {
    const message = `Could not find function '${expr.name}'.`;
    throw new PhasedRefusal('types', expr.place, message);
  }
  const overload = info.overloads.find(
    (one) =>
      one.args.length === args.length &&
      one.args.every((type, index) => type === args[index]?.dataType),
  );
  if (overload === undefined) {
    const types = args.map(({ dataType }) => dataType).join(',');
    const message = `Could not find UDF '${expr.name}' with arguments [${types}].`;
    throw new PhasedRefusal('types', expr.place, message, { positioned: false });
  }
  expr.args.slice(0, overload.initArgCount).forEach((arg, index) => {
    if (arg.kind === 'literal') return;
    const rule = `expected init argument ${String(index)} to be a primitive data type`;
    throw new PhasedRefusal('types', expr.place, `${rule}, received ${typeString(arg)}`);
  });
  return {
    kind: 'call',
    name: expr.name,
    args,
    initArgCount: overload.initArgCount,
    dataType: overload.returns,
    semanticType: resultMeaning(
      info,
      args.map((arg) => arg.semanticType),
    ),
    span: expr.place.span,
  };
}

/** The semantic type of a result, from those of the arguments. */
function resultMeaning(info: FunctionInfo, args: readonly SemanticType[]): SemanticType {
  if (info.alwaysSemanticType !== undefined) return info.alwaysSemanticType;
  const [first, ...others] = info.inheritArgs?.map((index) => args[index]) ?? args;
  const inherits = info.inherits === 'any' || info.inherits.some((type) => type === first);
  if (first !== undefined && inherits && others.every((type) => type === first)) return first;
  let best: { readonly rule: SemanticRule; readonly wildcards: number } | undefined;
  for (const rule of info.semanticRules) {
    const fits =
      rule.args.length === args.length &&
      rule.args.every((type, index) => type === '*' || type === args[index]);
    if (!fits) continue;
    const wildcards = rule.args.filter(
      (type, index) => type === '*' && args[index] !== 'ST_NONE',
    ).length;
    if (best === undefined || wildcards < best.wildcards) best = { rule, wildcards };
  }
  return best?.rule.out ?? 'ST_NONE';
}
