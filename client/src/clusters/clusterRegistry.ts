/** Which connections and clusters there are, and which cluster is selected in this workspace. */
import { runError, runErrorOf, type RunError } from '#protocol/errors';
import { RunFailure, type ClusterInfo, type Runner } from '#protocol/run';
import {
  connectionIdOf,
  LOCAL_CONNECTION,
  LOCAL_CONNECTION_ID,
  type Connection,
} from '../connections/connection.ts';
import type { Memory } from '../workspace/memory.ts';
import { directCluster } from './directCluster.ts';
import { DEMO_CLUSTER, LOCAL_CLUSTERS } from './localClusters.ts';
import { recordingInfo } from './recordings.ts';
import type { RunnerPool } from './runnerPool.ts';

export type Listing =
  | { readonly kind: 'listed'; readonly clusters: readonly ClusterInfo[] }
  | { readonly kind: 'failed'; readonly error: RunError };

export interface SelectedCluster {
  readonly connectionId: string;
  readonly clusterId: string;
  readonly name: string;
  readonly simulated: boolean;
}

export interface ClusterRegistryOptions {
  readonly connections: () => readonly Connection[];
  readonly pool: Pick<RunnerPool, 'runnerOf' | 'localPid'>;
  readonly memory: Memory;
  readonly onChange: () => void;
}

const SELECTED_KEY = 'pxl.selectedCluster';
const DEFAULT_CLUSTER: SelectedCluster = {
  connectionId: LOCAL_CONNECTION_ID,
  clusterId: DEMO_CLUSTER.id,
  name: DEMO_CLUSTER.name,
  simulated: DEMO_CLUSTER.simulated,
};

export class ClusterRegistry {
  private readonly listings = new Map<string, Listing>();

  constructor(private readonly options: ClusterRegistryOptions) {}

  connections(): readonly Connection[] {
    return [LOCAL_CONNECTION, ...this.options.connections()];
  }

  connectionOf(connectionId: string): Connection | undefined {
    return this.connections().find((one) => connectionIdOf(one) === connectionId);
  }

  /** Asks the connection once; `refresh` forgets the answer. Failures are an answer too. */
  async listing(connection: Connection, signal: AbortSignal): Promise<Listing> {
    const id = connectionIdOf(connection);
    const known = this.listings.get(id);
    if (known !== undefined) return known;
    const found = await this.ask(connection, signal);
    if (!signal.aborted) this.listings.set(id, found);
    return found;
  }

  private async ask(connection: Connection, signal: AbortSignal): Promise<Listing> {
    try {
      return { kind: 'listed', clusters: await this.clustersOf(connection, signal) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { kind: 'failed', error: runErrorOf(error) };
    }
  }

  private async clustersOf(
    connection: Connection,
    signal: AbortSignal,
  ): Promise<readonly ClusterInfo[]> {
    const { pool } = this.options;
    switch (connection.kind) {
      case 'recording':
        return [await recordingInfo(connection.folder)];
      case 'vizier':
        return [directCluster(connection)];
      case 'local':
        // Asking would start the process.
        if (pool.localPid() === undefined) return LOCAL_CLUSTERS;
        break;
      case 'cloud':
        break;
    }
    return (await pool.runnerOf(connection)).listClusters(signal);
  }

  /** Forgets what was listed, of one connection or of all. */
  refresh(connectionId?: string): void {
    if (connectionId === undefined) this.listings.clear();
    else this.listings.delete(connectionId);
    this.options.onChange();
  }

  /** The selected cluster; undefined when its connection has been removed. */
  selected(): SelectedCluster | undefined {
    const kept = this.options.memory.get(SELECTED_KEY);
    const selected = kept === undefined ? DEFAULT_CLUSTER : selectedOf(kept);
    if (selected === undefined) return undefined;
    return this.connectionOf(selected.connectionId) === undefined ? undefined : selected;
  }

  /** ID of the selected cluster when it's one of this connection. */
  selectedOn(connection: Connection): string | undefined {
    const selected = this.selected();
    return selected?.connectionId === connectionIdOf(connection) ? selected.clusterId : undefined;
  }

  async select(selected: SelectedCluster): Promise<void> {
    await this.options.memory.update(SELECTED_KEY, selected);
    this.options.onChange();
  }

  /** What the connection lists of a cluster. @throws RunFailure when it cannot list. */
  async infoOf(
    { connectionId, clusterId }: SelectedCluster,
    signal: AbortSignal,
  ): Promise<ClusterInfo | undefined> {
    const connection = this.connectionOf(connectionId);
    if (connection === undefined) return undefined;
    const listing = await this.listing(connection, signal);
    if (listing.kind === 'failed') throw new RunFailure(listing.error);
    return listing.clusters.find(({ id }) => id === clusterId);
  }

  /** @throws RunFailure when the connection is gone or has no key. */
  async runnerOf(selected: SelectedCluster): Promise<Runner> {
    const connection = this.connectionOf(selected.connectionId);
    if (connection === undefined) {
      throw new RunFailure(
        runError(
          'cluster',
          `The connection of ${selected.name} has been removed.`,
          'Select another cluster.',
        ),
      );
    }
    return this.options.pool.runnerOf(connection);
  }
}

function selectedOf(value: unknown): SelectedCluster | undefined {
  const { connectionId, clusterId, name, simulated } = Object(value) as Record<string, unknown>;
  return typeof connectionId === 'string' &&
    typeof clusterId === 'string' &&
    typeof name === 'string'
    ? {
        connectionId,
        clusterId,
        name,
        // Version 0.1 kept no mark; only Demo was simulated then.
        simulated: simulated === undefined ? clusterId === DEMO_CLUSTER.id : simulated === true,
      }
    : undefined;
}
