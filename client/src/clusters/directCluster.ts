/** The one cluster behind a direct connection to a Vizier, which has no list of clusters. */
import type { ClusterInfo } from '#protocol/run';
import type { VizierConnection } from '../connections/connection.ts';

/** What clients of a Vizier without a cloud send. @see px.api.vizierpb.ExecuteScriptRequest.cluster_id */
const NIL_CLUSTER_ID = '00000000-0000-0000-0000-000000000000';

export const directCluster = ({ name }: VizierConnection): ClusterInfo => ({
  id: NIL_CLUSTER_ID,
  name,
  status: 'UNKNOWN',
  statusMessage: 'A Vizier reached directly reports no status.',
  vizierVersion: '',
  nodeCount: 0,
  instrumentedNodeCount: 0,
  lastHeartbeatNs: -1n,
  simulated: false,
});
