/** `df.ctx['key']` as a value. */
import { asString } from '../values/calls.ts';
import type { IrOp, Place } from '../ir/ir.ts';
import type { Value } from '../values/values.ts';

export function subscriptMetadata(op: IrOp, key: Value, place: Place): Value {
  const { text } = asString(key, 'key');
  return { kind: 'expr', expr: op.graph.metadata(text, place, op), place };
}
