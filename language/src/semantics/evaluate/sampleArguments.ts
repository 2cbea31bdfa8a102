/** Values nobody wrote, for looking into a function. */
import type { FunctionStatement } from '../../syntax/tree.ts';
import type { Place } from '../ir/ir.ts';
import type { BoundArguments, CallContext, FunctionValue, Value } from '../values/values.ts';

/** One for each parameter, of its annotated type. */
export function sampleArguments(
  fn: FunctionValue,
  node: FunctionStatement,
  context: CallContext,
): BoundArguments {
  const place: Place = { at: node.at, span: node.name.span };
  const values = new Map(
    fn.parameters.map((name) => [name, sample(fn.annotations?.get(name), place, context)]),
  );
  return {
    get: (name) => values.get(name) ?? { kind: 'unknown', place },
    rest: [],
    extra: [],
    context,
  };
}

const SAMPLES = { BOOLEAN: true, INT64: 1n, UINT128: 1n, FLOAT64: 1, STRING: '-5m', TIME64NS: 1n };

/** A value of which nothing but the type is known. */
function sample(annotation: Value | undefined, place: Place, { graph }: CallContext): Value {
  if (annotation?.kind !== 'type' || annotation.type.dataType === undefined) {
    return { kind: 'unknown', place };
  }
  const { dataType } = annotation.type;
  return { kind: 'expr', expr: graph.literal(dataType, SAMPLES[dataType], place, true), place };
}
