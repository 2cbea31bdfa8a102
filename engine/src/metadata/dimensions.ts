/** Cluster facts as tables with one row per key. */
import { jsonString } from '#proto';
import type {
  ClusterMetadata,
  ContainerMetadata,
  DimensionName,
  OwnedMetadata,
  PodMetadata,
  ServiceMetadata,
} from './clusterMetadata.ts';

type Cell = string | bigint | readonly PodPeriod[];
export type DimensionRow = Readonly<Record<string, Cell>>;
export interface PodPeriod {
  readonly podId: string;
  readonly startNs: bigint;
  readonly stopNs: bigint;
}
/** Rows by key: UPIDs are bigint, everything else is text. */
export type DimensionRows = ReadonlyMap<string | bigint, DimensionRow>;

/** All tables of one state of a cluster. */
export function dimensionsOf(
  metadata: ClusterMetadata,
): Readonly<Record<DimensionName, DimensionRows>> {
  const state = indexed(metadata);
  const pods = metadata.pods.map((pod) => podRow(pod, state));
  const services = metadata.services.map(serviceRow);
  const containers = metadata.containers.map(containerRow);
  const replicaSets = metadata.replicaSets.map((set) => replicaSetRow(set, state));
  const deployments = metadata.deployments.map((item) => deploymentRow(item, state));
  const byUid = (
    objects: readonly { readonly uid: string }[],
    rows: readonly DimensionRow[],
  ): DimensionRows => new Map(rows.map((row, at) => [objects[at]?.uid ?? '', row]));
  const byName = (
    objects: readonly { readonly namespace: string; readonly name: string }[],
    rows: readonly DimensionRow[],
  ): DimensionRows => new Map(rows.map((row, at) => [qualified(objects[at]), row]));
  return {
    process: processRows(metadata, state),
    podById: byUid(metadata.pods, pods),
    podByName: byName(metadata.pods, pods),
    serviceById: byUid(metadata.services, services),
    serviceByName: byName(metadata.services, services),
    containerById: byUid(metadata.containers, containers),
    containerByName: new Map(
      containers.map((row, at) => [metadata.containers[at]?.name ?? '', row]),
    ),
    replicaSetById: byUid(metadata.replicaSets, replicaSets),
    replicaSetByName: byName(metadata.replicaSets, replicaSets),
    deploymentById: byUid(metadata.deployments, deployments),
    deploymentByName: byName(metadata.deployments, deployments),
    namespaceByName: new Map(
      metadata.namespaces.map(({ name, uid }) => [name, { namespace_id: uid }]),
    ),
    address: addressRows(metadata, state),
  };
}

interface State {
  readonly pods: ReadonlyMap<string, PodMetadata>;
  readonly containers: ReadonlyMap<string, ContainerMetadata>;
  readonly replicaSets: ReadonlyMap<string, OwnedMetadata>;
  readonly deployments: ReadonlyMap<string, OwnedMetadata>;
  /** Running services of each pod. */
  readonly services: ReadonlyMap<string, readonly ServiceMetadata[]>;
  readonly podsOfReplicaSet: ReadonlyMap<string, readonly PodMetadata[]>;
}

function indexed(metadata: ClusterMetadata): State {
  const services = new Map<string, ServiceMetadata[]>();
  for (const service of metadata.services) {
    if (service.stopNs !== 0n) continue;
    for (const uid of service.podUids) services.set(uid, [...(services.get(uid) ?? []), service]);
  }
  const byUid = <T extends { readonly uid: string }>(items: readonly T[]): Map<string, T> =>
    new Map(items.map((item) => [item.uid, item]));
  return {
    pods: byUid(metadata.pods),
    containers: byUid(metadata.containers),
    replicaSets: byUid(metadata.replicaSets),
    deployments: byUid(metadata.deployments),
    services,
    podsOfReplicaSet: grouped(metadata.pods),
  };
}

const qualified = (
  object: { readonly namespace: string; readonly name: string } | undefined,
): string => (object === undefined ? '' : `${object.namespace}/${object.name}`);

/** One value as it is, several as JSON array. */
const oneOrList = (values: readonly string[]): string =>
  values.length > 1 ? `[${values.map(jsonString).join(',')}]` : (values[0] ?? '');

function ownerColumns(replicaSetUid: string, state: State): DimensionRow {
  const replicaSet = state.replicaSets.get(replicaSetUid);
  const deployment = state.deployments.get(replicaSet?.deploymentUid ?? '');
  return {
    replicaset_name: qualified(replicaSet),
    replicaset_id: replicaSet?.uid ?? '',
    deployment_name: qualified(deployment),
    deployment_id: deployment?.uid ?? '',
  };
}

function ownerReferences(kind: string, owner: OwnedMetadata | undefined): string {
  if (owner === undefined) return '[]';
  const reference = `{"uid":${jsonString(owner.uid)},"kind":"${kind}","name":${jsonString(owner.name)}}`;
  return `[${jsonString(reference)}]`;
}

const podStatus = (pod: PodMetadata): string =>
  `{"phase":${jsonString(pod.phase)},"message":${jsonString(pod.message)},"reason":${jsonString(pod.reason)},"ready":${String(pod.ready)}}`;

function podRow(pod: PodMetadata, state: State): DimensionRow {
  const services = state.services.get(pod.uid) ?? [];
  const labels = Object.entries(pod.labels).map(([k, v]) => `${jsonString(k)}:${jsonString(v)}`);
  return {
    pod_id: pod.uid,
    pod_name: qualified(pod),
    namespace: pod.namespace,
    node_name: pod.nodeName,
    pod_ip: pod.podIp,
    service_name: oneOrList(services.map(qualified)),
    service_id: oneOrList(services.map((service) => service.uid)),
    pod_labels: labels.length === 0 ? '' : `{${labels.join(',')}}`,
    owner_references: ownerReferences('ReplicaSet', state.replicaSets.get(pod.replicaSetUid)),
    status: podStatus(pod),
    ...ownerColumns(pod.replicaSetUid, state),
    start_time: pod.startNs,
    stop_time: pod.stopNs,
  };
}

const serviceRow = (service: ServiceMetadata): DimensionRow => ({
  service_id: service.uid,
  service_name: qualified(service),
  namespace: service.namespace,
  cluster_ip: service.clusterIp,
  external_ips: `[${service.externalIps.map(jsonString).join(',')}]`,
});

const containerRow = (container: ContainerMetadata): DimensionRow => ({
  container_id: container.uid,
  status: `{"state":${jsonString(container.state)},"message":${jsonString(container.message)},"reason":${jsonString(container.reason)}}`,
  start_time: container.startNs,
  stop_time: container.stopNs,
});

function replicaSetRow(set: OwnedMetadata, state: State): DimensionRow {
  const deployment = state.deployments.get(set.deploymentUid);
  return {
    namespace: set.namespace,
    status: replicasStatus(state.podsOfReplicaSet.get(set.uid) ?? [], 'replicaSet'),
    owner_references: ownerReferences('Deployment', deployment),
    ...ownerColumns(set.uid, state),
    start_time: set.startNs,
    stop_time: set.stopNs,
  };
}

function deploymentRow(deployment: OwnedMetadata, state: State): DimensionRow {
  const pods = [...state.replicaSets.values()]
    .filter((set) => set.deploymentUid === deployment.uid)
    .flatMap((set) => state.podsOfReplicaSet.get(set.uid) ?? []);
  return {
    namespace: deployment.namespace,
    status: replicasStatus(pods, 'deployment'),
    owner_references: '[]',
    replicaset_name: '',
    replicaset_id: '',
    deployment_name: qualified(deployment),
    deployment_id: deployment.uid,
    start_time: deployment.startNs,
    stop_time: deployment.stopNs,
  };
}

/** Counted from the pods that live, so requested equals existing; conditions are not known. */
function replicasStatus(pods: readonly PodMetadata[], of: 'replicaSet' | 'deployment'): string {
  const living = pods.filter((pod) => pod.stopNs === 0n);
  const ready = living.filter((pod) => pod.ready).length;
  const all = living.length;
  return JSON.stringify({
    replicas: all,
    [of === 'deployment' ? 'updated_replicas' : 'fully_labeled_replicas']: all,
    ready_replicas: ready,
    available_replicas: ready,
    ...(of === 'deployment' ? { unavailable_replicas: all - ready } : {}),
    requested_replicas: all,
    observed_generation: 0,
    conditions: '',
  });
}

function processRows(metadata: ClusterMetadata, state: State): DimensionRows {
  const rows = new Map<bigint, DimensionRow>();
  for (const process of metadata.processes) {
    const container = state.containers.get(process.containerUid);
    const pod = state.pods.get(process.podUid === '' ? (container?.podUid ?? '') : process.podUid);
    const services = pod === undefined ? [] : (state.services.get(pod.uid) ?? []);
    rows.set(process.upid, {
      container_id: process.containerUid,
      container_name: container?.name ?? '',
      cmdline: process.cmdline,
      hostname: pod?.hostname ?? '',
      namespace: pod?.namespace ?? '',
      node_name: pod?.nodeName ?? '',
      pod_id: pod?.uid ?? '',
      pod_name: qualified(pod),
      // The class is not part of what this engine knows about a pod.
      pod_qos: pod === undefined ? '' : 'kUnknown',
      pod_status:
        pod === undefined
          ? '{"phase":"Unknown","message":"","reason":"","ready":false}'
          : podStatus(pod),
      service_name: oneOrList(services.map(qualified)),
      service_id: oneOrList(services.map((service) => service.uid)),
      ...ownerColumns(pod?.replicaSetUid ?? '', state),
    });
  }
  return rows;
}

/** A cluster address names its service; a pod's address its pod, the living one before others. */
function addressRows(metadata: ClusterMetadata, state: State): DimensionRows {
  const periods = new Map<string, PodPeriod[]>();
  for (const pod of metadata.pods) {
    if (pod.podIp === '') continue;
    const period = { podId: pod.uid, startNs: pod.startNs, stopNs: pod.stopNs };
    periods.set(pod.podIp, [...(periods.get(pod.podIp) ?? []), period]);
  }
  const rows = new Map<string, DimensionRow>();
  for (const [address, list] of periods) {
    const latest = list.toSorted((left, right) => compareTimes(right, left));
    const podId = latest[0]?.podId ?? '';
    const services = state.services.get(podId) ?? [];
    const serviceId = oneOrList(services.map((service) => service.uid));
    rows.set(address, { pod_id: podId, service_id: serviceId, pods_at: latest });
  }
  for (const service of metadata.services) {
    if (service.clusterIp === '') continue;
    const row = rows.get(service.clusterIp) ?? { pod_id: '', pods_at: [] };
    rows.set(service.clusterIp, { ...row, service_id: service.uid });
  }
  return rows;
}

function compareTimes(left: PodPeriod, right: PodPeriod): number {
  const living = Number(left.stopNs === 0n) - Number(right.stopNs === 0n);
  if (living !== 0) return living;
  return left.startNs < right.startNs ? -1 : Number(left.startNs > right.startNs);
}

function grouped(pods: readonly PodMetadata[]): Map<string, PodMetadata[]> {
  const groups = new Map<string, PodMetadata[]>();
  for (const pod of pods) {
    groups.set(pod.replicaSetUid, [...(groups.get(pod.replicaSetUid) ?? []), pod]);
  }
  return groups;
}
