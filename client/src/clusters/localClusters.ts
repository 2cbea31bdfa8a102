/** The clusters of the local connection, known before its process is started. */
import { LOCAL_CLUSTERS as CLUSTERS, type LocalClusterName } from '#protocol/localCluster';
import type { ClusterInfo } from '#protocol/run';

const local = (name: LocalClusterName, statusMessage: string): ClusterInfo => ({
  id: CLUSTERS[name].id,
  name: CLUSTERS[name].name,
  simulated: CLUSTERS[name].simulated,
  statusMessage,
  status: 'HEALTHY' as const,
  vizierVersion: '',
  nodeCount: 0,
  instrumentedNodeCount: 0,
  lastHeartbeatNs: -1n,
});

export const DEMO_CLUSTER = local('demo', 'A simulated shop. Starts with the first run.');

export const HOST_CLUSTER = local(
  'host',
  'Processes and connections of this computer (Linux), and what programs send to it by OTLP. Starts with the first run.',
);

/** Both are listed without the process; asking it would start it. */
export const LOCAL_CLUSTERS: readonly ClusterInfo[] = [DEMO_CLUSTER, HOST_CLUSTER];
