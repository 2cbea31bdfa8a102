/** Rows of table functions such as `px.GetSchemas()`. */
import type { Catalog, UdtfInfo, UdtfSourceOperator } from '#language';
import type { EngineCluster } from '../clusters/cluster.ts';
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
type Udtf = (cluster: EngineCluster, operator: UdtfSourceOperator, facts: UdtfFacts) => UdtfRows;

const nothing: Udtf = () => [];

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
      ...{ tracepoint_id: id, name, state: 'failed' },
      status: JSON.stringify([TRACEPOINT_REASON]),
      output_tables: JSON.stringify([tableName]),
    })),
  // There are no scheduled scripts or agents with heaps on this machine.
  GetCronScriptHistory: nothing,
  _HeapStats: nothing,
  _HeapSample: nothing,
  _HeapGrowthStacks: nothing,
  _HeapRanges: nothing,
  _HeapStatsNumeric: nothing,
};

export const isUdtfKnown = (name: string): boolean => name in UDTFS;

/** Rows of one call, in the order of the operator's columns. */
export function udtfRows(
  operator: UdtfSourceOperator,
  cluster: EngineCluster,
  facts: UdtfFacts,
): readonly (readonly UdtfValue[])[] {
  const rows = UDTFS[operator.udtf]?.(cluster, operator, facts) ?? [];
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
    ...{ name, type: dataType, stype: semanticType, desc: description },
  }));
  const relation = info.relation.map(({ name, dataType, description }) => ({
    ...{ name, type: dataType, ptype: 'GENERAL', desc: description ?? '' },
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
