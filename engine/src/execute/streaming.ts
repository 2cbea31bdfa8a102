/** Queries over `df.stream()`: what arrived since the last look, again and again until cancelled. */
import { setTimeout as delay } from 'node:timers/promises';
import type { MemorySourceOperator, OperatorId } from '#language';
import { quoteName } from '../store/quoting.ts';
import type { EngineCluster } from '../cluster/cluster.ts';
import type { Store } from '../store/store.ts';

/** Between two looks for new rows; rows reach the reader well within a second. */
const LOOK_MS = 400;

const systemSleep = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal });

/** What is new of one source: rows with `startNs <= time_ <= endNs`, of `rows` where that is given. */
export interface Window {
  readonly startNs: bigint;
  readonly endNs: bigint | undefined;
  /** A query in parentheses. */
  readonly rows?: string;
}

/**
 * Windows with new rows for streaming sources, in order and without gaps: by arrival where the
 * cluster knows it, by time where rows arrive in its order. @throws AbortError, the only way to end.
 */
export async function* newRows(
  sources: readonly MemorySourceOperator[],
  cluster: EngineCluster,
  store: Store,
  signal: AbortSignal,
): AsyncGenerator<ReadonlyMap<OperatorId, Window>> {
  const earliest = cluster.clock.now() - cluster.retentionNs;
  const sleep = cluster.clock.sleep ?? systemSleep;
  const look = cluster.arrivals === undefined ? lookByTime : lookByArrival;
  const looks = sources.map((source) => ({
    id: source.id,
    next: look(source, source.startNs ?? earliest, { cluster, store, signal }),
  }));
  for (;;) {
    const windows = new Map<OperatorId, Window>();
    let found = false;
    for (const { id, next } of looks) {
      const { window, hasRows } = await next();
      windows.set(id, window);
      found ||= hasRows;
    }
    if (found) yield windows;
    await sleep(LOOK_MS, signal);
  }
}

interface Place {
  readonly cluster: EngineCluster;
  readonly store: Store;
  readonly signal: AbortSignal;
}
/** What has come since the last call. */
type Look = () => Promise<{ readonly window: Window; readonly hasRows: boolean }>;

function lookByTime(source: MemorySourceOperator, firstNs: bigint, place: Place): Look {
  let startNs = firstNs;
  return async () => {
    const newest = await newestTime(source, { startNs, endNs: place.cluster.clock.now() }, place);
    const window = { startNs, endNs: newest ?? startNs - 1n };
    startNs = window.endNs + 1n;
    return { window, hasRows: newest !== undefined };
  };
}

/** A row that comes late is new all the same, as long as it is not older than the stream. */
function lookByArrival(source: MemorySourceOperator, startNs: bigint, place: Place): Look {
  const { cluster, store, signal } = place;
  let before: ReadonlyMap<string, bigint> = new Map();
  const columns = source.relation.map(({ name }) => quoteName(name)).join(', ');
  return async () => {
    await cluster.prepare(store, source.table, startNs, cluster.clock.now(), signal);
    const counts: typeof before =
      (await cluster.arrivals?.(store, source.table, signal)) ?? new Map<string, bigint>();
    const parts = [...counts].flatMap(([part, count]) => {
      const from = before.get(part) ?? 0n;
      const range = `rowid >= ${String(from)} AND rowid < ${String(count)}`;
      return count > from ? [`SELECT ${columns} FROM ${part} WHERE ${range}`] : [];
    });
    before = counts;
    const nothing = `SELECT ${columns} FROM ${tableOf(cluster, source)} WHERE false`;
    const rows = `(${parts.length === 0 ? nothing : parts.join(' UNION ALL ')})`;
    return { window: { startNs, endNs: undefined, rows }, hasRows: parts.length > 0 };
  };
}

const tableOf = (cluster: EngineCluster, source: MemorySourceOperator): string =>
  `${quoteName(cluster.schema)}.${quoteName(source.table)}`;

async function newestTime(
  source: MemorySourceOperator,
  { startNs, endNs }: { readonly startNs: bigint; readonly endNs: bigint },
  { cluster, store, signal }: Place,
): Promise<bigint | undefined> {
  await cluster.prepare(store, source.table, startNs, endNs, signal);
  const [row] = await store.all(
    `SELECT max("time_") AS newest FROM ${tableOf(cluster, source)} WHERE "time_" >= ${String(startNs)} AND "time_" <= ${String(endNs)}`,
    signal,
  );
  const newest = row?.['newest'];
  return typeof newest === 'bigint' ? newest : undefined;
}
