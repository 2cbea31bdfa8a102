/**
 * Cluster facts asked for with scripts, where they are not at hand: those of every process and
 * address in the recorded rows, as Pixie's own functions give them.
 */
import type { NamedRow } from '#rows';
import type { ClusterMetadata, PodMetadata } from '#engine';
import type { RecordedTable } from '#protocol/recording';
import { quoted, rowsOf, type Recorded } from './recordedQuery.ts';

interface Range {
  readonly tables: readonly RecordedTable[];
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Columns about the pod of `df.pod_id`. */
const POD_FACTS = `df.pod = px.pod_id_to_pod_name(df.pod_id)
df.namespace = px.pod_id_to_namespace(df.pod_id)
df.node = px.pod_id_to_node_name(df.pod_id)
df.pod_start = px.pod_id_to_start_time(df.pod_id)
df.pod_stop = px.pod_id_to_stop_time(df.pod_id)
df.pod_ip = px.pod_name_to_pod_ip(df.pod)
df.pod_status = px.pod_name_to_status(df.pod)
df.service = px.pod_id_to_service_name(df.pod_id)
df.service_id = px.pod_id_to_service_id(df.pod_id)
df.replicaset = px.pod_id_to_replicaset_name(df.pod_id)
df.replicaset_id = px.pod_id_to_replicaset_id(df.pod_id)
df.deployment = px.pod_id_to_deployment_name(df.pod_id)
df.deployment_id = px.pod_id_to_deployment_id(df.pod_id)
`;

/** The agent of the process alone knows some of these, so they come before grouping. */
const PROCESS_FACTS = `df.cmdline = px.upid_to_cmdline(df.upid)
df.container_id = px.upid_to_container_id(df.upid)
df.container = px.upid_to_container_name(df.upid)
df.pod_id = px.upid_to_pod_id(df.upid)
df.hostname = px.upid_to_hostname(df.upid)
`;

const PROCESS_KEYS = ['upid', 'cmdline', 'container_id', 'container', 'pod_id', 'hostname'];

const ADDRESS_FACTS = `df.pod_id = px.ip_to_pod_id(df.remote_addr)
df.address_service_id = px.ip_to_service_id(df.remote_addr)
df.address_service = px.service_id_to_service_name(df.address_service_id)
`;

/** @throws RunFailure; AbortError when cancelled. */
export async function askMetadata(
  recorded: Recorded,
  { tables, startNs, endNs }: Range,
  signal: AbortSignal,
): Promise<ClusterMetadata> {
  const facts = new Facts();
  for (const { name, rows, columns } of tables) {
    if (rows === 0) continue;
    const source = `px.DataFrame(${quoted(name)}, start_time=${String(startNs)}, end_time=${String(endNs)})`;
    const has = (key: string) => columns.some((column) => column.name === key);
    const scripts = [
      ...(has('upid') ? [factScript(source, PROCESS_FACTS, PROCESS_KEYS, '')] : []),
      ...(has('remote_addr') ? [factScript(source, '', ['remote_addr'], ADDRESS_FACTS)] : []),
    ];
    for (const script of scripts) {
      for (const row of await rowsOf(recorded, script, signal)) facts.add(row);
    }
  }
  return facts.metadata();
}

function factScript(
  source: string,
  before: string,
  keys: readonly string[],
  after: string,
): string {
  return `#px:set max_output_rows_per_table=1000000
import px
df = ${source}
${before}df = df.groupby([${keys.map(quoted).join(', ')}]).agg(rows=('time_', px.count))
${after}${POD_FACTS}px.display(df)
`;
}

const textOf = (row: NamedRow, name: string): string => String(row[name] ?? '');
const timeOf = (row: NamedRow, name: string): bigint => {
  const value = row[name];
  return typeof value === 'bigint' ? value : 0n;
};
/** `namespace/name` without the namespace. */
const bare = (name: string): string => name.slice(name.indexOf('/') + 1);
const namespaceOf = (name: string): string =>
  name.includes('/') ? name.slice(0, name.indexOf('/')) : '';

/** One value, or a JSON array of several, as Pixie's functions give them. */
function listOf(text: string): readonly string[] {
  if (text === '') return [];
  if (!text.startsWith('[')) return [text];
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

class Facts {
  readonly #pods = new Map<string, PodMetadata>();
  readonly #containers = new Map<string, ClusterMetadata['containers'][number]>();
  readonly #services = new Map<
    string,
    { name: string; clusterIp: string; readonly podUids: Set<string> }
  >();
  readonly #replicaSets = new Map<string, ClusterMetadata['replicaSets'][number]>();
  readonly #deployments = new Map<string, ClusterMetadata['deployments'][number]>();
  readonly #processes = new Map<string, ClusterMetadata['processes'][number]>();
  readonly #nodes = new Set<string>();
  readonly #namespaces = new Set<string>();

  add(row: NamedRow): void {
    const podUid = textOf(row, 'pod_id');
    if ('upid' in row) this.#addProcess(row, podUid);
    if (podUid !== '') this.#addPod(row, podUid);
    const serviceId = textOf(row, 'address_service_id');
    // An address without a pod is the service's own.
    if (serviceId !== '' && podUid === '') {
      const service = this.#service(serviceId, textOf(row, 'address_service'));
      service.clusterIp = textOf(row, 'remote_addr');
    }
  }

  metadata(): ClusterMetadata {
    const object = (name: string) => ({ uid: name, name, startNs: 0n, stopNs: 0n });
    const asids = [...this.#processes.values()].map(({ upid }) => Number(upid >> 96n));
    return {
      asid: asids[0] ?? 0,
      hostname: [...this.#nodes][0] ?? '',
      cpuCount: 0,
      podCidrs: [],
      serviceCidr: '',
      namespaces: [...this.#namespaces].map(object),
      nodes: [...this.#nodes].map((name) => ({ ...object(name), ip: '' })),
      pods: [...this.#pods.values()],
      containers: [...this.#containers.values()],
      services: [...this.#services].map(([uid, { name, clusterIp, podUids }]) => ({
        uid,
        name: bare(name),
        namespace: namespaceOf(name),
        clusterIp,
        startNs: 0n,
        stopNs: 0n,
        externalIps: [],
        podUids: [...podUids],
      })),
      replicaSets: [...this.#replicaSets.values()],
      deployments: [...this.#deployments.values()],
      processes: [...this.#processes.values()],
    };
  }

  #addProcess(row: NamedRow, podUid: string): void {
    const containerUid = textOf(row, 'container_id');
    const upid = BigInt(`0x${textOf(row, 'upid').replaceAll('-', '')}`);
    this.#processes.set(String(upid), {
      upid,
      cmdline: textOf(row, 'cmdline'),
      containerUid,
      podUid,
      startNs: 0n,
      stopNs: 0n,
    });
    if (containerUid === '') return;
    this.#containers.set(containerUid, {
      uid: containerUid,
      name: textOf(row, 'container'),
      podUid,
      startNs: 0n,
      stopNs: 0n,
      state: 'Unknown',
      message: '',
      reason: '',
    });
  }

  #addPod(row: NamedRow, uid: string): void {
    const name = textOf(row, 'pod');
    const namespace = namespaceOf(name);
    const nodeName = textOf(row, 'node');
    const replicaSetUid = textOf(row, 'replicaset_id');
    if (namespace !== '') this.#namespaces.add(namespace);
    if (nodeName !== '') this.#nodes.add(nodeName);
    this.#pods.set(uid, {
      uid,
      name: bare(name),
      namespace,
      nodeName,
      replicaSetUid,
      labels: {},
      hostIp: '',
      startNs: timeOf(row, 'pod_start'),
      stopNs: timeOf(row, 'pod_stop'),
      hostname: textOf(row, 'hostname') || (this.#pods.get(uid)?.hostname ?? ''),
      podIp: textOf(row, 'pod_ip'),
      ...statusOf(textOf(row, 'pod_status')),
    });
    const names = listOf(textOf(row, 'service'));
    listOf(textOf(row, 'service_id')).forEach((id, at) => {
      this.#service(id, names[at] ?? '').podUids.add(uid);
    });
    this.#addOwner(this.#replicaSets, row, 'replicaset', textOf(row, 'deployment_id'));
    this.#addOwner(this.#deployments, row, 'deployment', '');
  }

  #addOwner(
    owners: Map<string, ClusterMetadata['replicaSets'][number]>,
    row: NamedRow,
    kind: 'replicaset' | 'deployment',
    deploymentUid: string,
  ): void {
    const uid = textOf(row, `${kind}_id`);
    if (uid === '') return;
    const name = textOf(row, kind);
    owners.set(uid, {
      uid,
      name: bare(name),
      namespace: namespaceOf(name),
      deploymentUid,
      startNs: 0n,
      stopNs: 0n,
    });
  }

  #service(uid: string, name: string) {
    const known = this.#services.get(uid) ?? { name, clusterIp: '', podUids: new Set<string>() };
    this.#services.set(uid, known);
    return known;
  }
}

/** `{"phase":…,"message":…,"reason":…,"ready":…}`, as pod_name_to_status gives it. */
function statusOf(text: string): Pick<PodMetadata, 'phase' | 'message' | 'reason' | 'ready'> {
  let found: Readonly<Record<string, unknown>> = {};
  try {
    found = { ...Object(JSON.parse(text)) } as Readonly<Record<string, unknown>>;
  } catch (error) {
    // Older clusters give other texts; the status is then not known.
    if (!(error instanceof SyntaxError)) throw error;
  }
  const part = (name: string, otherwise: string): string => {
    const value = found[name];
    return typeof value === 'string' ? value : otherwise;
  };
  return {
    phase: part('phase', 'Unknown'),
    message: part('message', ''),
    reason: part('reason', ''),
    ready: found['ready'] === true,
  };
}
