/** Which connections and clusters there are, and which cluster is selected in this workspace. */
import type { Memory } from '../workspaceMemory.ts';
import { runError, runErrorOf, type RunError } from '#protocol/errors';
import { RunFailure, type ClusterInfo, type Runner } from '#protocol/run';
import { LOCAL_CONNECTION, type Connection } from './connection.ts';
import { DEMO_CLUSTER_ID, LOCAL_CLUSTERS } from './localClusters.ts';
import { recordingInfo } from './recordings.ts';
import type { RunnerPool } from './runnerPool.ts';

export type Listing =
  | { readonly kind: 'listed'; readonly clusters: readonly ClusterInfo[] }
  | { readonly kind: 'failed'; readonly error: RunError };

export interface SelectedCluster {
  readonly connectionId: string;
  readonly clusterId: string;
  readonly name: string;
}

export interface ClusterBookOptions {
  readonly connections: () => readonly Connection[];
  readonly pool: Pick<RunnerPool, 'runnerOf' | 'localPid'>;
  readonly memory: Memory;
  readonly onChange: () => void;
}

const SELECTED_KEY = 'pxl.selectedCluster';
const DEFAULT_CLUSTER: SelectedCluster = {
  connectionId: LOCAL_CONNECTION.id,
  clusterId: DEMO_CLUSTER_ID,
  name: 'Demo (simulated)',
};

export class ClusterBook {
  private readonly listings = new Map<string, Listing>();

  constructor(private readonly options: ClusterBookOptions) {}

  connections(): readonly Connection[] {
    return [LOCAL_CONNECTION, ...this.options.connections()];
  }

  /** Asks the connection once; `refresh` forgets the answer. Failures are an answer too. */
  async listing(connection: Connection, signal: AbortSignal): Promise<Listing> {
    const known = this.listings.get(connection.id);
    if (known !== undefined) return known;
    const found = await this.ask(connection, signal);
    if (!signal.aborted) this.listings.set(connection.id, found);
    return found;
  }

  private async ask(connection: Connection, signal: AbortSignal): Promise<Listing> {
    const { address, recording } = connection;
    const started = this.options.pool.localPid() !== undefined;
    if (address === undefined && recording === undefined && !started) {
      return { kind: 'listed', clusters: LOCAL_CLUSTERS };
    }
    try {
      if (recording !== undefined) {
        return { kind: 'listed', clusters: [await recordingInfo(recording)] };
      }
      const runner = await this.options.pool.runnerOf(connection);
      return { kind: 'listed', clusters: await runner.listClusters(signal) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { kind: 'failed', error: runErrorOf(error) };
    }
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
    const known = this.connections().some(({ id }) => id === selected.connectionId);
    return known ? selected : undefined;
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
    const connection = this.connections().find(({ id }) => id === connectionId);
    if (connection === undefined) return undefined;
    const listing = await this.listing(connection, signal);
    if (listing.kind === 'failed') throw new RunFailure(listing.error);
    return listing.clusters.find(({ id }) => id === clusterId);
  }

  /** @throws RunFailure when the connection is gone or has no key. */
  async runnerOf(selected: SelectedCluster): Promise<Runner> {
    const connection = this.connections().find(({ id }) => id === selected.connectionId);
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
  const { connectionId, clusterId, name } = Object(value) as Record<string, unknown>;
  return typeof connectionId === 'string' &&
    typeof clusterId === 'string' &&
    typeof name === 'string'
    ? { connectionId, clusterId, name }
    : undefined;
}
