/** The compiler's steps after types: leave out, merge, split. Only their complaints are of interest. */
import type { Catalog } from '../../catalog/catalog.ts';
import type { OtelExport } from '../../plan/plan.ts';
import { PhasedRefusal } from '../ir/refusal.ts';
import { mergeNodes } from './mergeNodes.ts';
import type { GraphOp } from './opGraph.ts';
import { planOps } from './planOp.ts';
import { checkColumns, connected, pruneColumns, removeEmptyContains } from './pruneColumns.ts';
import { checkPlacement } from './splitter.ts';

/**
 * @param isWhole The operators are those of the whole script: there must be a result.
 * @returns whether there is a result or an export.
 * @throws PhasedRefusal for the first complaint.
 */
export function checkRun(graph: readonly GraphOp[], catalog: Catalog, isWhole: boolean): boolean {
  const exports = new Map<number, OtelExport>();
  for (const { op, planned } of graph) {
    if (planned?.kind === 'otelSink') exports.set(op.id, planned.config);
  }
  const ops = mergeNodes(connected(planOps(graph)));
  pruneColumns(ops, exports);
  const pruned = removeEmptyContains(ops);
  if (!pruned.some(({ kind }) => kind === 'sink' || kind === 'otelSink')) {
    if (!isWhole) return false;
    const message = 'query does not output a result, please add a px.display() statement';
    const place = { at: 0, span: { start: 0, end: 0 } };
    throw new PhasedRefusal('sinks', place, message, { positioned: false });
  }
  checkPlacement(pruned, catalog);
  checkColumns(pruned);
  return true;
}
