/** Data types, semantic types and relations. @see px.api.vizierpb.DataType, SemanticType, Relation */

export const DATA_TYPES = ['BOOLEAN', 'INT64', 'UINT128', 'FLOAT64', 'STRING', 'TIME64NS'] as const;
export type DataType = (typeof DATA_TYPES)[number];

/** Names and wire numbers of vizierpb.SemanticType. */
export const SEMANTIC_TYPE_NUMBERS = {
  ST_UNSPECIFIED: 0,
  ST_NONE: 1,
  ST_TIME_NS: 2,
  ST_AGENT_UID: 100,
  ST_ASID: 101,
  ST_UPID: 200,
  ST_SERVICE_NAME: 300,
  ST_POD_NAME: 400,
  ST_POD_PHASE: 401,
  ST_POD_STATUS: 402,
  ST_NODE_NAME: 500,
  ST_CONTAINER_NAME: 600,
  ST_CONTAINER_STATE: 601,
  ST_CONTAINER_STATUS: 602,
  ST_NAMESPACE_NAME: 700,
  ST_BYTES: 800,
  ST_PERCENT: 900,
  ST_DURATION_NS: 901,
  ST_THROUGHPUT_PER_NS: 902,
  ST_THROUGHPUT_BYTES_PER_NS: 903,
  ST_QUANTILES: 1000,
  ST_DURATION_NS_QUANTILES: 1001,
  ST_IP_ADDRESS: 1100,
  ST_PORT: 1200,
  ST_HTTP_REQ_METHOD: 1300,
  ST_HTTP_RESP_STATUS: 1400,
  ST_HTTP_RESP_MESSAGE: 1500,
  ST_SCRIPT_REFERENCE: 3000,
} as const;
export type SemanticType = keyof typeof SEMANTIC_TYPE_NUMBERS;

export interface Column {
  readonly name: string;
  readonly dataType: DataType;
  readonly semanticType: SemanticType;
  readonly description?: string | undefined;
  /** Names of the values of an enum-like column. */
  readonly values?: Readonly<Record<string, string>> | undefined;
}

/** The ordered columns of a table or of an operator's output. */
export type Relation = readonly Column[];
