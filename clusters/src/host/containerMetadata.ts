/** Containers of this machine's processes, with the pods and services their names tell of. */
import { hostname } from 'node:os';
import type {
  ClusterMetadata,
  ContainerMetadata,
  PodMetadata,
  ProcessMetadata,
  ServiceMetadata,
} from '#engine';
import type { ContainerName, ContainerNames } from './containerNames.ts';

type Part = Pick<ClusterMetadata, 'containers' | 'pods' | 'services' | 'namespaces'>;

export function containerMetadata(
  processes: readonly ProcessMetadata[],
  names: ContainerNames,
): Part {
  const containers = containersOf(processes, names);
  const pods = new Map<string, PodMetadata>();
  const services = new Map<string, ServiceMetadata>();
  for (const container of containers) {
    const name = names.get(container.uid);
    if (name === undefined || name.pod === '') continue;
    const uid = podUidOf(name);
    pods.set(uid, podOf(name, container, pods.get(uid)));
    if (name.service === '') continue;
    const key = `${name.namespace}/${name.service}`;
    const podUids = new Set([...(services.get(key)?.podUids ?? []), uid]);
    services.set(key, {
      uid: `service/${key}`,
      name: name.service,
      namespace: name.namespace,
      clusterIp: '',
      externalIps: [],
      podUids: [...podUids],
      startNs: container.startNs,
      stopNs: 0n,
    });
  }
  const namespaces = [...new Set([...pods.values()].map(({ namespace }) => namespace))];
  return {
    containers,
    pods: [...pods.values()],
    services: [...services.values()],
    namespaces: namespaces.map((name) => ({
      uid: `namespace/${name}`,
      name,
      startNs: 0n,
      stopNs: 0n,
    })),
  };
}

/** '' for a container outside of any pod. */
export const podUidOf = (name: ContainerName | undefined): string =>
  name === undefined || name.pod === '' ? '' : `pod/${name.namespace}/${name.pod}`;

function podOf(
  name: ContainerName,
  container: ContainerMetadata,
  before: PodMetadata | undefined,
): PodMetadata {
  const { pod, namespace } = name;
  const { startNs, stopNs } = container;
  const runs = stopNs === 0n || before?.stopNs === 0n;
  const first = before !== undefined && before.startNs < startNs ? before.startNs : startNs;
  const last = before !== undefined && before.stopNs > stopNs ? before.stopNs : stopNs;
  return {
    uid: podUidOf(name),
    name: pod,
    namespace,
    nodeName: hostname(),
    hostname: pod,
    podIp: '',
    hostIp: '',
    phase: runs ? 'Running' : 'Terminated',
    message: '',
    reason: '',
    ready: runs,
    replicaSetUid: '',
    labels: {},
    startNs: first,
    stopNs: runs ? 0n : last,
  };
}

function containersOf(
  processes: readonly ProcessMetadata[],
  names: ContainerNames,
): readonly ContainerMetadata[] {
  const byContainer = new Map<string, ProcessMetadata[]>();
  for (const process of processes) {
    if (process.containerUid === '') continue;
    const own = byContainer.get(process.containerUid);
    if (own === undefined) byContainer.set(process.containerUid, [process]);
    else own.push(process);
  }
  return [...byContainer].map(([uid, own]) => {
    const runs = own.some((each) => each.stopNs === 0n);
    const name = names.get(uid);
    return {
      uid,
      // The engines' short form where the name is not known.
      name: name?.name ?? uid.slice(0, 12),
      startNs: own.map((each) => each.startNs).reduce((a, b) => (b < a ? b : a)),
      stopNs: runs ? 0n : own.map((each) => each.stopNs).reduce((a, b) => (b > a ? b : a)),
      podUid: podUidOf(name),
      state: runs ? 'Running' : 'Terminated',
      message: '',
      reason: '',
    };
  });
}
