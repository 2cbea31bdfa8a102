/** Cluster facts as tables, one row an object; lists and maps are JSON text. */
import type { Column, DataType, Relation } from '#language';
import type { CellValue, ClusterMetadata } from '#engine';

/** How a field is stored: `ns` are ns since the epoch, 0 while the object lives. */
type FieldKind = 'text' | 'ns' | 'flag' | 'upid' | 'list' | 'map' | 'count';

const DATA_TYPE_OF: Readonly<Record<FieldKind, DataType>> = {
  text: 'STRING',
  ns: 'INT64',
  flag: 'BOOLEAN',
  upid: 'UINT128',
  list: 'STRING',
  map: 'STRING',
  count: 'INT64',
};

const OBJECT = { uid: 'text', name: 'text', startNs: 'ns', stopNs: 'ns' } as const;
const OWNED = { ...OBJECT, namespace: 'text', deploymentUid: 'text' } as const;

type Lists = Exclude<
  keyof ClusterMetadata,
  'asid' | 'hostname' | 'cpuCount' | 'podCidrs' | 'serviceCidr'
>;

const KINDS: Readonly<Record<Lists | 'cluster', Readonly<Record<string, FieldKind>>>> = {
  cluster: {
    asid: 'count',
    hostname: 'text',
    cpuCount: 'count',
    podCidrs: 'list',
    serviceCidr: 'text',
  },
  namespaces: OBJECT,
  nodes: { ...OBJECT, ip: 'text' },
  pods: {
    ...OBJECT,
    namespace: 'text',
    nodeName: 'text',
    hostname: 'text',
    podIp: 'text',
    hostIp: 'text',
    phase: 'text',
    message: 'text',
    reason: 'text',
    ready: 'flag',
    replicaSetUid: 'text',
    labels: 'map',
  },
  containers: { ...OBJECT, podUid: 'text', state: 'text', message: 'text', reason: 'text' },
  services: {
    ...OBJECT,
    namespace: 'text',
    clusterIp: 'text',
    externalIps: 'list',
    podUids: 'list',
  },
  replicaSets: OWNED,
  deployments: OWNED,
  processes: {
    upid: 'upid',
    cmdline: 'text',
    containerUid: 'text',
    podUid: 'text',
    startNs: 'ns',
    stopNs: 'ns',
  },
};

export interface MetadataTable {
  readonly name: string;
  readonly relation: Relation;
  readonly rows: readonly (readonly CellValue[])[];
}

export const metadataFile = (name: string): string => `metadata/${name}.parquet`;

export function metadataTables(metadata: ClusterMetadata): readonly MetadataTable[] {
  return Object.entries(KINDS).map(([name, fields]) => ({
    name,
    relation: relationOf(fields),
    rows: objectsOf(metadata, name).map((one) => rowOf(one, fields)),
  }));
}

function objectsOf(metadata: ClusterMetadata, name: string): readonly object[] {
  const { namespaces, nodes, pods, containers, services } = metadata;
  const { replicaSets, deployments, processes } = metadata;
  const lists: Readonly<Record<Lists, readonly object[]>> = {
    namespaces,
    nodes,
    pods,
    containers,
    services,
    replicaSets,
    deployments,
    processes,
  };
  return isList(name) ? lists[name] : [metadata];
}

const isList = (name: string): name is Lists => name !== 'cluster' && name in KINDS;

/** Names and columns of all tables. */
export const METADATA_RELATIONS: ReadonlyMap<string, Relation> = new Map(
  Object.entries(KINDS).map(([name, fields]) => [name, relationOf(fields)]),
);

function relationOf(fields: Readonly<Record<string, FieldKind>>): Relation {
  return Object.entries(fields).map(([name, kind]): Column => ({
    name,
    dataType: DATA_TYPE_OF[kind],
    semanticType: 'ST_NONE',
  }));
}

function rowOf(object: object, fields: Readonly<Record<string, FieldKind>>): CellValue[] {
  return Object.entries(fields).map(([name, kind]): CellValue => {
    const value: unknown = Reflect.get(object, name);
    if (kind === 'list' || kind === 'map') return JSON.stringify(value);
    switch (typeof value) {
      case 'bigint':
      case 'number':
      case 'boolean':
      case 'string':
        return value;
      default:
        throw new Error(`a fact has no ${name}`);
    }
  });
}

type Stored = Readonly<Record<string, unknown>>;

/** The facts of stored rows, given by table. */
export function metadataOfTables(stored: ReadonlyMap<string, readonly Stored[]>): ClusterMetadata {
  const objects = (name: Lists): readonly Stored[] =>
    (stored.get(name) ?? []).map((row) => objectOf(row, KINDS[name]));
  const [cluster = {}] = (stored.get('cluster') ?? []).map((row) => objectOf(row, KINDS.cluster));
  // KINDS lists the fields of each kind, so the objects have the declared types.
  return {
    ...(cluster as unknown as ClusterMetadata),
    namespaces: objects('namespaces') as unknown as ClusterMetadata['namespaces'],
    nodes: objects('nodes') as unknown as ClusterMetadata['nodes'],
    pods: objects('pods') as unknown as ClusterMetadata['pods'],
    containers: objects('containers') as unknown as ClusterMetadata['containers'],
    services: objects('services') as unknown as ClusterMetadata['services'],
    replicaSets: objects('replicaSets') as unknown as ClusterMetadata['replicaSets'],
    deployments: objects('deployments') as unknown as ClusterMetadata['deployments'],
    processes: objects('processes') as unknown as ClusterMetadata['processes'],
  };
}

function objectOf(row: Stored, fields: Readonly<Record<string, FieldKind>>): Stored {
  return Object.fromEntries(
    Object.entries(fields).map(([name, kind]) => {
      const value = row[name];
      switch (kind) {
        case 'list':
        case 'map':
          return [name, JSON.parse(String(value)) as unknown];
        case 'count':
          return [name, Number(value)];
        default:
          return [name, value];
      }
    }),
  );
}
