/** The clusters a Pixie Cloud knows. @see px.cloudapi.VizierClusterInfo */
import type { Metadata, ServiceError } from '@grpc/grpc-js';
import { uuidToText, type ClusterInfoMessage } from '#proto';
import { RunFailure, type RunError } from '#protocol/errors';
import type { ClusterInfo, ClusterStatus } from '#protocol/run';
import type { Channel } from './channel.ts';
import type { Method } from './methods.ts';

const LIST_TIMEOUT_MS = 15_000;

export interface ListCall {
  readonly channel: Channel;
  readonly method: Method;
  readonly metadata: (signal: AbortSignal) => Promise<Metadata>;
  readonly failureOf: (error: ServiceError) => RunError;
}

/** @throws RunFailure when the list cannot be had. */
export async function listClusters(
  { channel, method, metadata, failureOf }: ListCall,
  signal: AbortSignal,
): Promise<readonly ClusterInfo[]> {
  const connectError = await channel.ready(signal);
  if (connectError !== undefined) throw new RunFailure(connectError);
  const headers = await metadata(signal);
  return new Promise((resolve, reject) => {
    const call = channel.client.makeUnaryRequest<object, unknown>(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      {},
      headers,
      { deadline: Date.now() + LIST_TIMEOUT_MS },
      (error, answer) => {
        signal.removeEventListener('abort', cancel);
        if (error !== null) {
          reject(new RunFailure(failureOf(error)));
          return;
        }
        const { clusters } = answer as { readonly clusters: readonly ClusterInfoMessage[] };
        resolve(clusters.map(clusterOf));
      },
    );
    const cancel = () => {
      call.cancel();
    };
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}

const STATUS_NAMES: Readonly<Record<string, ClusterStatus>> = {
  CS_HEALTHY: 'HEALTHY',
  CS_UNHEALTHY: 'UNHEALTHY',
  CS_DISCONNECTED: 'DISCONNECTED',
  CS_UPDATING: 'UPDATING',
  CS_CONNECTED: 'CONNECTED',
  CS_UPDATE_FAILED: 'UPDATE_FAILED',
  CS_DEGRADED: 'DEGRADED',
};

function clusterOf(message: ClusterInfoMessage): ClusterInfo {
  const id = message.id === null ? '' : uuidToText(message.id);
  return {
    id,
    name: message.pretty_cluster_name || message.cluster_name || id,
    status: STATUS_NAMES[message.status] ?? 'UNKNOWN',
    statusMessage: message.status_message,
    vizierVersion: message.vizier_version,
    nodeCount: message.num_nodes,
    instrumentedNodeCount: message.num_instrumented_nodes,
    lastHeartbeatNs: BigInt(message.lastHeartbeatNs),
  };
}
