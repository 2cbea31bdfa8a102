/**
 * Kubernetes and process facts behind `df.ctx` and the lookup functions, as Carnot's metadata state
 * holds them. Times are ns since the epoch; `stopNs` 0n while the object lives. Names of pods and
 * services are without the namespace; functions give `namespace/name`.
 *
 * @see src/shared/metadata in pixie-io/pixie
 */
export interface ClusterMetadata {
  /** Short agent ID of the executing node. */
  readonly asid: number;
  /** Host name of the executing node. */
  readonly hostname: string;
  readonly cpuCount: number;
  readonly podCidrs: readonly string[];
  readonly serviceCidr: string;
  readonly namespaces: readonly NamespaceMetadata[];
  readonly nodes: readonly NodeMetadata[];
  readonly pods: readonly PodMetadata[];
  readonly containers: readonly ContainerMetadata[];
  readonly services: readonly ServiceMetadata[];
  readonly replicaSets: readonly OwnedMetadata[];
  readonly deployments: readonly OwnedMetadata[];
  readonly processes: readonly ProcessMetadata[];
}

interface ObjectMetadata {
  readonly uid: string;
  readonly name: string;
  readonly startNs: bigint;
  readonly stopNs: bigint;
}
export type NamespaceMetadata = ObjectMetadata;
export interface NodeMetadata extends ObjectMetadata {
  readonly ip: string;
}
export interface PodMetadata extends ObjectMetadata {
  readonly namespace: string;
  readonly nodeName: string;
  readonly hostname: string;
  readonly podIp: string;
  readonly hostIp: string;
  /** Running, Pending, Succeeded, Failed, Terminated or Unknown. */
  readonly phase: string;
  readonly message: string;
  readonly reason: string;
  readonly ready: boolean;
  /** Uid of the owning replica set, '' without one. */
  readonly replicaSetUid: string;
  readonly labels: Readonly<Record<string, string>>;
}
export interface ContainerMetadata extends ObjectMetadata {
  readonly podUid: string;
  /** Running, Waiting, Terminated or Unknown. */
  readonly state: string;
  readonly message: string;
  readonly reason: string;
}
export interface ServiceMetadata extends ObjectMetadata {
  readonly namespace: string;
  readonly clusterIp: string;
  readonly externalIps: readonly string[];
  readonly podUids: readonly string[];
}
/** Deployments and replica sets; `deploymentUid` is '' for deployments. */
export interface OwnedMetadata extends ObjectMetadata {
  readonly namespace: string;
  readonly deploymentUid: string;
}
export interface ProcessMetadata {
  /** asid << 96 | pid << 64 | start ticks. */
  readonly upid: bigint;
  readonly cmdline: string;
  /** '' for a process outside any container. */
  readonly containerUid: string;
  readonly podUid: string;
  readonly startNs: bigint;
  readonly stopNs: bigint;
}

/** A table of facts about the cluster, with one row per key. */
export type DimensionName =
  | 'process'
  | 'podById'
  | 'podByName'
  | 'serviceById'
  | 'serviceByName'
  | 'containerById'
  | 'containerByName'
  | 'replicaSetById'
  | 'replicaSetByName'
  | 'deploymentById'
  | 'deploymentByName'
  | 'namespaceByName'
  | 'address';
