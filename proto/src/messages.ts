/** Messages as @grpc/proto-loader gives them: int64 as decimal text, enums by name. */
export interface CompilerErrorMessage {
  readonly line: string;
  readonly column: string;
  readonly message: string;
}
export interface StatusMessage {
  readonly code: number;
  readonly message: string;
  readonly error_details: readonly { readonly compiler_error?: CompilerErrorMessage | null }[];
}
export interface ColumnInfoMessage {
  readonly column_name: string;
  readonly column_type: string;
  readonly column_desc: string;
  readonly column_semantic_type: string;
}
export interface QueryMetadataMessage {
  readonly relation: { readonly columns: readonly ColumnInfoMessage[] } | null;
  readonly name: string;
  readonly id: string;
}
export interface ExecutionStatsMessage {
  readonly timing: {
    readonly execution_time_ns: string;
    readonly compilation_time_ns: string;
  } | null;
  readonly bytes_processed: string;
  readonly records_processed: string;
}
export interface FuncToExecuteMessage {
  readonly func_name: string;
  readonly output_table_prefix: string;
  readonly arg_values: readonly { readonly name: string; readonly value: string }[];
}
/** @see px.api.vizierpb.ExecuteScriptRequest.EncryptionOptions */
export interface EncryptionOptionsMessage {
  /** JSON Web Key of the client's public key. */
  readonly jwk_key: string;
  readonly key_alg: string;
  readonly content_alg: string;
  readonly compression_alg: string;
}
/** @see px.api.vizierpb.ExecuteScriptRequest */
export interface ExecuteScriptRequestMessage {
  readonly query_str: string;
  readonly cluster_id: string;
  readonly exec_funcs: readonly FuncToExecuteMessage[];
  readonly mutation: boolean;
  readonly query_name: string;
  readonly encryption_options?: EncryptionOptionsMessage | null;
  readonly configs?: ConfigsMessage | null;
}
/** @see px.api.vizierpb.Configs; int64 as decimal text */
export interface ConfigsMessage {
  readonly otel_endpoint_config?: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly insecure: boolean;
    readonly timeout: string;
  } | null;
  readonly plugin_config?: { readonly start_time_ns: string; readonly end_time_ns: string } | null;
}
/** @see px.api.vizierpb.ExecuteScriptResponse; a plain batch is decoded to columns instead. */
export interface ExecuteScriptResponseMessage {
  readonly status?: StatusMessage | null;
  readonly query_id?: string;
  readonly meta_data?: QueryMetadataMessage | null;
  readonly data?: {
    readonly execution_stats?: ExecutionStatsMessage | null;
    readonly encrypted_batch?: Uint8Array;
    readonly batch?: object | null;
  } | null;
  readonly mutation_info?: {
    readonly status?: StatusMessage | null;
    readonly states: readonly {
      readonly id: string;
      readonly state: string;
      readonly name: string;
    }[];
  } | null;
}
export interface UuidMessage {
  readonly high_bits: string;
  readonly low_bits: string;
}
/** @see px.cloudapi.ClusterInfo */
export interface ClusterInfoMessage {
  readonly id: UuidMessage | null;
  readonly status: string;
  readonly lastHeartbeatNs: string;
  readonly cluster_uid: string;
  readonly cluster_name: string;
  readonly pretty_cluster_name: string;
  readonly cluster_version: string;
  readonly vizier_version: string;
  readonly num_nodes: number;
  readonly num_instrumented_nodes: number;
  readonly status_message: string;
  readonly operator_version: string;
}
