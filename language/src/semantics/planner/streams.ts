/** Rules of `df.stream()`. @see pixie-io/pixie src/carnot/planner/compiler/analyzer/resolve_stream_rule.cc */
import { PhasedRefusal } from '../ir/refusal.ts';
import type { GraphOp } from './opGraph.ts';

/** Whether an operator brings rows together before it gives any. */
function isBlocking({ op }: Pick<GraphOp, 'op'>): boolean {
  switch (op.kind) {
    case 'aggregate':
    case 'join':
    case 'union':
    case 'sink':
    case 'otelSink':
      return true;
    case 'limit':
      return !op.nodeOnly;
    default:
      return false;
  }
}

/** Makes the sources above endless. @throws PhasedRefusal where rows have to end. */
export function resolveStream(stream: GraphOp): void {
  const { place } = stream.op;
  const queue = [...stream.parents];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (isBlocking(next)) {
      const message = `df.stream() not yet supported with the operator ${next.print()}`;
      throw new PhasedRefusal('stream', place, message, { positioned: false });
    }
    if (next.op.kind === 'memorySource') next.streaming = true;
    queue.push(...next.parents);
  }
  if (stream.children.every(({ op }) => op.kind === 'sink' || op.kind === 'otelSink')) return;
  const message = 'df.stream() in the middle of a query is not yet implemented';
  throw new PhasedRefusal('stream', place, message, { positioned: false });
}
