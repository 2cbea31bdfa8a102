/** Runner events as the messages of Vizier's API. */
import { status as GrpcStatus } from '@grpc/grpc-js';
import {
  type ClusterInfoMessage,
  type ConfigsMessage,
  type ExecuteScriptRequestMessage,
  type ExecuteScriptResponseMessage,
  uuidFromText,
} from '#proto';
import type { ScriptConfigs } from '#language';
import type { RunError, RunErrorKind } from '#protocol/errors';
import type { ClusterInfo, MutationState, RunEvent, RunRequest } from '#protocol/run';

export function runRequestOf(message: ExecuteScriptRequestMessage): RunRequest {
  return {
    clusterId: message.cluster_id,
    script: message.query_str,
    queryName: message.query_name,
    mutation: message.mutation,
    configs: configsOf(message.configs),
    execFuncs: message.exec_funcs.map(({ func_name, output_table_prefix, arg_values }) => ({
      funcName: func_name,
      outputTablePrefix: output_table_prefix,
      args: arg_values,
    })),
  };
}

function configsOf(message: ConfigsMessage | null | undefined): ScriptConfigs | undefined {
  if (message === null || message === undefined) return undefined;
  const { otel_endpoint_config: endpoint, plugin_config: plugin } = message;
  return {
    otelEndpoint: endpoint
      ? {
          url: endpoint.url,
          headers: endpoint.headers,
          insecure: endpoint.insecure,
          timeoutS: Number(endpoint.timeout),
        }
      : undefined,
    plugin: plugin
      ? { startNs: BigInt(plugin.start_time_ns), endNs: BigInt(plugin.end_time_ns) }
      : undefined,
  };
}

const CODES: Readonly<Record<RunErrorKind, GrpcStatus>> = {
  compile: GrpcStatus.INVALID_ARGUMENT,
  auth: GrpcStatus.UNAUTHENTICATED,
  network: GrpcStatus.UNAVAILABLE,
  timeout: GrpcStatus.DEADLINE_EXCEEDED,
  limit: GrpcStatus.RESOURCE_EXHAUSTED,
  engine: GrpcStatus.INTERNAL,
  cluster: GrpcStatus.INTERNAL,
  request: GrpcStatus.INVALID_ARGUMENT,
  pending: GrpcStatus.UNAVAILABLE,
};

/** @see px.api.vizierpb.Status */
export function statusOf(error: RunError) {
  return {
    code: CODES[error.kind],
    message: error.message,
    error_details: error.compilerErrors.map(({ line, column, message }) => ({
      compiler_error: { line: String(line), column: String(column), message },
    })),
  };
}

/** A response for every event but batches, which are encoded from their columns. */
export function responseOf(
  event: Exclude<RunEvent, { kind: 'batch' | 'done' | 'cancelled' }>,
  queryId: string,
): ExecuteScriptResponseMessage {
  switch (event.kind) {
    case 'table': {
      const { id, name, relation } = event.table;
      const columns = relation.map((column) => ({
        column_name: column.name,
        column_type: column.dataType,
        column_desc: column.description ?? '',
        column_semantic_type: column.semanticType,
      }));
      return { query_id: queryId, meta_data: { id, name, relation: { columns } } };
    }
    case 'stats': {
      const { stats } = event;
      const timing = {
        execution_time_ns: String(stats.executeNs),
        compilation_time_ns: String(stats.compileNs),
      };
      const execution_stats = {
        timing,
        bytes_processed: String(stats.bytesProcessed),
        records_processed: String(stats.recordsProcessed),
      };
      return { query_id: queryId, data: { execution_stats } };
    }
    case 'mutation': {
      const states = event.states.map(({ id, name, state }) => ({
        id,
        name,
        state: `${state}_STATE`,
      }));
      return { query_id: queryId, mutation_info: { status: mutationStatus(event.states), states } };
    }
    case 'failed':
      return { query_id: queryId, status: statusOf(event.error) };
  }
}

/** Clients of Pixie try again while the code is UNAVAILABLE, so what has failed must not give it. */
function mutationStatus(states: readonly MutationState[]) {
  const failed = states.filter(({ state }) => state === 'FAILED').map(({ name }) => name);
  const status = (code: number, message: string) => ({ code, message, error_details: [] });
  if (failed.length > 0) {
    return status(GrpcStatus.FAILED_PRECONDITION, `not deployed: ${failed.join(', ')}`);
  }
  return states.every(({ state }) => state === 'RUNNING')
    ? status(GrpcStatus.OK, '')
    : status(GrpcStatus.UNAVAILABLE, 'tracepoints are being deployed');
}

/** @see px.cloudapi.ClusterInfo */
export function clusterInfoMessage(cluster: ClusterInfo): ClusterInfoMessage {
  return {
    id: uuidFromText(cluster.id) ?? null,
    status: `CS_${cluster.status}`,
    lastHeartbeatNs: String(cluster.lastHeartbeatNs),
    cluster_uid: cluster.id,
    cluster_name: cluster.name,
    pretty_cluster_name: cluster.name,
    cluster_version: '',
    vizier_version: cluster.vizierVersion,
    num_nodes: cluster.nodeCount,
    num_instrumented_nodes: cluster.instrumentedNodeCount,
    status_message: cluster.statusMessage,
  };
}
