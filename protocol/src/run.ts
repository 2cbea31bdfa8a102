/** One way to run a script on any kind of cluster. */
import type { ScriptConfigs } from '#language';
import type { RowBatch, TableMetadata } from './batch.ts';
import type { RunError } from './errors.ts';

/** A function of the script to call, with text arguments. @see px.api.vizierpb.ExecuteScriptRequest.FuncToExecute */
export interface ExecFunc {
  readonly funcName: string;
  readonly outputTablePrefix: string;
  readonly args: readonly { readonly name: string; readonly value: string }[];
}

export interface RunRequest {
  readonly clusterId: string;
  readonly script: string;
  readonly execFuncs: readonly ExecFunc[];
  /** Shown in the cluster's own query list; a file's name without its folders. */
  readonly queryName: string;
  /** The script deploys tracepoints or changes settings. */
  readonly mutation: boolean;
  /** Endpoint of exports and times of plugin runs, for scripts that leave them to the run. */
  readonly configs?: ScriptConfigs | undefined;
  /** How long the run may take, with connecting and waiting for tracepoints. Default: no limit. */
  readonly timeoutMs?: number | undefined;
}

/** @see px.api.vizierpb.QueryExecutionStats */
export interface RunStats {
  readonly compileNs: bigint;
  readonly executeNs: bigint;
  readonly bytesProcessed: bigint;
  readonly recordsProcessed: bigint;
}

/**
 * What a run gives, in order: a table's metadata before its batches, statistics near the end, and
 * exactly one of `done`, `cancelled` or `failed` last. Nothing follows the last event.
 */
export type RunEvent =
  | { readonly kind: 'table'; readonly table: TableMetadata }
  | { readonly kind: 'batch'; readonly batch: RowBatch }
  | { readonly kind: 'stats'; readonly stats: RunStats }
  | { readonly kind: 'mutation'; readonly states: readonly MutationState[] }
  | {
      readonly kind: 'done';
      /**
       * Names of tables whose end did not arrive: rows may be missing. Absent when all ended; empty
       * when the cluster sent nothing at all, not even statistics.
       */
      readonly incompleteTables?: readonly string[];
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: RunError };

/** @see px.api.vizierpb.LifeCycleState */
export const MUTATION_STATES = ['UNKNOWN', 'PENDING', 'RUNNING', 'FAILED', 'TERMINATED'] as const;

/** @see px.api.vizierpb.MutationInfo */
export interface MutationState {
  /** The dashed UUID that `px.GetTracepointStatus()` knows it by; '' where the cluster says none. */
  readonly id: string;
  readonly name: string;
  readonly state: (typeof MUTATION_STATES)[number];
}

export type ClusterStatus =
  | 'UNKNOWN'
  | 'HEALTHY'
  | 'UNHEALTHY'
  | 'DISCONNECTED'
  | 'UPDATING'
  | 'CONNECTED'
  | 'UPDATE_FAILED'
  | 'DEGRADED';

/** @see px.cloudapi.ClusterInfo */
export interface ClusterInfo {
  readonly id: string;
  readonly name: string;
  readonly status: ClusterStatus;
  /** Why the status is what it is; may be empty. */
  readonly statusMessage: string;
  readonly vizierVersion: string;
  readonly nodeCount: number;
  readonly instrumentedNodeCount: number;
  /** Time since the last heartbeat; negative when there was none. */
  readonly lastHeartbeatNs: bigint;
  /** Every row is made up. */
  readonly simulated: boolean;
}

/** Says what is waited for, when it takes long. */
export type OnProgress = (message: string) => void;

/**
 * Runs scripts. `run` never throws: failures are its last event. The consumer's pace is the
 * producer's: while an event is not taken, no more than a bounded number of batches is read.
 */
export interface ScriptRunner {
  run(request: RunRequest, signal: AbortSignal, onProgress?: OnProgress): AsyncIterable<RunEvent>;
  /** Closes connections; nothing of it keeps the process alive afterwards. */
  dispose(): void;
}

/** A script with exports added, or why there is none. @see px.api.vizierpb.GenerateOTelScriptResponse */
export type OtelScript =
  | { readonly kind: 'script'; readonly script: string }
  | { readonly kind: 'failed'; readonly error: RunError };

/** Knows which clusters there are. */
export interface ClusterDirectory {
  /** @throws RunFailure when the list cannot be had. */
  listClusters(signal: AbortSignal): Promise<readonly ClusterInfo[]>;
}

/** Every kind of cluster is behind this interface and passes the same conformance suite. */
export type Runner = ScriptRunner & ClusterDirectory;

export { RunFailure } from './errors.ts';
