/** What `value.name` gives. */
import { Unknown } from './calls.ts';
import type { Place } from './ir.ts';
import { frameMethods } from './objects/dataFrame.ts';
import { Refusal } from './refusal.ts';
import { at, objectName, type Value } from './values.ts';

export function attributeOf(value: Value, name: string, place: Place): Value {
  switch (value.kind) {
    case 'unknown':
      throw new Unknown();
    case 'frame': {
      const method = frameMethods(value.op).get(name);
      if (method !== undefined) return { kind: 'function', fn: method, place };
      if (name === 'ctx') return { kind: 'ctx', op: value.op, place };
      const expr = { kind: 'column', name, side: 0, from: value.op, place } as const;
      return { kind: 'expr', expr, place };
    }
    case 'frameClass':
      // The class has the attributes of a DataFrame without an operator: columns of nothing.
      return { kind: 'expr', expr: { kind: 'column', name, side: 0, place }, place };
    case 'module': {
      const found = value.attributes.get(name);
      if (found !== undefined) return at(found, place);
      if (value.missing !== undefined) return value.missing(name, place);
      break;
    }
    default:
      break;
  }
  throw new Refusal(place, `'${objectName(value)}' object has no attribute '${name}'`);
}
