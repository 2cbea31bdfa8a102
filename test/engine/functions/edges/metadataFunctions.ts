/**
 * One pod of a deployment behind two services, and one that has gone.
 *
 * @see src/carnot/funcs/metadata/metadata_ops.h and metadata_ops_test.cc in pixie-io/pixie
 */
import { metadataFromUpdates } from '../../../../engine/src/metadata/metadataUpdates.ts';
import { edgesOf, INT64_MIN, type FunctionEdges, type Value } from './edge.ts';

const owned = (kind: string, uid: string, name: string): object => ({
  ownerReferences: [{ kind, uid, name }],
});
const service = (uid: string, name: string, clusterIp: string): object => ({
  serviceUpdate: {
    uid,
    name,
    namespace: 'shop',
    clusterIp,
    podIds: ['uid-a'],
    externalIps: uid === 's1' ? ['1.2.3.4', '5.6.7.8'] : [],
  },
});
const named = (uid: string, name: string): object => ({
  uid,
  name,
  namespace: 'shop',
  startTimestampNs: 50,
});

export const EDGE_METADATA = {
  ...metadataFromUpdates({
    asid: 7,
    hostname: 'host-0',
    k8s_updates: [
      { namespaceUpdate: { uid: 'ns-shop', name: 'shop' } },
      { deploymentUpdate: named('dep', 'cart') },
      { replicaSetUpdate: { ...named('rs', 'cart-1'), ...owned('Deployment', 'dep', 'cart') } },
      {
        podUpdate: {
          uid: 'uid-a',
          name: 'cart-0',
          namespace: 'shop',
          startTimestampNs: 300,
          podIp: '10.0.0.1',
          nodeName: 'node-0',
          hostname: 'cart-host',
          phase: 'RUNNING',
          message: 'say "hi"',
          reason: 'R',
          ...owned('ReplicaSet', 'rs', 'cart-1'),
          conditions: [{ type: 'READY', status: 'STATUS_TRUE' }],
        },
      },
      {
        podUpdate: {
          uid: 'uid-old',
          name: 'old-0',
          namespace: 'shop',
          podIp: '10.0.0.1',
          startTimestampNs: 100,
          stopTimestampNs: 200,
          phase: 'TERMINATED',
        },
      },
      service('s1', 'cart', '10.96.0.1'),
      service('s2', 'shop', '10.96.0.2'),
      {
        containerUpdate: {
          cid: 'cid',
          name: 'box',
          podId: 'uid-a',
          startTimestampNs: 310,
          containerState: 'CONTAINER_STATE_RUNNING',
        },
      },
    ],
    upids: [{ asid: 7, pid: 5, start: 9, cmdline: 'cart --x', container_id: 'cid' }],
  }),
  podCidrs: ['10.0.0.0/24', 'fd00::/64'],
  serviceCidr: '10.96.0.0/12',
  cpuCount: 4,
};

const UPID = (7n << 96n) | (5n << 64n) | 9n;
const STATUS = '{"phase":"Running","message":"say \\"hi\\"","reason":"R","ready":true}';
const UNKNOWN_POD = '{"phase":"Unknown","message":"","reason":"","ready":false}';
const SERVICES = { service_name: '["shop/cart","shop/shop"]', service_id: '["s1","s2"]' };
const OWNERS = {
  replicaset_name: 'shop/cart-1',
  replicaset_id: 'rs',
  deployment_name: 'shop/cart',
  deployment_id: 'dep',
};
const ownerReference = (kind: string, uid: string, name: string): string =>
  JSON.stringify([JSON.stringify({ uid, kind, name })]);
const OF_POD = {
  ...SERVICES,
  ...OWNERS,
  owner_references: ownerReference('ReplicaSet', 'rs', 'cart-1'),
  start_time: 300n,
  stop_time: 0n,
};
const REPLICA_SET_STATUS =
  '{"replicas":1,"fully_labeled_replicas":1,"ready_replicas":1,"available_replicas":1,"requested_replicas":1,"observed_generation":0,"conditions":""}';
const DEPLOYMENT_STATUS =
  '{"replicas":1,"updated_replicas":1,"ready_replicas":1,"available_replicas":1,"unavailable_replicas":0,"requested_replicas":1,"observed_generation":0,"conditions":""}';
const OF_REPLICA_SET = {
  namespace: 'shop',
  status: REPLICA_SET_STATUS,
  start_time: 50n,
  stop_time: 0n,
  owner_references: ownerReference('Deployment', 'dep', 'cart'),
  deployment_name: 'shop/cart',
  deployment_id: 'dep',
};
const OF_DEPLOYMENT = {
  namespace: 'shop',
  status: DEPLOYMENT_STATUS,
  start_time: 50n,
  stop_time: 0n,
};

/** What every `source_to_column` gives for the known key, and that others give the default. */
function conversions(
  source: string,
  key: Value,
  others: Readonly<Record<string, Value>>,
  columns: Readonly<Record<string, Value>>,
  defaults: Readonly<Record<string, Value>> = {},
): FunctionEdges[] {
  const type = typeof key === 'bigint' ? 'upid' : 'text';
  return Object.entries(columns).map(([column, value]) => {
    const missing = defaults[column] ?? (typeof value === 'bigint' ? 0n : '');
    const cases = Object.entries(others).map(([what, other]) => [what, [other, missing]] as const);
    return edgesOf(
      `${source}_to_${column} ${type}`,
      Object.fromEntries<readonly [Value, Value]>([['what is known', [key, value]], ...cases]),
    );
  });
}

const UNKNOWN = { 'an unknown ID': 'nope', nothing: '' };
const NO_NAME = { 'an unknown name': 'shop/nope', 'no namespace': 'cart', nothing: '' };

export const METADATA_EDGES: readonly FunctionEdges[] = [
  ...conversions('pod_id', 'uid-a', UNKNOWN, {
    ...OF_POD,
    pod_name: 'shop/cart-0',
    namespace: 'shop',
    node_name: 'node-0',
    pod_labels: '',
  }),
  ...conversions(
    'pod_name',
    'shop/cart-0',
    NO_NAME,
    { ...OF_POD, pod_id: 'uid-a', pod_ip: '10.0.0.1', status: STATUS },
    { status: UNKNOWN_POD },
  ),
  ...conversions('service_id', 's1', UNKNOWN, {
    service_name: 'shop/cart',
    cluster_ip: '10.96.0.1',
    external_ips: '["1.2.3.4","5.6.7.8"]',
  }),
  ...conversions('service_name', 'shop/cart', NO_NAME, { service_id: 's1' }),
  ...conversions(
    'container_id',
    'cid',
    UNKNOWN,
    { status: '{"state":"Running","message":"","reason":""}', start_time: 310n, stop_time: 0n },
    { status: '{"state":"Unknown","message":"","reason":""}' },
  ),
  ...conversions('container_name', 'box', UNKNOWN, {
    container_id: 'cid',
    start_time: 310n,
    stop_time: 0n,
  }),
  ...conversions('replicaset_id', 'rs', UNKNOWN, {
    ...OF_REPLICA_SET,
    replicaset_name: 'shop/cart-1',
  }),
  ...conversions('replicaset_name', 'shop/cart-1', NO_NAME, {
    ...OF_REPLICA_SET,
    replicaset_id: 'rs',
  }),
  ...conversions('deployment_id', 'dep', UNKNOWN, {
    ...OF_DEPLOYMENT,
    deployment_name: 'shop/cart',
  }),
  ...conversions('deployment_name', 'shop/cart', NO_NAME, {
    ...OF_DEPLOYMENT,
    deployment_id: 'dep',
  }),
  ...conversions(
    'upid',
    UPID,
    { 'an unknown process': UPID + 1n, zero: 0n },
    {
      ...SERVICES,
      ...OWNERS,
      container_id: 'cid',
      container_name: 'box',
      cmdline: 'cart --x',
      hostname: 'cart-host',
      namespace: 'shop',
      node_name: 'node-0',
      pod_id: 'uid-a',
      pod_name: 'shop/cart-0',
      pod_qos: 'kUnknown',
      pod_status: STATUS,
    },
    { pod_status: UNKNOWN_POD },
  ),
  edgesOf('pod_id_to_stop_time text', { 'a pod that has gone': ['uid-old', 200n] }),
  edgesOf('pod_name_to_status text', {
    'a pod that has gone': [
      'shop/old-0',
      '{"phase":"Terminated","message":"","reason":"","ready":false}',
    ],
  }),
  edgesOf('service_id_to_external_ips text', { 'of a service without': ['s2', '[]'] }),
  ...['pod_name_to_namespace', 'service_name_to_namespace'].map((name) =>
    edgesOf(`${name} text`, {
      'before the slash, known or not': ['db/nope', 'db'],
      'without a slash': ['db', ''],
      'with two': ['a/b/c', ''],
      'before nothing': ['/a', ''],
      nothing: ['', ''],
    }),
  ),
  edgesOf('namespace_name_to_namespace_id text', {
    'what is known': ['shop', 'ns-shop'],
    'an unknown name': ['nope', ''],
    nothing: ['', ''],
  }),
  edgesOf('ip_to_pod_id text', {
    'the pod that lives': ['10.0.0.1', 'uid-a'],
    'an address of a service': ['10.96.0.1', ''],
    nothing: ['', ''],
  }),
  edgesOf('ip_to_pod_id text time', {
    'the pod of that time': ['10.0.0.1', 150n, 'uid-old'],
    'the pod that lives': ['10.0.0.1', 301n, 'uid-a'],
    'between the two': ['10.0.0.1', 250n, ''],
    'before all': ['10.0.0.1', 0n, ''],
  }),
  edgesOf('ip_to_service_id text', {
    'an address of a service': ['10.96.0.2', 's2'],
    'an address of a pod behind two': ['10.0.0.1', '["s1","s2"]'],
    'an unknown address': ['10.0.0.9', ''],
  }),
  edgesOf('_upid_to_podname_local_addr_fallback upid text time', {
    'by the process': [UPID, '', 0n, 'shop/cart-0'],
    'by the address at that time': [0n, '10.0.0.1', 150n, 'shop/old-0'],
    'by neither': [0n, '10.0.0.9', 150n, ''],
  }),
  edgesOf('upid_to_asid upid', {
    'the upper 32 bits': [UPID, 7n],
    'all of them': [2n ** 128n - 1n, 4294967295n],
  }),
  edgesOf('upid_to_pid upid', {
    'the next 32 bits': [UPID, 5n],
    'all of them': [2n ** 128n - 1n, 4294967295n],
  }),
  edgesOf('upid_to_start_ts upid', {
    'the lower 64 bits': [UPID, 9n],
    'read with a sign': [2n ** 63n, INT64_MIN],
  }),
  edgesOf('upid_to_string upid', {
    'in decimals': [UPID, '7:5:9'],
    'without a sign': [2n ** 128n - 1n, '4294967295:4294967295:18446744073709551615'],
    zero: [0n, '0:0:0'],
  }),
  edgesOf('upid int int int', {
    'of its parts': [7n, 5n, 9n, UPID],
    'each cut to its bits': [2n ** 32n + 7n, -1n, -1n, (7n << 96n) | (2n ** 96n - 1n)],
  }),
  edgesOf('upid int int', { 'of this agent': [5n, 9n, UPID] }),
  edgesOf('asid', { 'of this agent': [7n] }),
  edgesOf('_exec_hostname', { 'of this machine': ['host-0'] }),
  edgesOf('_exec_host_num_cpus', { 'of this machine': [4n] }),
  edgesOf('vizier_id', { 'of this cluster': ['00000000-0000-4000-8000-00000000000a'] }),
  edgesOf('vizier_name', { 'of this cluster': ['recorded'] }),
  edgesOf('vizier_namespace', { 'as installed by default': ['pl'] }),
  edgesOf('get_cidrs', {
    'sorted, with the bridge of pods of IPv4': [
      '["10.0.0.0/24","10.0.0.1/32","10.96.0.0/12","fd00::/64"]',
    ],
  }),
  edgesOf('nslookup text', {
    'an address without a name': ['10.0.0.1', '10.0.0.1'],
    'what is no address': ['x', 'x'],
  }),
  edgesOf('shared_libraries upid', { 'not known here': [UPID, ''] }),
];
