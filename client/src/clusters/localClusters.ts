/** The clusters of the local connection, known before its process is started. */
import type { ClusterInfo } from '#protocol/run';

export const DEMO_CLUSTER_ID = '0de30000-0000-4000-8000-000000000001';
const HOST_CLUSTER_ID = '05700000-0000-4000-8000-000000000002';

const local = (id: string, name: string, statusMessage: string): ClusterInfo => ({
  id,
  name,
  statusMessage,
  status: 'HEALTHY' as const,
  vizierVersion: '',
  nodeCount: 0,
  instrumentedNodeCount: 0,
  lastHeartbeatNs: -1n,
});

export const HOST_CLUSTER = local(
  HOST_CLUSTER_ID,
  'This machine',
  'Processes and connections of this computer (Linux), and what programs send to it by OTLP. Starts with the first run.',
);

/** Both are listed without the process; asking it would start it. */
export const LOCAL_CLUSTERS: readonly ClusterInfo[] = [
  local(DEMO_CLUSTER_ID, 'Demo (simulated)', 'A simulated shop. Starts with the first run.'),
  HOST_CLUSTER,
];
