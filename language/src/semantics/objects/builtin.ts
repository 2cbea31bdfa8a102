/** Functions and modules that come with the language. */
import type { Place } from '../ir/ir.ts';
import type { BoundArguments, FunctionValue, Value } from '../values/values.ts';

/** Where built-in names are: nowhere in the script. */
export const NOWHERE: Place = { at: undefined, span: { start: 0, end: 0 } };

export interface FunctionShape {
  readonly parameters?: readonly string[];
  readonly defaults?: FunctionValue['defaults'];
  readonly takesRest?: boolean;
  readonly takesExtra?: boolean;
  readonly flavour?: FunctionValue['flavour'];
}

/** A function of the language itself. */
export const builtin = (
  name: string,
  shape: FunctionShape,
  run: (args: BoundArguments, place: Place) => Value,
): FunctionValue => ({
  name,
  parameters: shape.parameters ?? [],
  defaults: shape.defaults ?? {},
  takesRest: shape.takesRest ?? false,
  takesExtra: shape.takesExtra ?? false,
  flavour: shape.flavour ?? 'builtin',
  run,
});

export const functionValue = (fn: FunctionValue, place: Place = NOWHERE): Value => ({
  kind: 'function',
  fn,
  place,
});

/** A module of these functions and values. */
export function moduleOf(
  name: string,
  functions: readonly FunctionValue[],
  others: Readonly<Record<string, Value>> = {},
): Value & { readonly kind: 'module' } {
  const attributes = new Map<string, Value>(functions.map((fn) => [fn.name, functionValue(fn)]));
  for (const [key, value] of Object.entries(others)) attributes.set(key, value);
  return { kind: 'module', name, attributes, place: NOWHERE };
}
