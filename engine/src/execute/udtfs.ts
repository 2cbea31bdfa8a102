/** Rows of table functions such as `px.GetSchemas()`. */
import type { Catalog, UdtfInfo, UdtfSourceOperator } from '#language';
import type { EngineCluster } from '../cluster/cluster.ts';
import { TRACEPOINT_REASON, type Tracepoint } from './tracepoints.ts';
import type { NodeMetadata } from '../metadata/clusterMetadata.ts';

export type UdtfValue = string | bigint | boolean;
type UdtfRows = readonly Readonly<Record<string, UdtfValue>>[];
/** What table functions tell beyond the cluster itself. */
export interface UdtfFacts {
  /** Shown by `px.Version()`. */
  readonly version: string;
  readonly tracepoints: readonly Tracepoint[];
}
type RowsOf = (cluster: EngineCluster, operator: UdtfSourceOperator, facts: UdtfFacts) => UdtfRows;
/** Rows, or why there can be none. */
export type Udtf = RowsOf | { readonly empty: string } | { readonly unavailable: string };

const NO_HEAPS = { empty: 'a local cluster has no agents with heaps' };
const NO_AGENTS = { unavailable: 'it needs agents, which a local cluster does not have' };

const UDTFS: Readonly<Record<string, Udtf>> = {
  GetTables: ({ catalog }) =>
    [...catalog.tables.values()].map((table) => ({
      table_name: table.name,
      table_desc: table.description,
    })),
  GetSchemas: ({ catalog }) =>
    [...catalog.tables.values()].flatMap((table) =>
      table.relation.map((column) => ({
        table_name: table.name,
        column_name: column.name,
        column_type: column.dataType,
        pattern_type: 'GENERAL',
        column_desc: column.description ?? '',
      })),
    ),
  GetUDFList: ({ catalog }) => overloads(catalog, 'udf'),
  GetUDAList: ({ catalog }) => overloads(catalog, 'uda'),
  GetUDTFList: ({ catalog }) => [...catalog.udtfs.values()].filter(isListed).map(udtfRow),
  GetAgentStatus: (cluster) =>
    nodesOf(cluster).map((node, index) => ({
      agent_id: BigInt(index + 1),
      asid: BigInt(cluster.metadata().asid + index),
      hostname: node.name,
      ip_address: node.ip,
      agent_state: 'AGENT_STATE_HEALTHY',
      create_time: node.startNs,
      last_heartbeat_ns: 0n,
      kernel_headers_installed: false,
    })),
  GetLinuxHeadersStatus: (cluster) =>
    nodesOf(cluster).map((_, index) => ({
      asid: BigInt(cluster.metadata().asid + index),
      kernel_headers_installed: false,
    })),
  GetProfilerSamplingPeriodMS: (cluster) =>
    nodesOf(cluster).map((_, index) => ({
      asid: BigInt(cluster.metadata().asid + index),
      profiler_sampling_period_ms: 11n,
    })),
  Version: (cluster, _, { version }) => [{ asid: BigInt(cluster.metadata().asid), version }],
  GetTracepointStatus: (_cluster, _operator, { tracepoints }) =>
    tracepoints.map(({ id, name, tableName }) => ({
      tracepoint_id: BigInt(`0x${id.replaceAll('-', '')}`),
      name,
      state: 'failed',
      status: JSON.stringify([TRACEPOINT_REASON]),
      output_tables: JSON.stringify([tableName]),
    })),
  GetCronScriptHistory: { empty: 'a local cluster runs no scheduled scripts' },
  _HeapStats: NO_HEAPS,
  _HeapSample: NO_HEAPS,
  _HeapGrowthStacks: NO_HEAPS,
  _HeapRanges: NO_HEAPS,
  _HeapStatsNumeric: NO_HEAPS,
  _HeapReleaseFreeMemory: NO_AGENTS,
  _DebugMDState: NO_AGENTS,
  _DebugMDGetWithPrefix: NO_AGENTS,
  _DebugTableInfo: NO_AGENTS,
  _DebugStackTrace: NO_AGENTS,
  _DebugAgentProcStatus: NO_AGENTS,
  _DebugAgentProcSMaps: NO_AGENTS,
};

export const udtfNames = (): readonly string[] => Object.keys(UDTFS);
export const udtfOf = (name: string): Udtf | undefined => UDTFS[name];

/** Why a script with this table function cannot run; undefined when it can. */
export function udtfProblem(name: string): string | undefined {
  const udtf = UDTFS[name] ?? { unavailable: 'it is not known to this engine' };
  if (typeof udtf === 'function' || 'empty' in udtf) return undefined;
  return `px.${name} cannot run on this local cluster: ${udtf.unavailable}.`;
}

/** Rows of one call, in the order of the operator's columns. */
export function udtfRows(
  operator: UdtfSourceOperator,
  cluster: EngineCluster,
  facts: UdtfFacts,
): readonly (readonly UdtfValue[])[] {
  const udtf = UDTFS[operator.udtf];
  const rows = typeof udtf === 'function' ? udtf(cluster, operator, facts) : [];
  return rows.map((row) => operator.relation.map((column) => row[column.name] ?? ''));
}

/**
 * As Vizier lists them: names with an underscore are hidden, init arguments left out.
 *
 * @see pixie-io/pixie src/vizier/funcs/md_udtfs/md_udtfs_impl.h (GetUDFList, GetUDAList, GetUDTFList)
 */
function overloads(catalog: Catalog, kind: 'udf' | 'uda'): UdtfRows {
  return [...catalog.functions.values()]
    .filter((info) => info.kind === kind && isListed(info))
    .flatMap((info) =>
      info.overloads.map((overload) => ({
        name: info.name,
        return_type: overload.returns,
        args: JSON.stringify({ args: overload.args.slice(overload.initArgCount) }),
      })),
    );
}

const isListed = ({ name }: { readonly name: string }): boolean => !name.startsWith('_');

function udtfRow(info: UdtfInfo): Readonly<Record<string, UdtfValue>> {
  const args = info.args.map(({ name, dataType, semanticType, description }) => ({
    name,
    type: dataType,
    stype: semanticType,
    desc: description,
  }));
  const relation = info.relation.map(({ name, dataType, description }) => ({
    name,
    type: dataType,
    ptype: 'GENERAL',
    desc: description ?? '',
  }));
  return {
    name: info.name,
    executor: 'UDTF_ONE_KELVIN',
    init_args: JSON.stringify({ args }),
    output_relation: JSON.stringify({ relation }),
  };
}

function nodesOf(cluster: EngineCluster): readonly NodeMetadata[] {
  const { nodes, hostname } = cluster.metadata();
  if (nodes.length > 0) return nodes;
  return [{ uid: hostname, name: hostname, ip: '127.0.0.1', startNs: 0n, stopNs: 0n }];
}
