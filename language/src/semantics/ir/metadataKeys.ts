/**
 * The keys of `df.ctx['key']`: which function gives each, from which columns.
 *
 * @see pixie-io/pixie src/carnot/planner/metadata/metadata_handler.cc
 */
import type { DataType, Relation } from '../../catalog/types.ts';

export interface MetadataKey {
  /** Canonical name: the function is `<column>_to_<name>`. */
  readonly name: string;
  /** Columns it can be had from, the first present one is used. */
  readonly sources: readonly string[];
  /** What the compiler takes it for until it knows the function; text unless said otherwise. */
  readonly declared?: DataType;
}

const WORKLOAD = (id: string, replicas: string): readonly string[] => [
  'upid',
  id,
  'pod_id',
  'pod_name',
  `replicaset_${replicas}`,
  'replicaset_name',
];

const KEYS: readonly (MetadataKey & { readonly aliases?: readonly string[] })[] = [
  { name: 'pod_name', aliases: ['pod'], sources: ['upid', 'pod_id'] },
  { name: 'pod_id', sources: ['upid', 'pod_name'] },
  {
    name: 'service_name',
    aliases: ['service'],
    sources: ['upid', 'service_id', 'pod_id', 'pod_name'],
  },
  { name: 'service_id', sources: ['upid', 'service_name', 'pod_id', 'pod_name'] },
  { name: 'namespace', sources: ['upid', 'pod_id', 'pod_name', 'service_name'] },
  { name: 'node_name', aliases: ['node'], sources: ['upid', 'pod_id'] },
  { name: 'container_name', aliases: ['container'], sources: ['upid'] },
  { name: 'container_id', sources: ['upid'] },
  { name: 'deployment_name', aliases: ['deployment'], sources: WORKLOAD('deployment_id', 'id') },
  { name: 'deployment_id', sources: WORKLOAD('deployment_name', 'id') },
  {
    name: 'replicaset_name',
    aliases: ['replica_set', 'replicaset'],
    sources: ['upid', 'pod_id', 'pod_name', 'replicaset_id'],
  },
  {
    name: 'replicaset_id',
    aliases: ['replica_set_id'],
    sources: ['upid', 'pod_id', 'pod_name', 'replicaset_name'],
  },
  { name: 'hostname', aliases: ['host'], sources: ['upid'] },
  { name: 'cmdline', aliases: ['cmd'], sources: ['upid'] },
  { name: 'asid', sources: ['upid'] },
  { name: 'pid', sources: ['upid'], declared: 'INT64' },
];

const BY_NAME: ReadonlyMap<string, MetadataKey> = new Map(
  KEYS.flatMap((key) => [key.name, ...(key.aliases ?? [])].map((name) => [name, key] as const)),
);

/** Every key and alias, for completion. */
export const METADATA_KEYS: ReadonlyMap<string, MetadataKey> = BY_NAME;

export function metadataKey(key: string): MetadataKey | undefined {
  return BY_NAME.get(key);
}

/** The conversion function and its column arguments; undefined where no source column is there. */
export function metadataConversion(
  { name, sources }: MetadataKey,
  relation: Relation,
): { readonly fn: string; readonly columns: readonly string[] } | undefined {
  const has = (column: string) => relation.some((one) => one.name === column);
  const source = sources.find(has);
  if (source === undefined) return undefined;
  const fn = `${source}_to_${name}`;
  if (fn === 'upid_to_pod_name' && has('local_addr') && has('time_')) {
    const columns = ['upid', 'local_addr', 'time_'];
    return { fn: '_upid_to_podname_local_addr_fallback', columns };
  }
  return { fn, columns: [source] };
}
