/** Queries over `df.stream()`: what arrived since the last look, again and again until cancelled. */
import { setTimeout as delay } from 'node:timers/promises';
import type { MemorySourceOperator, OperatorId } from '#language';
import { quoteName } from '../store/quoting.ts';
import type { EngineCluster } from '../clusters/cluster.ts';
import type { Store } from '../store/store.ts';

/** Between two looks for new rows; rows reach the reader well within a second. */
const LOOK_MS = 400;

/** Times of one source already given: `startNs <= time_ <= endNs` are new. */
export interface Window {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/**
 * Windows with new rows for streaming sources, in order and without gaps. Rows that arrive with a
 * time before the newest one seen are not given any more. @throws AbortError, the only way to end.
 */
export async function* newRows(
  sources: readonly MemorySourceOperator[],
  cluster: EngineCluster,
  store: Store,
  signal: AbortSignal,
): AsyncGenerator<ReadonlyMap<OperatorId, Window>> {
  const opened = cluster.clock.now();
  const next = new Map<OperatorId, bigint>(
    sources.map((source) => [source.id, source.startNs ?? opened - cluster.retentionNs]),
  );
  for (;;) {
    const now = cluster.clock.now();
    const windows = new Map<OperatorId, Window>();
    for (const source of sources) {
      const startNs = next.get(source.id) ?? now;
      const newest = await newestTime(source, { startNs, endNs: now }, { cluster, store, signal });
      const endNs = newest ?? startNs - 1n;
      windows.set(source.id, { startNs, endNs });
      next.set(source.id, endNs + 1n);
    }
    if ([...windows.values()].some(({ startNs, endNs }) => endNs >= startNs)) yield windows;
    await delay(LOOK_MS, undefined, { signal });
  }
}

async function newestTime(
  source: MemorySourceOperator,
  { startNs, endNs }: Window,
  { cluster, store, signal }: { cluster: EngineCluster; store: Store; signal: AbortSignal },
): Promise<bigint | undefined> {
  await cluster.prepare(store, source.table, startNs, endNs, signal);
  const table = `${quoteName(cluster.schema)}.${quoteName(source.table)}`;
  const [row] = await store.all(
    `SELECT max("time_") AS newest FROM ${table} WHERE "time_" >= ${String(startNs)} AND "time_" <= ${String(endNs)}`,
    signal,
  );
  const newest = row?.['newest'];
  return typeof newest === 'bigint' ? newest : undefined;
}
