// Every RPC that our proto files declare, and what a local cluster answers to it: the gRPC code,
// and text within the answer.

/** @typedef {{ rpc: string, request?: object, seconds?: number, code: string, answer?: RegExp }} Rpc */

const script =
  "import px\npx.display(px.DataFrame('http_events', start_time='-1m').head(2), 'out')";

/** @type {(clusterId: string) => readonly Rpc[]} */
export const rpcs = (clusterId) => [
  {
    rpc: 'px.api.vizierpb.VizierService/ExecuteScript',
    request: { cluster_id: clusterId, query_str: script },
    code: 'OK',
    answer: /"numRows": "2"/,
  },
  {
    // It never ends by itself; the deadline shows that it was served until then.
    rpc: 'px.api.vizierpb.VizierService/HealthCheck',
    request: { cluster_id: clusterId },
    seconds: 2,
    code: 'DeadlineExceeded',
    answer: /"status"/,
  },
  {
    rpc: 'px.api.vizierpb.VizierService/GenerateOTelScript',
    request: {
      cluster_id: clusterId,
      pxl_script:
        "import px\ndf = px.DataFrame('http_events')\ndf.service = df.ctx['service']\npx.display(df[['time_', 'service', 'latency']], 'out')",
    },
    code: 'OK',
    answer: /px\.export/,
  },
  { rpc: 'px.cloudapi.VizierClusterInfo/GetClusterInfo', code: 'OK', answer: /"clusterName"/ },
  {
    rpc: 'px.api.vizierpb.VizierDebugService/DebugLog',
    request: { cluster_id: clusterId, pod_name: 'vizier-pem' },
    code: 'Unimplemented',
  },
  {
    rpc: 'px.api.vizierpb.VizierDebugService/DebugPods',
    request: { cluster_id: clusterId },
    code: 'Unimplemented',
  },
];
