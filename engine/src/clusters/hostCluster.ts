/** The machine the engine runs on as a cluster. */
import { bundledCatalog } from '#language';
import { RunFailure } from '#protocol/run';
import {
  HOST_RETENTION_S,
  HOST_TABLES,
  HostSampler,
  SAMPLE_PERIOD_MS,
} from '../host/hostSampler.ts';
import { hasProc, runSocketStatistics } from '../host/procReader.ts';
import type { ClusterMetadata } from '../metadata/clusterMetadata.ts';
import type { Clock, EngineCluster } from './cluster.ts';
import { LOCAL_VERSION, tablesOf } from './localCatalog.ts';

/** Constant, so that a selection survives restarts. */
export const HOST_CLUSTER_ID = '05700000-0000-4000-8000-000000000002';

export interface HostClusterOptions {
  readonly clock: Clock;
  /** Where /proc is; tests give a directory of their own. */
  readonly procRoot?: string;
  /** Time between samples, 5 s by default. */
  readonly samplePeriodMs?: number;
  /** Output of `ss -tinHOe`, which has the bytes of sockets; '' when there is none. */
  readonly socketStatistics?: () => Promise<string>;
}

const NO_PROC = '"This machine" reads /proc, which only Linux has.';

/** Without /proc the cluster is listed, says why, and every run on it fails with a RunFailure. */
export function hostCluster(options: HostClusterOptions): EngineCluster {
  const { clock, procRoot = '/proc', samplePeriodMs = SAMPLE_PERIOD_MS } = options;
  const { socketStatistics = runSocketStatistics } = options;
  const schema = 'host';
  const catalog = tablesOf(bundledCatalog(), HOST_TABLES);
  const sampler = hasProc(procRoot)
    ? new HostSampler({ clock, schema, catalog, procRoot, samplePeriodMs, socketStatistics })
    : undefined;
  return {
    id: HOST_CLUSTER_ID,
    alias: 'host',
    schema,
    clock,
    catalog,
    retentionNs: BigInt(HOST_RETENTION_S) * 1_000_000_000n,
    info: () =>
      Promise.resolve({
        id: HOST_CLUSTER_ID,
        name: 'This machine',
        status: sampler ? 'HEALTHY' : 'DISCONNECTED',
        statusMessage: sampler ? 'Processes and connections from /proc.' : NO_PROC,
        vizierVersion: LOCAL_VERSION,
        nodeCount: 1,
        instrumentedNodeCount: sampler ? 1 : 0,
        lastHeartbeatNs: sampler ? 0n : -1n,
      }),
    metadata: () => sampler?.history.metadata(clock.now()) ?? NOTHING,
    prepare: async (store, table, _startNs, endNs, signal) => {
      if (!sampler) throw noProc();
      if (!catalog.tables.has(table)) throw new Error(`This machine has no table ${table}.`);
      await sampler.prepare(store, endNs, signal);
    },
    dispose: () => {
      sampler?.dispose();
    },
  };
}

function noProc(): RunFailure {
  return new RunFailure({
    kind: 'cluster',
    message: NO_PROC,
    nextStep: 'Select the cluster "Demo (simulated)", or connect to a Pixie Cloud.',
    compilerErrors: [],
  });
}

const NOTHING: ClusterMetadata = {
  asid: 0,
  hostname: '',
  cpuCount: 0,
  podCidrs: [],
  serviceCidr: '',
  namespaces: [],
  nodes: [],
  pods: [],
  containers: [],
  services: [],
  replicaSets: [],
  deployments: [],
  processes: [],
};
