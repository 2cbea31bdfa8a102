/** The engine with both local clusters, as the command line and the child process run it. */
import { join, resolve } from 'node:path';
import type { OtelScript, Runner } from '#protocol/run';
import {
  type ClusterMetadata,
  createEngine,
  type EngineCluster,
  fixedClock,
  openStore,
  otelScriptOf,
  type Store,
  systemClock,
} from '#engine';
import { demoCluster, hostCluster, type HostStorage, openRecording } from '#clusters';
import type { TelemetrySink } from '#protocol/telemetry';

export interface LocalEngineOptions {
  /** Same seed and time give identical demo rows. */
  readonly seed?: number | undefined;
  /** A clock that stands still, ns since the epoch; undefined for the system's. */
  readonly nowNs?: bigint | undefined;
  /** Folders of recordings, each a cluster of its own. */
  readonly recordings?: readonly string[] | undefined;
  /** Where rows of this machine outlive the process; none are kept without, or with `nowNs`. */
  readonly stateFolder?: string | undefined;
  /** Room for stored rows, default 1 GiB. */
  readonly diskQuotaBytes?: number | undefined;
  /** Above it queries spill to disk; default a quarter of the machine's memory. */
  readonly memoryLimitBytes?: number | undefined;
  /** Room on the disk for what queries spill; default 16 GiB. */
  readonly spillLimitBytes?: number | undefined;
  /** Queries that take longer fail; streaming ones never do. Default 5 minutes. */
  readonly queryTimeoutMs?: number | undefined;
  /** What the user should know about stored and spilled rows. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

const DEFAULT_SEED = 20_240_501;
const DEFAULT_DISK_QUOTA_BYTES = 2 ** 30;

export interface LocalEngine extends Runner {
  /** Takes telemetry and profiles into the tables of "This machine". */
  readonly sink: TelemetrySink;
  /** Cluster ids of the recordings, in the order they were given. */
  readonly recordingIds: readonly string[];
  /** Facts about a cluster of this engine. */
  readonly metadataOf: (clusterId: string) => ClusterMetadata | undefined;
  readonly generateOtelScript: (clusterId: string, script: string) => OtelScript;
}

/**
 * Disposing of the runner ends the clusters and the store with it. @throws RunFailure when a
 * recording cannot be opened.
 */
export async function openLocalEngine(options: LocalEngineOptions = {}): Promise<LocalEngine> {
  const clock = options.nowNs === undefined ? systemClock() : fixedClock(options.nowNs);
  const storage = hostStorage(options);
  const host = hostCluster({ clock, storage });
  const folders = (options.recordings ?? []).map((folder) => resolve(folder));
  const store = await openStore({
    folders: [...folders, ...(storage === undefined ? [] : [storage.folder])],
    memoryLimitBytes: options.memoryLimitBytes,
    spillLimitBytes: options.spillLimitBytes,
    onNotice: options.onNotice,
  });
  const recordings = await openRecordings(store, folders);
  const demo = demoCluster({ seed: options.seed ?? DEFAULT_SEED, clock });
  const clusters = [demo, host, ...recordings];
  const engine = createEngine({ clusters, store, queryTimeoutMs: options.queryTimeoutMs });
  return {
    listClusters: (signal) => engine.listClusters(signal),
    run: (request, signal) => engine.run(request, signal),
    sink: host.receive(store),
    recordingIds: recordings.map(({ id }) => id),
    metadataOf: (clusterId) => clusters.find(({ id }) => id === clusterId)?.metadata(),
    // A Vizier serves its own cluster whatever ID is named; here the ID says which one.
    generateOtelScript: (clusterId, script) =>
      otelScriptOf(clusters.find(({ id }) => id === clusterId) ?? demo, script),
    dispose: () => {
      engine.dispose();
      for (const cluster of clusters) cluster.dispose();
      store.dispose();
    },
  };
}

async function openRecordings(
  store: Store,
  folders: readonly string[],
): Promise<readonly EngineCluster[]> {
  const opened: EngineCluster[] = [];
  try {
    for (const folder of folders) opened.push(await openRecording(store, folder));
  } catch (error) {
    store.dispose();
    throw error;
  }
  return opened;
}

/** A clock that stands still is for outputs that can be reproduced: nothing old must show in them. */
function hostStorage({
  nowNs,
  stateFolder,
  ...options
}: LocalEngineOptions): HostStorage | undefined {
  if (stateFolder === undefined || nowNs !== undefined) return undefined;
  return {
    folder: join(stateFolder, 'host'),
    quotaBytes: options.diskQuotaBytes ?? DEFAULT_DISK_QUOTA_BYTES,
    onNotice: options.onNotice ?? (() => undefined),
  };
}
