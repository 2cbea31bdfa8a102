/**
 * Types: which columns an operator gives, which overload a call is, what meaning its result has.
 *
 * @see pixie-io/pixie src/carnot/planner/compiler_state/registry_info.cc, src/carnot/udf/type_inference.h
 */
import type { FunctionInfo, SemanticRule } from '../../catalog/catalog.ts';
import type { Column, Relation, SemanticType } from '../../catalog/types.ts';
import type { CallExpr, ColumnExpr, Expr, LiteralExpr } from '../../plan/plan.ts';
import { Unknown, PhasedRefusal } from './refusal.ts';
import { typeString, type IrExpr, type IrFunc, type Place, type Typing } from './ir.ts';
import { metadataConversion, metadataKey } from './metadataKeys.ts';

/** @throws PhasedRefusal, or Unknown where an unknown `ctx` key has been reported. */
export function resolveExpr(expr: IrExpr, relations: readonly Relation[], typing: Typing): Expr {
  const resolved = resolveUncast(expr, relations, typing);
  const { cast } = expr;
  // A function takes a key's place, and the cast goes with the key.
  if (cast === undefined || (expr.kind === 'metadata' && typing.convertsMetadata)) return resolved;
  if (cast.dataType !== resolved.dataType) {
    const types = `'${resolved.dataType}' to '${cast.dataType}'`;
    const message = `Cannot cast from ${types}. Only semantic type casts are allowed.`;
    throw new PhasedRefusal('types', expr.place, message);
  }
  return { ...resolved, semanticType: cast.semanticType };
}

function resolveUncast(expr: IrExpr, relations: readonly Relation[], typing: Typing): Expr {
  const { span, at } = expr.place;
  switch (expr.kind) {
    case 'literal': {
      const { dataType, value } = expr;
      const literal: LiteralExpr = {
        kind: 'literal',
        dataType,
        semanticType: 'ST_NONE',
        value,
        span,
        at,
      };
      return literal;
    }
    case 'column': {
      const found = relations[expr.side]?.find(({ name }) => name === expr.name);
      if (found === undefined) {
        const message = `Column '${expr.name}' not found in parent dataframe`;
        throw new PhasedRefusal('types', expr.place, message);
      }
      return columnExpr(found, expr.place);
    }
    case 'metadata':
      return resolveMetadata(expr, relations[0] ?? [], typing);
    case 'func':
      return resolveCall(expr, relations, typing);
  }
}

export const columnExpr = (
  { name, dataType, semanticType }: Column,
  { span, at }: Place,
): ColumnExpr => ({ kind: 'column', name, dataType, semanticType, span, at });

function resolveMetadata(
  expr: IrExpr & { readonly kind: 'metadata' },
  relation: Relation,
  typing: Typing,
): Expr {
  const key = metadataKey(expr.key);
  if (key === undefined) throw new Unknown();
  if (!typing.convertsMetadata) {
    const dataType = key.declared ?? 'STRING';
    return columnExpr({ name: key.name, dataType, semanticType: 'ST_NONE' }, expr.place);
  }
  const conversion = metadataConversion(key, relation);
  if (conversion === undefined) {
    const need = `Need one of [${key.sources.join(',')}].`;
    const have = `Parent type has columns [${relation.map(({ name }) => name).join(',')}] available.`;
    const reason = "Can't resolve metadata because of lack of converting columns in the parent.";
    throw new PhasedRefusal('conversion', expr.place, `${reason} ${need} ${have}`);
  }
  const { place, id } = expr;
  const args = conversion.columns.map((name): IrExpr => ({
    kind: 'column',
    id,
    name,
    side: 0,
    place,
  }));
  const fn = { kind: 'func', id, name: conversion.fn, args, place } as const;
  return { ...resolveCall(fn, [relation], typing), isContext: true };
}

/** Finds the overload for exactly these data types. */
export function resolveCall(
  expr: IrFunc,
  relations: readonly Relation[],
  typing: Typing,
): CallExpr {
  const args = expr.args.map((arg) => resolveExpr(arg, relations, typing));
  const info = typing.catalog.functions.get(expr.name);
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
    at: expr.place.at,
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
