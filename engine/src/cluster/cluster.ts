/** A place a script can run against inside the engine: demo, this machine, a recording. */
import type { Catalog } from '#language';
import type { ClusterInfo } from '#protocol/run';
import type { ClusterMetadata } from '../metadata/clusterMetadata.ts';
import type { Store } from '../store/store.ts';

export interface Clock {
  /** Nanoseconds since the epoch. */
  now(): bigint;
  /** Waits by this clock; by the system's without. @throws AbortError when cancelled. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface EngineCluster {
  /** The dashed UUID used as `cluster_id`. */
  readonly id: string;
  /** Short name for the command line: `demo`, `host`. */
  readonly alias: string;
  /** Database schema that holds its tables, e.g. `demo`. */
  readonly schema: string;
  readonly clock: Clock;
  /** Tables this cluster has. */
  readonly catalog: Catalog;
  /**
   * How far back rows exist for a read without a start. Older rows may be readable when an earlier
   * read asked for them, so the reader filters by `clock.now() - retentionNs` itself.
   */
  readonly retentionNs: bigint;
  /**
   * The latest `time_` that a query of that moment sees, where there can be later rows: then these
   * are only for streams, which read up to `clock.now()`. Absent where a query sees all rows.
   */
  readonly lastTimeNs?: (nowNs: bigint) => bigint;
  info(signal: AbortSignal): Promise<ClusterInfo>;
  /** Called before the metadata of a query is asked for, where it may have to be read first. */
  readonly open?: (store: Store) => Promise<void>;
  metadata(): ClusterMetadata;
  /**
   * Makes the rows of `table` with `startNs <= time_ <= endNs` readable as `schema.table` in
   * arrival order. Bounds may be wider than what exists; without `startNs` the last `retentionNs`
   * are meant. The name may be a view over slices: it has no `rowid`, scanning it gives the order.
   * It may hold more rows than asked for. @throws AbortError when cancelled; RunFailure when the
   * table cannot be had.
   */
  prepare(
    store: Store,
    table: string,
    startNs: bigint | undefined,
    endNs: bigint,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Rows that the parts of a table hold, by the SQL names of the parts. Parts only grow at their end,
   * new ones come and old ones go. Absent where rows always arrive in the order of `time_`.
   */
  readonly arrivals?: (
    store: Store,
    table: string,
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, bigint>>;
  dispose(): void;
}
