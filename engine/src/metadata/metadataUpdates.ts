/**
 * Cluster facts from Pixie's resource updates in JSON form, as recorded with scripts' answers.
 *
 * @see src/shared/k8s/metadatapb/metadata.proto in pixie-io/pixie
 */
import type { ClusterMetadata } from './clusterMetadata.ts';

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const whole = (value: unknown): bigint =>
  typeof value === 'number' || typeof value === 'string' ? BigInt(value) : 0n;
/** `CONTAINER_STATE_RUNNING` or `RUNNING` to `Running`. */
const capitalised = (value: unknown): string => {
  const word = text(value).split('_').at(-1)?.toLowerCase() ?? '';
  return word === '' ? 'Unknown' : word.slice(0, 1).toUpperCase() + word.slice(1);
};

/** `{asid, hostname, k8s_updates, upids}`; unknown updates are left out. */
export function metadataFromUpdates(json: unknown): ClusterMetadata {
  const root = fields(json);
  const updates = list(root['k8s_updates']).map(fields);
  const of = (kind: string): Fields[] =>
    updates.filter((update) => kind in update).map((update) => fields(update[kind]));
  const common = (
    update: Fields,
  ): { uid: string; name: string; startNs: bigint; stopNs: bigint } => ({
    uid: text(update['uid'] ?? update['cid']),
    name: text(update['name']),
    startNs: whole(update['startTimestampNs']),
    stopNs: whole(update['stopTimestampNs']),
  });
  const containers = of('containerUpdate').map((update) => ({
    ...common(update),
    podUid: text(update['podId']),
    state: capitalised(update['containerState']),
    message: text(update['message']),
    reason: text(update['reason']),
  }));
  const asid = Number(whole(root['asid']));
  return {
    asid,
    hostname: text(root['hostname']),
    cpuCount: 1,
    podCidrs: [],
    serviceCidr: '',
    namespaces: of('namespaceUpdate').map(common),
    nodes: of('nodeUpdate').map((update) => ({ ...common(update), ip: '' })),
    pods: of('podUpdate').map((update) => podOf(update, common(update))),
    containers,
    services: of('serviceUpdate').map((update) => ({
      ...common(update),
      namespace: text(update['namespace']),
      clusterIp: text(update['clusterIp']),
      externalIps: list(update['externalIps']).map(text),
      podUids: list(update['podIds']).map(text),
    })),
    replicaSets: of('replicaSetUpdate').map((update) => ({
      ...common(update),
      namespace: text(update['namespace']),
      deploymentUid: ownerUid(update, 'Deployment'),
    })),
    deployments: of('deploymentUpdate').map((update) => ({
      ...common(update),
      namespace: text(update['namespace']),
      deploymentUid: '',
    })),
    processes: list(root['upids']).map((item) => processOf(fields(item), containers)),
  };
}

function ownerUid(update: Fields, kind: string): string {
  const owners = list(update['ownerReferences']).map(fields);
  return text(owners.find((owner) => owner['kind'] === kind)?.['uid']);
}

function podOf(
  update: Fields,
  common: { uid: string; name: string; startNs: bigint; stopNs: bigint },
): ClusterMetadata['pods'][number] {
  const ready = list(update['conditions'])
    .map(fields)
    .some((condition) => condition['type'] === 'READY' && condition['status'] === 'STATUS_TRUE');
  return {
    ...common,
    namespace: text(update['namespace']),
    nodeName: text(update['nodeName']),
    hostname: text(update['hostname']),
    podIp: text(update['podIp']),
    hostIp: text(update['hostIp']),
    phase: capitalised(update['phase']),
    message: text(update['message']),
    reason: text(update['reason']),
    ready,
    replicaSetUid: ownerUid(update, 'ReplicaSet'),
    labels: {},
  };
}

function processOf(
  item: Fields,
  containers: readonly ClusterMetadata['containers'][number][],
): ClusterMetadata['processes'][number] {
  const containerUid = text(item['container_id']);
  const upid = (whole(item['asid']) << 96n) | (whole(item['pid']) << 64n) | whole(item['start']);
  return {
    upid,
    cmdline: text(item['cmdline']),
    containerUid,
    podUid: containers.find((container) => container.uid === containerUid)?.podUid ?? '',
    startNs: 0n,
    stopNs: 0n,
  };
}
