/**
 * The Kubernetes objects of the simulated shop as the cluster knows them at a moment: what runs,
 * and what was replaced during the last day.
 */
import type {
  ClusterMetadata,
  ContainerMetadata,
  NodeMetadata,
  OwnedMetadata,
  PodMetadata,
  ProcessMetadata,
  ServiceMetadata,
} from '#engine';
import { mixUuid } from './random.ts';
import {
  clusterIp,
  eraEnd,
  eraStart,
  instanceAt,
  NAMESPACES,
  NODE_COUNT,
  nodeIp,
  nodeName,
  POD_CIDR,
  SERVICE_CIDR,
  SLOTS,
  WORKLOAD_KEYS,
  WORKLOADS,
  type Instance,
} from './topology.ts';

const NS_PER_MINUTE = 60_000_000_000n;
const HISTORY_MIN = 24 * 60;
/** The simulated cluster was created on 2023-01-01T00:00:00Z. */
const CREATED_NS = 1_672_531_200_000_000_000n;

interface Lifetime {
  readonly instance: Instance;
  /** 0n while it lives. */
  readonly podStopNs: bigint;
  readonly processStopNs: bigint;
}

/** Every pod and process of the last day, newest era first. */
function lifetimes(seed: number, minute: number): readonly Lifetime[] {
  const found = new Map<bigint, Lifetime>();
  const current = new Map(SLOTS.map((slot) => [slot.index, instanceAt(seed, slot, minute)]));
  for (let era = eraStart(minute); eraEnd(era) > minute - HISTORY_MIN; era = eraStart(era - 1)) {
    const endNs = BigInt(eraEnd(era)) * NS_PER_MINUTE;
    for (const slot of SLOTS) {
      const instance = instanceAt(seed, slot, era);
      if (found.has(instance.upid)) continue;
      const now = current.get(slot.index);
      found.set(instance.upid, {
        instance,
        podStopNs: now?.podUid === instance.podUid ? 0n : endNs,
        processStopNs: now?.upid === instance.upid ? 0n : endNs,
      });
    }
  }
  return [...found.values()];
}

function podOf({ instance, podStopNs }: Lifetime): PodMetadata {
  const { slot } = instance;
  const lives = podStopNs === 0n;
  return {
    uid: instance.podUid,
    name: instance.podName,
    startNs: BigInt(instance.podStartMin) * NS_PER_MINUTE,
    stopNs: podStopNs,
    namespace: slot.workload.namespace,
    nodeName: nodeName(slot.node),
    hostname: instance.podName,
    podIp: instance.podIp,
    hostIp: nodeIp(slot.node),
    phase: lives ? 'Running' : 'Terminated',
    message: '',
    reason: '',
    ready: lives,
    replicaSetUid: instance.replicaSetUid,
    labels: { app: slot.workload.name },
  };
}

function containerOf({ instance, podStopNs, processStopNs }: Lifetime): ContainerMetadata {
  const killed = processStopNs !== 0n && processStopNs !== podStopNs;
  return {
    uid: instance.containerId,
    name: 'server',
    startNs: BigInt(instance.processStartMin) * NS_PER_MINUTE,
    stopNs: processStopNs,
    podUid: instance.podUid,
    state: processStopNs === 0n ? 'Running' : 'Terminated',
    message: '',
    reason: killed ? 'OOMKilled' : '',
  };
}

function processOf({ instance, processStopNs }: Lifetime): ProcessMetadata {
  return {
    upid: instance.upid,
    cmdline: instance.slot.workload.cmdline,
    containerUid: instance.containerId,
    podUid: instance.podUid,
    startNs: BigInt(instance.processStartMin) * NS_PER_MINUTE,
    stopNs: processStopNs,
  };
}

function services(seed: number, lives: readonly Lifetime[]): readonly ServiceMetadata[] {
  return WORKLOAD_KEYS.map((key, order) => ({
    uid: mixUuid(seed, order + 3000),
    name: WORKLOADS[key].name,
    startNs: CREATED_NS,
    stopNs: 0n,
    namespace: WORKLOADS[key].namespace,
    clusterIp: clusterIp(key),
    externalIps: key === 'frontend' ? ['203.0.113.10'] : [],
    podUids: [
      ...new Set(
        lives.filter((each) => each.instance.slot.key === key).map((each) => each.instance.podUid),
      ),
    ],
  }));
}

function deploymentUid(seed: number, order: number): string {
  return mixUuid(seed, order + 4000);
}

function deployments(seed: number): readonly OwnedMetadata[] {
  return WORKLOAD_KEYS.flatMap((key, order) =>
    WORKLOADS[key].kind === 'deployment'
      ? [
          {
            uid: deploymentUid(seed, order),
            name: WORKLOADS[key].name,
            startNs: CREATED_NS,
            stopNs: 0n,
            namespace: WORKLOADS[key].namespace,
            deploymentUid: '',
          },
        ]
      : [],
  );
}

function replicaSets(seed: number, lives: readonly Lifetime[]): readonly OwnedMetadata[] {
  const sets = new Map<string, OwnedMetadata>();
  for (const { instance, podStopNs } of lives) {
    if (instance.replicaSetUid === '') continue;
    sets.set(instance.replicaSetUid, {
      uid: instance.replicaSetUid,
      name: instance.replicaSetName,
      startNs: BigInt(instance.podStartMin) * NS_PER_MINUTE,
      stopNs: podStopNs,
      namespace: instance.slot.workload.namespace,
      deploymentUid: deploymentUid(seed, WORKLOAD_KEYS.indexOf(instance.slot.key)),
    });
  }
  return [...sets.values()];
}

function nodes(seed: number): readonly NodeMetadata[] {
  return Array.from({ length: NODE_COUNT }, (_, node) => ({
    uid: mixUuid(seed, node + 5000),
    name: nodeName(node),
    startNs: CREATED_NS,
    stopNs: 0n,
    ip: nodeIp(node),
  }));
}

/** The facts at `minute` since the epoch. They change only where an era ends. */
export function demoMetadata(seed: number, minute: number): ClusterMetadata {
  const lives = lifetimes(seed, minute);
  const pods = new Map(lives.map((each) => [each.instance.podUid, podOf(each)]));
  return {
    asid: 1,
    hostname: nodeName(0),
    cpuCount: 8,
    podCidrs: [POD_CIDR],
    serviceCidr: SERVICE_CIDR,
    namespaces: NAMESPACES.map((name, order) => ({
      uid: mixUuid(seed, order + 6000),
      name,
      startNs: CREATED_NS,
      stopNs: 0n,
    })),
    nodes: nodes(seed),
    pods: [...pods.values()],
    containers: lives.map(containerOf),
    services: services(seed, lives),
    replicaSets: replicaSets(seed, lives),
    deployments: deployments(seed),
    processes: lives.map(processOf),
  };
}
