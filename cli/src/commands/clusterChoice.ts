/** Which cluster a command works on, and the runner that reaches it. */
import { existsSync } from 'node:fs';
import { defaultStateFolder, openLocalEngine, type LocalEngine } from '#local';
import { RunFailure, runError } from '#protocol/errors';
import { LOCAL_CLUSTERS } from '#protocol/localCluster';
import type { ClusterInfo, Runner } from '#protocol/run';
import { visible } from '#rows';
import { connectionOf, withFlagHint, type Connection } from '../connection/connection.ts';
import { UsageError } from '../outcome/errors.ts';
import type { Io } from '../process/io.ts';
import type { ClusterFlags, DemoFlags } from './options.ts';

export interface ChosenCluster {
  readonly clusterId: string;
  readonly runner: Runner;
  /** The engine behind the runner; undefined for a cluster elsewhere. */
  readonly engine: LocalEngine | undefined;
  /** Undefined for a local cluster. */
  readonly connection: Connection | undefined;
}

export type ClusterChoice = ClusterFlags & DemoFlags;

/** A Vizier that is reached directly takes any ID; Pixie's own client sends this one. */
const DIRECT_CLUSTER_ID = '00000000-0000-0000-0000-000000000000';

/**
 * The connection a choice means; undefined for a local cluster. The names of local clusters stay
 * local while only the environment names an address.
 *
 * @throws UsageError
 */
export async function chosenConnection(
  choice: ClusterChoice,
  env: Io['env'],
): Promise<Connection | undefined> {
  const { cluster, address } = choice;
  const isLocal =
    address === undefined &&
    cluster !== undefined &&
    (Object.hasOwn(LOCAL_CLUSTERS, cluster) || existsSync(cluster));
  return isLocal ? undefined : connectionOf(choice, env);
}

/**
 * @param keep Whether rows of this machine are kept on disk.
 * @throws UsageError for a cluster that is not there; RunFailure for a bad recording or a
 *   connection that fails.
 */
export async function openCluster(
  choice: ClusterChoice,
  connection: Connection | undefined,
  { keep, io, signal }: { readonly keep: boolean; readonly io: Io; readonly signal: AbortSignal },
): Promise<ChosenCluster> {
  const onNotice = (text: string) => {
    io.writeError(`${text}\n`);
  };
  if (connection === undefined) return openLocal(choice, keep, onNotice);
  const runner = io.connect(connection, onNotice);
  try {
    const clusterId = await remoteCluster(runner, connection, choice.cluster, signal);
    return { clusterId, runner, engine: undefined, connection };
  } catch (error) {
    runner.dispose();
    throw error;
  }
}

async function openLocal(
  { cluster = 'demo', seed, now: nowNs }: ClusterChoice,
  keep: boolean,
  onNotice: (text: string) => void,
): Promise<ChosenCluster> {
  const local = Object.entries(LOCAL_CLUSTERS).find(([name]) => name === cluster)?.[1].id;
  if (local === undefined && !existsSync(cluster)) {
    const known = Object.keys(LOCAL_CLUSTERS).join(', ');
    throw new UsageError(
      `There is no cluster '${cluster}'; use ${known} or the folder of a recording, or add --address.`,
    );
  }
  const engine = await openLocalEngine({
    seed: seed === undefined ? undefined : Number(seed),
    nowNs,
    onNotice,
    recordings: local === undefined ? [cluster] : [],
    stateFolder: keep ? defaultStateFolder() : undefined,
  });
  const clusterId = local ?? engine.recordingIds[0] ?? '';
  return { clusterId, runner: engine, engine, connection: undefined };
}

/** The clusters behind a connection. @throws RunFailure with the flag to change, where one helps. */
export async function listClusters(
  runner: Runner,
  connection: Connection,
  signal: AbortSignal,
): Promise<readonly ClusterInfo[]> {
  try {
    return await runner.listClusters(signal);
  } catch (error) {
    if (signal.aborted) throw timeOver(connection.address);
    if (!(error instanceof RunFailure)) throw error;
    throw new RunFailure(withFlagHint(error.error, connection));
  }
}

const timeOver = (address: string): RunFailure =>
  new RunFailure(
    runError(
      'timeout',
      `The time of --timeout is over, and ${address} has not listed its clusters.`,
      'Allow more time, or check the address and its port.',
    ),
  );

async function remoteCluster(
  runner: Runner,
  connection: Connection,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  if (connection.auth.kind === 'directVizier') return wanted ?? DIRECT_CLUSTER_ID;
  const clusters = await listClusters(runner, connection, signal);
  const { address } = connection;
  if (clusters.length === 0) throw new UsageError(`${address} has no clusters.`);
  if (wanted === undefined) {
    const [first, ...more] = clusters.filter(({ status }) => status === 'HEALTHY');
    if (first !== undefined && more.length === 0) return first.id;
    const count = first === undefined ? 'no healthy cluster' : 'several healthy clusters';
    throw new UsageError(
      `${address} has ${count}; choose one with --cluster.\n${listed(clusters)}`,
    );
  }
  const byId = clusters.find(({ id }) => id.toLowerCase() === wanted.toLowerCase());
  const byName = clusters.filter(({ name }) => name === wanted);
  const [found, ...more] = byId === undefined ? byName : [byId];
  if (found === undefined) {
    throw new UsageError(`${address} has no cluster '${wanted}'. It has:\n${listed(clusters)}`);
  }
  if (more.length > 0) {
    throw new UsageError(
      `${address} has several clusters '${wanted}'; use an ID.\n${listed(byName)}`,
    );
  }
  return found.id;
}

/** One line a cluster; names come from a server and may hold anything. */
const listed = (clusters: readonly ClusterInfo[]): string =>
  clusters.map(({ name, id, status }) => `  ${visible(name)}  ${id}  ${status}`).join('\n');
