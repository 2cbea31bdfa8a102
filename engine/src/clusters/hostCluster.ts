/** The machine the engine runs on as a cluster, with what programs send to it. */
import { hostname } from 'node:os';
import { bundledCatalog, type Catalog } from '#language';
import { runError } from '#protocol/errors';
import { RunFailure } from '#protocol/run';
import { readContainerNames, type ContainerNames } from '../host/containerNames.ts';
import { HOST_ASID, upidOf } from '../host/hostRows.ts';
import { HostSampler, SAMPLE_PERIOD_MS, SAMPLED_TABLES } from '../host/hostSampler.ts';
import { HostTables, type HostStorage } from '../host/hostTables.ts';
import {
  containerOf,
  KNOWN_RELATION,
  KNOWN_TABLE,
  KnownObjects,
  processOf,
  senderOf,
} from '../host/knownObjects.ts';
import { hasProc, readStat, runSocketStatistics } from '../host/procReader.ts';
import { ReceivedTelemetry } from '../host/receivedTelemetry.ts';
import type { ClusterMetadata } from '../metadata/clusterMetadata.ts';
import { OtlpResources } from '../otlp/otlpResources.ts';
import { RECEIVED_TABLES } from '../otlp/telemetryRows.ts';
import type { TelemetrySink } from '../otlp/telemetrySink.ts';
import type { Store } from '../store/store.ts';
import type { Clock, EngineCluster } from './cluster.ts';
import { LOCAL_VERSION, tablesOf } from './localCatalog.ts';

/** Constant, so that a selection survives restarts. */
export const HOST_CLUSTER_ID = '05700000-0000-4000-8000-000000000002';
/** A read without a start gives rows of the last hour. */
const HOST_RETENTION_NS = 3_600_000_000_000n;

export interface HostClusterOptions {
  readonly clock: Clock;
  /** Where /proc is; tests give a directory of their own. */
  readonly procRoot?: string;
  /** Time between samples, 5 s by default. */
  readonly samplePeriodMs?: number;
  /** Output of `ss -tinHOe`, which has the bytes of sockets; '' when there is none. */
  readonly socketStatistics?: () => Promise<string>;
  /** Names of containers by ID, from Kubernetes' log files and Docker by default. */
  readonly containerNames?: () => Promise<ContainerNames>;
  /** Rows live as long as the cluster without. */
  readonly storage?: HostStorage | undefined;
}

export interface HostCluster extends EngineCluster {
  /** Takes telemetry and profiles into this cluster's tables of `store`. */
  readonly receive: (store: Store) => TelemetrySink;
}

const SAMPLED: ReadonlySet<string> = new Set(SAMPLED_TABLES);
const WITH_PROC = 'Processes and connections from /proc, and what is sent by OTLP.';
const NO_PROC = 'Processes and connections are read from /proc, which only Linux has.';

/** Without /proc only received telemetry can be read; other runs fail with a RunFailure. */
export function hostCluster(options: HostClusterOptions): HostCluster {
  const { clock, procRoot = '/proc', samplePeriodMs = SAMPLE_PERIOD_MS } = options;
  const { containerNames = () => readContainerNames() } = options;
  const { socketStatistics = runSocketStatistics } = options;
  const schema = 'host';
  const catalog = tablesOf(bundledCatalog(), [...new Set([...SAMPLED_TABLES, ...RECEIVED_TABLES])]);
  const notices: string[] = [];
  const storage = options.storage && {
    ...options.storage,
    onNotice: (text: string) => {
      notices.push(text);
      options.storage?.onNotice(text);
    },
  };
  const tables = new HostTables({ clock, schema, catalog: withKnownObjects(catalog), storage });
  const known = storage === undefined ? undefined : new KnownObjects({ clock, schema, tables });
  const sampler = hasProc(procRoot)
    ? new HostSampler({
        clock,
        tables,
        known,
        procRoot,
        samplePeriodMs,
        socketStatistics,
        containerNames,
      })
    : undefined;
  const localUpid = (pid: number): bigint | undefined => {
    const stat = sampler === undefined ? undefined : readStat(procRoot, pid);
    return stat === undefined ? undefined : upidOf({ stat });
  };
  const resources = new OtlpResources({ hostName: hostname(), localUpid });
  let received: ReceivedTelemetry | undefined;
  let restored: Promise<void> | undefined;
  const restore = async (store: Store): Promise<void> => {
    const objects = (await known?.load(store)) ?? [];
    for (const object of objects) {
      if (object.kind === 'sender') resources.restore(senderOf(object));
      if (object.kind === 'process') sampler?.history.restore(processOf(object), object.timeNs);
    }
    const containers = objects.filter(({ kind }) => kind === 'container').map(containerOf);
    sampler?.history.nameContainers(new Map(containers));
  };
  return {
    id: HOST_CLUSTER_ID,
    alias: 'host',
    schema,
    clock,
    catalog,
    retentionNs: HOST_RETENTION_NS,
    info: () =>
      Promise.resolve({
        id: HOST_CLUSTER_ID,
        name: 'This machine',
        status: 'HEALTHY',
        statusMessage: [
          sampler ? WITH_PROC : `What is sent by OTLP. ${NO_PROC}`,
          ...[received?.summary() ?? ''].filter((text) => text !== ''),
          ...notices,
        ].join(' '),
        vizierVersion: LOCAL_VERSION,
        nodeCount: 1,
        instrumentedNodeCount: 1,
        lastHeartbeatNs: 0n,
      }),
    open: (store) => {
      restored ??= restore(store).catch((error: unknown) => {
        // The next query tries again.
        restored = undefined;
        throw error;
      });
      return restored;
    },
    metadata: () => resources.metadata(sampler?.history.metadata(clock.now()) ?? NOTHING),
    prepare: async (store, table, _startNs, endNs, signal) => {
      if (!catalog.tables.has(table)) throw new Error(`This machine has no table ${table}.`);
      await tables.open(store);
      if (!SAMPLED.has(table)) return;
      if (sampler) await sampler.prepare(store, endNs, signal);
      else if (!RECEIVED.has(table) || !received?.hasRows) throw noProc();
    },
    arrivals: (store, table, signal) => tables.arrivals(store, table, signal),
    receive: (store) => {
      received = new ReceivedTelemetry({ clock, store, tables, resources, known });
      return received;
    },
    dispose: () => {
      sampler?.dispose();
    },
  };
}

/** With the table of what is known about the rows of the others. */
const withKnownObjects = (catalog: Catalog): Catalog => ({
  ...catalog,
  tables: new Map([
    ...catalog.tables,
    [KNOWN_TABLE, { name: KNOWN_TABLE, description: '', relation: KNOWN_RELATION }],
  ]),
});

const RECEIVED: ReadonlySet<string> = new Set(RECEIVED_TABLES);

function noProc(): RunFailure {
  return new RunFailure(
    runError(
      'cluster',
      NO_PROC,
      'Select the cluster "Demo (simulated)", or connect to a Pixie Cloud.',
    ),
  );
}

const NOTHING: ClusterMetadata = {
  asid: HOST_ASID,
  hostname: hostname(),
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
