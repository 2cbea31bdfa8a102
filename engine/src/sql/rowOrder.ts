/** Where the order of an operator's rows comes from. */
import type { JoinOperator, Operator } from '#language';
import { aggregateReadsOrder } from '../functions/aggregates.ts';
import type { UniqueKeys } from './uniqueKeys.ts';

/**
 * - `right`: each row of the right side has at most one match, so that rows come in its order;
 * - `keys`: both sides are sorted by their unique keys, and so is the result;
 * - `rows`: only the numbers of the rows of both sides tell it.
 */
export function joinOrder(operator: JoinOperator, keys: UniqueKeys): 'right' | 'keys' | 'rows' {
  const [left, right] = operator.parents.map((parent) => keys.get(parent));
  if (operator.how !== 'inner' || left === undefined) return 'rows';
  const names = new Set(operator.leftOn.map(({ name }) => name));
  if ([...left].every((one) => names.has(one))) return 'right';
  return right === undefined ? 'rows' : 'keys';
}

/** Whether an operator whose rows must be in order, if `ordered`, reads an input in order. */
export function readsInOrder(
  operator: Operator,
  side: number,
  ordered: boolean,
  keys: UniqueKeys,
): boolean {
  switch (operator.kind) {
    case 'sink':
    case 'otelSink':
    case 'limit':
      return true;
    case 'aggregate':
      return operator.aggregates.some(({ call }) => aggregateReadsOrder(call.name));
    case 'join': {
      if (!ordered) return false;
      const order = joinOrder(operator, keys);
      return order === 'rows' || (order === 'right' && side === 1);
    }
    default:
      return ordered;
  }
}
