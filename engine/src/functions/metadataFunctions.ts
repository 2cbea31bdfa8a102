/**
 * Lookups of cluster facts, see metadata/dimensions.ts for what each gives.
 *
 * @see src/carnot/funcs/metadata/metadata_ops.h in pixie-io/pixie
 */
import { jsonString } from '#proto';
import { quoteString } from '../store/quoting.ts';
import type { ScriptFunction } from '../store/scriptFunctions.ts';
import type { DimensionName } from '../metadata/clusterMetadata.ts';
import { argSql, differing, sql, type RuleContext, type ScalarRule } from './rules.ts';
import { cidrsContain } from './cidr.ts';

const NO_TEXT = "''";
const NO_TIME = '0::BIGINT';
const NO_PODS = '[]::STRUCT(pod_id VARCHAR, start_time BIGINT, stop_time BIGINT)[]';
/** Status of a pod that is not known. */
const UNKNOWN_POD = quoteString('{"phase":"Unknown","message":"","reason":"","ready":false}');
const UNKNOWN_CONTAINER = quoteString('{"state":"Unknown","message":"","reason":""}');

const text = (dimension: DimensionName, column: string, fallback = NO_TEXT): ScalarRule =>
  sql((args, context) => context.lookup(dimension, argSql(args, 0), column, fallback));
const time = (dimension: DimensionName, column: string): ScalarRule =>
  text(dimension, column, NO_TIME);

/** The conversions `<source>_to_<column>` of one kind of object. */
function conversions(
  source: string,
  dimension: DimensionName,
  texts: readonly string[],
  times: readonly string[] = [],
): [string, ScalarRule][] {
  return [
    ...texts.map((column): [string, ScalarRule] => [
      `${source}_to_${column}`,
      text(dimension, column),
    ]),
    ...times.map((column): [string, ScalarRule] => [
      `${source}_to_${column}`,
      time(dimension, column),
    ]),
  ];
}

const OWNER_COLUMNS = [
  'replicaset_name',
  'replicaset_id',
  'deployment_name',
  'deployment_id',
] as const;
const LIFETIME = ['start_time', 'stop_time'] as const;
const OF_POD = ['service_name', 'service_id', 'owner_references', ...OWNER_COLUMNS] as const;
const OF_REPLICA_SET = [
  ...(['namespace', 'owner_references'] as const),
  ...(['deployment_name', 'deployment_id'] as const),
];

const STATUS_DIMENSIONS = {
  replicaset_id: 'replicaSetById',
  replicaset_name: 'replicaSetByName',
  deployment_id: 'deploymentById',
  deployment_name: 'deploymentByName',
} as const;

const namespaceOf = sql((args) => `px_namespace_of(${argSql(args, 0)})`);
const constantText = (value: (context: RuleContext) => string): ScalarRule =>
  sql((_, context) => quoteString(value(context)));

const podAt = (context: RuleContext, address: string, at: string): string =>
  `px_pod_at(${context.lookup('address', address, 'pods_at', NO_PODS)}, ${at})`;

function upidOf(args: readonly string[], asid: number): string {
  const [first, second, third] = args;
  const [asidSql, pid, start] =
    third === undefined ? [String(asid), first, second] : [first, second, third];
  const part = (value: string | undefined, mask: string): string =>
    `((${String(value)})::HUGEINT & ${mask}::HUGEINT)::UHUGEINT`;
  return `((${part(asidSql, '4294967295')} << 96) | (${part(pid, '4294967295')} << 64)
    | ${part(start, '18446744073709551615')})`;
}

export const METADATA_FUNCTIONS: Readonly<Record<string, ScalarRule>> = Object.fromEntries([
  ...conversions('upid', 'process', [
    'container_id',
    'cmdline',
    'container_name',
    'hostname',
    'namespace',
    'node_name',
    'pod_id',
    'pod_name',
    'service_name',
    'service_id',
    ...OWNER_COLUMNS,
  ]),
  ...conversions('pod_id', 'podById', ['pod_name', 'pod_labels', 'node_name', ...OF_POD], LIFETIME),
  ...conversions('pod_name', 'podByName', ['pod_id', 'pod_ip', ...OF_POD], LIFETIME),
  ...conversions('service_id', 'serviceById', ['service_name', 'cluster_ip', 'external_ips']),
  ...conversions('service_name', 'serviceByName', ['service_id']),
  ...conversions('container_id', 'containerById', [], LIFETIME),
  ...conversions('container_name', 'containerByName', ['container_id'], LIFETIME),
  ...conversions(
    'replicaset_id',
    'replicaSetById',
    ['replicaset_name', ...OF_REPLICA_SET],
    LIFETIME,
  ),
  ...conversions(
    'replicaset_name',
    'replicaSetByName',
    ['replicaset_id', ...OF_REPLICA_SET],
    LIFETIME,
  ),
  ...conversions('deployment_id', 'deploymentById', ['deployment_name', 'namespace'], LIFETIME),
  ...conversions('deployment_name', 'deploymentByName', ['deployment_id', 'namespace'], LIFETIME),
  ...(['replicaset_id', 'replicaset_name', 'deployment_id', 'deployment_name'] as const).map(
    (source): [string, ScalarRule] => [
      `${source}_to_status`,
      differing(
        'counted from the pods; requested replicas, generation and conditions are not known',
        text(STATUS_DIMENSIONS[source], 'status'),
      ),
    ],
  ),
  [
    'upid_to_pod_qos',
    differing('the class of a known pod is not known', text('process', 'pod_qos')),
  ],
  ['pod_id_to_namespace', text('podById', 'namespace')],
  ['pod_name_to_namespace', namespaceOf],
  ['service_name_to_namespace', namespaceOf],
  ['pod_name_to_status', text('podByName', 'status', UNKNOWN_POD)],
  ['upid_to_pod_status', text('process', 'pod_status', UNKNOWN_POD)],
  ['container_id_to_status', text('containerById', 'status', UNKNOWN_CONTAINER)],
  ['namespace_name_to_namespace_id', text('namespaceByName', 'namespace_id')],
  [
    'ip_to_pod_id',
    sql((args, context) => {
      const address = argSql(args, 0);
      if (args.length > 1) return podAt(context, address, argSql(args, 1));
      return context.lookup('address', address, 'pod_id', NO_TEXT);
    }),
  ],
  ['ip_to_service_id', text('address', 'service_id')],
  [
    '_upid_to_podname_local_addr_fallback',
    sql((args, context) => {
      const byUpid = context.lookup('process', argSql(args, 0), 'pod_name', NO_TEXT);
      const pod = podAt(context, argSql(args, 1), argSql(args, 2));
      const byAddress = context.lookup('podById', pod, 'pod_name', NO_TEXT);
      return `(CASE WHEN ${byUpid} <> '' THEN ${byUpid} ELSE ${byAddress} END)`;
    }),
  ],
  ['upid_to_asid', sql((args) => `(${argSql(args, 0)} >> 96)::BIGINT`)],
  ['upid_to_pid', sql((args) => `px_upid_pid(${argSql(args, 0)})`)],
  ['upid_to_start_ts', sql((args) => `px_upid_start(${argSql(args, 0)})`)],
  ['upid_to_string', sql((args) => `px_upid_text(${argSql(args, 0)})`)],
  [
    'upid',
    sql((args, context) =>
      upidOf(
        args.map((arg) => arg.sql),
        context.metadata.asid,
      ),
    ),
  ],
  // Needs the agent's own view of the process' memory map; unknown processes give ''.
  [
    'shared_libraries',
    differing(
      'always empty',
      sql(() => NO_TEXT),
    ),
  ],
  ['asid', sql((_, context) => `${String(context.metadata.asid)}::BIGINT`)],
  ['_exec_hostname', constantText((context) => context.metadata.hostname)],
  ['_exec_host_num_cpus', sql((_, context) => `${String(context.metadata.cpuCount)}::BIGINT`)],
  ['vizier_id', constantText((context) => context.cluster.id)],
  ['vizier_name', constantText((context) => context.cluster.name)],
  ['vizier_namespace', constantText(() => 'pl')],
  ['get_cidrs', constantText(({ metadata }) => cidrsOf(metadata.podCidrs, metadata.serviceCidr))],
  // A name that cannot be resolved is shown as the address itself.
  [
    'nslookup',
    differing(
      'always the address: no name server is asked',
      sql((args) => argSql(args, 0)),
    ),
  ],
  [
    'cidrs_contain_ip',
    sql((args) => `px_js_cidrs_contain_ip(${argSql(args, 0)}, ${argSql(args, 1)})`),
  ],
]);

/** Sorted as text, with the address of the bridge of each network of pods, which is not in it. */
function cidrsOf(podCidrs: readonly string[], serviceCidr: string): string {
  const bridges = podCidrs
    .filter((cidr) => /^[0-9.]+\//u.test(cidr))
    .map((cidr) => cidr.replace(/[0-9]+\/[0-9]+$/u, '1/32'));
  const all = new Set([...podCidrs, ...bridges, ...(serviceCidr === '' ? [] : [serviceCidr])]);
  return `[${[...all].sort().map(jsonString).join(',')}]`;
}

export const METADATA_SCRIPTS: readonly ScriptFunction[] = [
  {
    name: 'cidrs_contain_ip',
    parameters: ['STRING', 'STRING'],
    returns: 'BOOLEAN',
    call: (cidrs, address) => cidrsContain(String(cidrs), String(address)),
  },
];

export const METADATA_MACROS: readonly string[] = [
  `px_namespace_of(s) AS CASE WHEN length(s) - length(replace(s, '/', '')) = 1
     THEN split_part(s, '/', 1) ELSE '' END`,
  `px_pod_at(pods, t) AS coalesce(
     list_filter(pods, lambda "\\p": "\\p".start_time <= t
       AND ("\\p".stop_time = 0 OR t <= "\\p".stop_time))[1].pod_id, '')`,
  `px_upid_pid(u) AS ((u >> 64) & 4294967295::UHUGEINT)::BIGINT`,
  `px_upid_start(u) AS px_wrap((u & 18446744073709551615::UHUGEINT)::HUGEINT)`,
  `px_upid_text(u) AS ((u >> 96)::BIGINT::VARCHAR || ':' || px_upid_pid(u)::VARCHAR || ':' ||
     (u & 18446744073709551615::UHUGEINT)::UBIGINT::VARCHAR)`,
];
