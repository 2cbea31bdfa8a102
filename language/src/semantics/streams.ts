/** Rules of `df.stream()`. @see pixie-io/pixie src/carnot/planner/compiler/analyzer/resolve_stream_rule.cc */
import type { IrOp } from './ir.ts';
import { opText } from './operators.ts';
import { PhasedRefusal } from './resolve.ts';

const BLOCKING: ReadonlySet<IrOp['kind']> = new Set(['aggregate', 'join', 'union', 'limit']);

export function streamComplaint(op: IrOp, ops: readonly IrOp[]): PhasedRefusal | undefined {
  if (op.kind !== 'stream') return undefined;
  const queue: IrOp[] = [...op.parents];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (BLOCKING.has(next.kind)) {
      const message = `df.stream() not yet supported with the operator ${opText(next)}`;
      return new PhasedRefusal('stream', op.place, message, { positioned: false });
    }
    queue.push(...next.parents);
  }
  const children = ops.filter(({ parents }) => parents.some(({ id }) => id === op.id));
  if (children.every(({ kind }) => kind === 'sink')) return undefined;
  const message = 'df.stream() in the middle of a query is not yet implemented';
  return new PhasedRefusal('stream', op.place, message, { positioned: false });
}
