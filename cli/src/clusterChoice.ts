/** Which cluster a command works on, and the runner that reaches it. */
import { existsSync } from 'node:fs';
import { defaultStateFolder, LOCAL_CLUSTERS, openLocalEngine, type LocalEngine } from '#engine';
import type { Runner } from '#protocol/run';
import { apiKeyCredentials, createVizierRunner } from '#runner';
import { UsageError } from './files.ts';

export interface ClusterChoice {
  /** `demo`, `host`, a recording's folder, or with an address the ID of a cluster. */
  readonly cluster: string;
  readonly address?: string | undefined;
  readonly seed: number | undefined;
  readonly nowNs: bigint | undefined;
}

export interface ChosenCluster {
  readonly clusterId: string;
  readonly runner: Runner;
  /** The engine behind the runner; undefined for a cluster elsewhere. */
  readonly engine: LocalEngine | undefined;
}

interface Choosing {
  /** Whether rows of this machine are kept on disk. */
  readonly keep: boolean;
  readonly onNotice: (text: string) => void;
}

const KEY_VARIABLE = 'PX_API_KEY';

/** @throws UsageError for an unknown cluster or a missing key; RunFailure for a bad recording. */
export async function chooseCluster(
  choice: ClusterChoice,
  { keep, onNotice }: Choosing,
): Promise<ChosenCluster> {
  const { cluster, address, seed, nowNs } = choice;
  if (address !== undefined) {
    const apiKey = process.env[KEY_VARIABLE];
    if (apiKey === undefined || apiKey === '') {
      throw new UsageError(`Put the API key for ${address} into the variable ${KEY_VARIABLE}.`);
    }
    // Loopback is where "pxl serve" listens, without TLS.
    const isLocal = /^(?:127\.0\.0\.1|localhost|\[::1\]):/.test(address);
    const runner = createVizierRunner({
      address,
      credentials: apiKeyCredentials(apiKey),
      transport: { kind: isLocal ? 'plaintext' : 'tls' },
      peer: isLocal ? 'pxl' : 'pixie',
      onWarning: onNotice,
      onProgress: onNotice,
    });
    return { clusterId: cluster, runner, engine: undefined };
  }
  const local = LOCAL_CLUSTERS[cluster];
  if (local === undefined && !existsSync(cluster)) {
    const known = Object.keys(LOCAL_CLUSTERS).join(', ');
    throw new UsageError(
      `There is no cluster '${cluster}'; use ${known} or the folder of a recording.`,
    );
  }
  const engine = await openLocalEngine({
    seed,
    nowNs,
    onNotice,
    recordings: local === undefined ? [cluster] : [],
    stateFolder: keep ? defaultStateFolder() : undefined,
  });
  return { clusterId: local ?? engine.recordingIds[0] ?? '', runner: engine, engine };
}
