/** What `value.name` gives. */
import { Unknown, Refusal } from '../ir/refusal.ts';
import type { IrGraph, Place } from '../ir/ir.ts';
import { frameMethod } from '../objects/dataFrame.ts';
import { at, objectName, type Value } from '../values/values.ts';

export function attributeOf(value: Value, name: string, place: Place, graph: IrGraph): Value {
  switch (value.kind) {
    case 'unknown':
      throw new Unknown();
    case 'frame': {
      const method = frameMethod(value.op, name);
      if (method !== undefined) return { kind: 'function', fn: method, place };
      if (name === 'ctx') return { kind: 'ctx', op: value.op, place };
      return { kind: 'expr', expr: graph.column(name, place, { from: value.op }), place };
    }
    case 'frameClass':
      // The class has the attributes of a DataFrame without an operator: columns of nothing.
      return { kind: 'expr', expr: graph.column(name, place), place };
    case 'module': {
      const found = value.attributes.get(name);
      if (found !== undefined) return at(found, place);
      if (value.missing !== undefined) return value.missing(name, place, value.place);
      break;
    }
    default:
      break;
  }
  throw new Refusal(place, `'${objectName(value)}' object has no attribute '${name}'`);
}
