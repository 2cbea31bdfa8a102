/** The simulated shop as a cluster. */
import { bundledCatalog, type Catalog } from '#language';
import { DemoTables, LONGEST_HISTORY_S, RETENTION_S } from './demo/demoTables.ts';
import { fillers } from './demo/fillers.ts';
import { demoMetadata } from './demo/kubernetes.ts';
import { eraStart, NODE_COUNT } from './demo/topology.ts';
import type { Clock, ClusterMetadata, EngineCluster } from '#engine';
import { LOCAL_VERSION, tablesOf } from './localCatalog.ts';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';

const NS_PER_SECOND = 1_000_000_000n;

export interface DemoClusterOptions {
  /** Same seed and clock give identical rows. */
  readonly seed: number;
  readonly clock: Clock;
}

/**
 * Queries see rows up to the last full second before `clock.now()`, whose rows are the same whenever
 * they are asked for; streams see the second that is passing too, or they would wait for its end.
 */
export function demoCluster({ seed, clock }: DemoClusterOptions): EngineCluster {
  const schema = 'demo';
  const catalog: Catalog = tablesOf(bundledCatalog(), [...fillers(seed).keys()]);
  const tables = new DemoTables({ seed, schema, catalog });
  let known: { readonly era: number; readonly metadata: ClusterMetadata } | undefined;
  return {
    id: LOCAL_CLUSTERS.demo.id,
    alias: 'demo',
    schema,
    clock,
    catalog,
    retentionNs: BigInt(RETENTION_S) * NS_PER_SECOND,
    lastTimeNs: (nowNs) => (nowNs / NS_PER_SECOND) * NS_PER_SECOND - 1n,
    info: () =>
      Promise.resolve({
        id: LOCAL_CLUSTERS.demo.id,
        name: LOCAL_CLUSTERS.demo.name,
        status: 'HEALTHY',
        statusMessage: 'A simulated shop; every row is made up.',
        vizierVersion: LOCAL_VERSION,
        nodeCount: NODE_COUNT,
        instrumentedNodeCount: NODE_COUNT,
        lastHeartbeatNs: 0n,
      }),
    metadata: () => {
      const minute = Number(clock.now() / (60n * NS_PER_SECOND));
      const era = eraStart(minute);
      if (known?.era !== era) known = { era, metadata: demoMetadata(seed, minute) };
      return known.metadata;
    },
    prepare: (store, table, startNs, endNs, signal) => {
      const now = Number(clock.now() / NS_PER_SECOND);
      const from = startNs === undefined ? now - RETENTION_S : Number(startNs / NS_PER_SECOND);
      const window = {
        from: Math.max(from, now - LONGEST_HISTORY_S),
        to: Math.min(now, Number(endNs / NS_PER_SECOND)) + 1,
      };
      return tables.prepare(store, table, window, signal);
    },
    // The store and its tables belong to the engine, which disposes of them.
    dispose: () => undefined,
  };
}
