/**
 * Binds arguments to parameters and takes them as what a function needs, with the compiler's words.
 *
 * @see pixie-io/pixie src/carnot/planner/objects/funcobject.cc
 */
import { typeString, type IrColumn, type IrExpr, type IrLiteral, type Place } from '../ir/ir.ts';
import { Unknown, Refusal } from '../ir/refusal.ts';
import {
  kindName,
  type Arguments,
  type BoundArguments,
  type CallContext,
  type FunctionValue,
  type KeywordValue,
  type Value,
} from './values.ts';

/** @throws Refusal where the arguments do not fit the parameters. */
export function callFunction(
  fn: FunctionValue,
  args: Arguments,
  place: Place,
  context: CallContext,
): Value {
  return fn.run(bind(fn, args, place, context), place);
}

function bind(
  fn: FunctionValue,
  args: Arguments,
  place: Place,
  context: CallContext,
): BoundArguments {
  const { parameters, name } = fn;
  const given = args.positional.length;
  if (!fn.takesRest && given > parameters.length) {
    const counts = `takes ${String(parameters.length)} arguments but ${String(given)} were given.`;
    throw new Refusal(place, `${name}() ${counts}`);
  }
  const bound = new Map<string, Value>();
  const rest: Value[] = [];
  args.positional.forEach((value, index) => {
    const parameter = parameters[index];
    if (parameter === undefined) rest.push(value);
    else bound.set(parameter, value);
  });
  const extraNames = new Set<string>();
  const extra: KeywordValue[] = [];
  for (const argument of args.keywords) {
    const { name: keyword, value } = argument;
    if (bound.has(keyword) || extraNames.has(keyword)) {
      throw new Refusal(place, `${name}() got multiple values for argument '${keyword}'`);
    }
    if (parameters.includes(keyword)) bound.set(keyword, value);
    else if (fn.takesExtra) extra.push(argument);
    else throw new Refusal(place, `${name}() got an unexpected keyword argument '${keyword}'`);
    extraNames.add(keyword);
  }
  const missing: string[] = [];
  for (const parameter of parameters) {
    if (bound.has(parameter)) continue;
    const fallback = fn.defaults[parameter];
    if (fallback === undefined) missing.push(parameter);
    else bound.set(parameter, fallback(place, context));
  }
  if (missing.length > 0) {
    const names = missing.map((one) => `'${one}'`).join(',');
    const count = String(missing.length);
    throw new Refusal(place, `${name}() missing ${count} required positional arguments ${names}`);
  }
  return {
    get: (parameter) => {
      const value = bound.get(parameter);
      if (value === undefined) throw new Error(`${name} has no parameter ${parameter}`);
      return value;
    },
    rest,
    extra,
    context,
  };
}

/** The expression of a value. */
export function asExpr(value: Value, argName: string, type = 'expression'): IrExpr {
  if (value.kind === 'unknown') throw new Unknown();
  if (value.kind === 'expr') return value.expr;
  const message = `Expected '${type}' in arg '${argName}', got '${kindName(value)}'`;
  throw new Refusal(value.place, message);
}

const wrongType = (expr: IrExpr, argName: string, type: string): Refusal =>
  new Refusal(
    expr.place,
    `Expected arg '${argName}' as type '${type}', received '${typeString(expr)}'`,
  );

/** A literal of one kind, by the compiler's name for it: `Float`, `UInt128`. */
export function asLiteral(value: Value, argName: string, type: string): IrLiteral {
  const expr = asExpr(value, argName, type);
  if (expr.kind === 'literal' && typeString(expr) === type) return expr;
  throw wrongType(expr, argName, type);
}

export function asColumn(value: Value, argName: string): IrColumn {
  const expr = asExpr(value, argName, 'Column');
  if (expr.kind === 'column') return expr;
  throw wrongType(expr, argName, 'Column');
}

export interface StringArg {
  readonly text: string;
  readonly expr: IrLiteral;
}

/** @throws Unknown where the text is an argument's that is not known, unless a sample will do. */
export function asString(value: Value, argName: string, samples = false): StringArg {
  const expr = asLiteral(value, argName, 'String');
  if (expr.sample === true && !samples) throw new Unknown();
  return { text: String(expr.value), expr };
}

export function asInt(
  value: Value,
  argName: string,
): { readonly int: bigint; readonly expr: IrLiteral } {
  const expr = asLiteral(value, argName, 'Int');
  return { int: BigInt(expr.value), expr };
}

export const isCollection = (
  value: Value,
): value is Value & { readonly kind: 'list' | 'tuple'; readonly items: readonly Value[] } =>
  value.kind === 'list' || value.kind === 'tuple';

/** One text, or a list of them whose messages name the index. */
export function asStrings(value: Value, argName: string): readonly StringArg[] {
  if (!isCollection(value)) return [asString(value, argName)];
  return value.items.map((item, index) => asString(item, `${argName} (index ${String(index)})`));
}
