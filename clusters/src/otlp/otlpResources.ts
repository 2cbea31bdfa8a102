/**
 * Who sent telemetry: every distinct resource is a process of a pod of a service, so that `df.ctx`
 * finds them. Where a resource names no pod, its host and process number stand for one.
 *
 * @see OpenTelemetry semantic conventions: service, k8s, container, process, host
 */
import { createHash } from 'node:crypto';
import type {
  ClusterMetadata,
  ContainerMetadata,
  OwnedMetadata,
  PodMetadata,
  ProcessMetadata,
  ServiceMetadata,
} from '#engine';
import { textIn, wholeIn, type Attributes } from './otlpValues.ts';

/** Agent ID in UPIDs of processes that this machine's /proc does not show. */
export const OTLP_ASID = 2;
/** Beyond this number the resource that was silent longest is forgotten. */
const MAX_RESOURCES = 2000;

/** What is stored of a sender. */
export interface RestoredSender {
  readonly resource: Attributes;
  readonly upid: bigint;
  readonly startNs: bigint;
}
export interface KnownSender {
  readonly resource: Attributes;
  readonly process: ProcessMetadata;
}

interface Sender extends KnownSender {
  readonly pod: PodMetadata;
  readonly service: string;
  readonly container: ContainerMetadata | undefined;
  readonly replicaSet: string;
  readonly deployment: string;
}

export interface OtlpResourcesOptions {
  readonly hostName: string;
  /** UPID of a process of this machine; undefined when there is none of that number. */
  readonly localUpid: (pid: number) => bigint | undefined;
}

export class OtlpResources {
  readonly #options: OtlpResourcesOptions;
  /** By identity, the latest user last. */
  readonly #senders = new Map<string, Sender>();
  #known: { readonly base: ClusterMetadata; readonly merged: ClusterMetadata } | undefined;

  constructor(options: OtlpResourcesOptions) {
    this.#options = options;
  }

  /** The resource's process, which is taken into the metadata as seen since `seenNs`. */
  senderOf(given: Attributes, seenNs: bigint): KnownSender {
    const resource = keptAttributes(given);
    const identity = identityOf(resource);
    const known = this.#senders.get(identity);
    this.#senders.delete(identity);
    const sender = known ?? this.#describe(resource, identity, seenNs);
    this.#senders.set(identity, sender);
    if (known === undefined) this.#known = undefined;
    for (const oldest of this.#senders.keys()) {
      if (this.#senders.size <= MAX_RESOURCES) break;
      this.#senders.delete(oldest);
    }
    return sender;
  }

  /** Takes in what an earlier run knew. */
  restore({ resource, upid, startNs }: RestoredSender): void {
    const identity = identityOf(resource);
    if (this.#senders.has(identity)) return;
    this.#senders.set(identity, this.#describe(resource, identity, startNs, upid));
    this.#known = undefined;
  }

  /** `base` with all senders; the same object while nothing has changed. */
  metadata(base: ClusterMetadata): ClusterMetadata {
    if (this.#senders.size === 0) return base;
    if (this.#known?.base !== base) {
      this.#known = { base, merged: merge(base, [...this.#senders.values()]) };
    }
    return this.#known.merged;
  }

  #describe(resource: Attributes, identity: string, startNs: bigint, knownUpid?: bigint): Sender {
    const pid = Number(wholeIn(resource, 'process.pid') & 0xffff_ffffn);
    const host = textIn(resource, 'host.name');
    const service = textIn(resource, 'service.name') || 'unknown_service';
    const namespace = textIn(resource, 'k8s.namespace.name', 'service.namespace') || 'default';
    const containerUid = textIn(resource, 'container.id');
    const isLocal = host === this.#options.hostName && pid > 0 && containerUid === '';
    const podName =
      textIn(resource, 'k8s.pod.name', 'service.instance.id') ||
      [service, host, pid > 0 ? String(pid) : ''].filter((part) => part !== '').join('-');
    const podUid = textIn(resource, 'k8s.pod.uid') || uidOf('pod', namespace, podName);
    const local = isLocal ? this.#options.localUpid(pid) : undefined;
    const upid = knownUpid ?? local ?? upidFrom(identity, pid);
    const since = { startNs, stopNs: 0n };
    const containerName = textIn(resource, 'k8s.container.name', 'container.name');
    const container =
      containerUid === '' && containerName === ''
        ? undefined
        : {
            uid: containerUid || uidOf('container', podUid, containerName),
            name: containerName || containerUid.slice(0, 12),
            ...since,
            podUid,
            state: 'Running',
            message: '',
            reason: '',
          };
    const process = {
      upid,
      cmdline: textIn(resource, ...COMMANDS),
      containerUid: container?.uid ?? '',
      podUid,
      ...since,
    };
    const pod = {
      uid: podUid,
      name: podName,
      namespace,
      hostname: host || podName,
      ...since,
      nodeName: textIn(resource, 'k8s.node.name') || host,
      podIp: textIn(resource, 'k8s.pod.ip'),
      hostIp: '',
      phase: 'Running',
      message: '',
      reason: '',
      ready: true,
      replicaSetUid: ownerUid('replicaset', namespace, textIn(resource, 'k8s.replicaset.name')),
      labels: labelsOf(resource),
    };
    return {
      resource,
      process,
      pod,
      service,
      container,
      replicaSet: textIn(resource, 'k8s.replicaset.name'),
      deployment: textIn(resource, 'k8s.deployment.name'),
    };
  }
}

/** What tells two senders of the same service apart. */
const IDENTITY = [
  'service.namespace',
  'service.name',
  'service.instance.id',
  'host.name',
  'process.pid',
  'k8s.namespace.name',
  'k8s.pod.uid',
  'k8s.pod.name',
  'k8s.container.name',
  'container.id',
] as const;

const identityOf = (resource: Attributes): string =>
  JSON.stringify(IDENTITY.map((key) => textIn(resource, key)));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** asid << 96 | pid << 64 | digest of the identity in place of the start time. */
function upidFrom(identity: string, pid: number): bigint {
  // 48 bits, so that the number is no more exotic than a count of ticks.
  const start = BigInt(digest(identity).readUIntBE(0, 6));
  return (BigInt(OTLP_ASID) << 96n) | (BigInt(pid) << 64n) | start;
}

/** A UUID that is always the same for the same parts. */
function uidOf(...parts: readonly string[]): string {
  const hex = digest(parts.join('\0')).toString('hex');
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`];
  return [...groups, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

const ownerUid = (kind: string, namespace: string, name: string): string =>
  name === '' ? '' : uidOf(kind, namespace, name);

/** From the most to the least telling. */
const COMMANDS = [
  'process.command_args',
  'process.command_line',
  'process.command',
  'process.executable.path',
  'process.executable.name',
] as const;

const KEPT: ReadonlySet<string> = new Set([
  ...IDENTITY,
  ...COMMANDS,
  'k8s.node.name',
  'k8s.pod.ip',
  'k8s.replicaset.name',
  'k8s.deployment.name',
  'container.name',
]);
const MAX_LABELS = 64;
const MAX_VALUE_LENGTH = 1024;

/** What is looked at, as text of bounded length: resources are kept, and senders may be hostile. */
function keptAttributes(resource: Attributes): Attributes {
  const labels = [...resource.keys()].filter((key) => LABEL.test(key)).slice(0, MAX_LABELS);
  const names = [...[...resource.keys()].filter((key) => KEPT.has(key)), ...labels];
  return new Map(
    names.map((key) => {
      const value = resource.get(key);
      const text = Array.isArray(value) ? value.map(String).join(' ') : textIn(resource, key);
      return [key, shortened(text)] as const;
    }),
  );
}

const shortened = (text: string): string =>
  text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;

const LABEL = /^k8s\.pod\.labels?\./;

const labelsOf = (resource: Attributes): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...resource.keys()]
      .filter((key) => LABEL.test(key))
      .map((key) => [key.replace(LABEL, ''), textIn(resource, key)]),
  );

function merge(base: ClusterMetadata, senders: readonly Sender[]): ClusterMetadata {
  const own = new Map(senders.map(({ process }) => [process.upid, process]));
  const processes = base.processes.map((process) => {
    const sent = own.get(process.upid);
    own.delete(process.upid);
    // What /proc says of a process is better than what the process says of itself.
    return sent === undefined ? process : { ...process, podUid: sent.podUid };
  });
  const pods = uniqueByUid(senders.map(({ pod }) => pod));
  const containers = uniqueByUid(senders.flatMap(({ container }) => container ?? []));
  const deployments = senders.map(({ pod, deployment }) => owned('deployment', pod, deployment));
  const replicaSets = senders.map(({ pod, replicaSet, deployment }) => ({
    ...owned('replicaset', pod, replicaSet),
    deploymentUid: ownerUid('deployment', pod.namespace, deployment),
  }));
  const namespaces = [...new Set(pods.map(({ namespace }) => namespace))].map((name) => ({
    uid: uidOf('namespace', name),
    name,
    startNs: 0n,
    stopNs: 0n,
  }));
  return {
    ...base,
    processes: [...processes, ...own.values()],
    pods: [...base.pods, ...pods],
    containers: uniqueByUid([...base.containers, ...containers]),
    services: [...base.services, ...servicesOf(senders)],
    deployments: [...base.deployments, ...named(deployments)],
    replicaSets: [...base.replicaSets, ...named(replicaSets)],
    namespaces: [...base.namespaces, ...namespaces],
  };
}

const owned = (kind: string, pod: PodMetadata, name: string): OwnedMetadata => ({
  uid: ownerUid(kind, pod.namespace, name),
  name,
  namespace: pod.namespace,
  deploymentUid: '',
  startNs: pod.startNs,
  stopNs: 0n,
});

const named = (owners: readonly OwnedMetadata[]): readonly OwnedMetadata[] =>
  uniqueByUid(owners.filter(({ name }) => name !== ''));

/** The first of those with equal IDs. */
function uniqueByUid<T extends { readonly uid: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.toReversed().map((item) => [item.uid, item])).values()].toReversed();
}

function servicesOf(senders: readonly Sender[]): readonly ServiceMetadata[] {
  const services = new Map<string, ServiceMetadata>();
  for (const { service: name, pod } of senders) {
    const uid = uidOf('service', pod.namespace, name);
    const known = services.get(uid);
    services.set(uid, {
      uid,
      name,
      namespace: pod.namespace,
      clusterIp: '',
      externalIps: [],
      podUids: [...new Set([...(known?.podUids ?? []), pod.uid])],
      startNs: known?.startNs ?? pod.startNs,
      stopNs: 0n,
    });
  }
  return [...services.values()];
}
