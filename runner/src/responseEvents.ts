/** Responses to ExecuteScript as events of a run. @see px.api.vizierpb.ExecuteScriptResponse */
import {
  DATA_TYPES,
  SEMANTIC_TYPE_NUMBERS,
  type Column,
  type DataType,
  type SemanticType,
} from '#language';
import {
  EncryptionError,
  WireError,
  type DecodedResponse,
  type Decryption,
  type ExecuteScriptResponseMessage,
  type StatusMessage,
} from '#proto';
import type { RowBatch, TableMetadata } from '#protocol/batch';
import { runError, type RunError } from '#protocol/errors';
import type { MutationState, RunEvent } from '#protocol/run';

/** What one response says. Events come in the order in which they belong into the run. */
export interface ResponseParts {
  readonly events: readonly RunEvent[];
  /** The run has failed: a status of the response, or rows that cannot be read. */
  readonly failure: RunError | undefined;
  /** How the deployment of tracepoints goes, as the response says. */
  readonly deployment: Deployment | undefined;
}

export interface Deployment {
  readonly states: readonly MutationState[];
  /** gRPC code: 14 while it is under way. */
  readonly code: number;
  readonly message: string;
}

export interface ResponseReading {
  /** Undefined when rows are wanted plain. */
  readonly decryption: Decryption | undefined;
  readonly onPlainRows: () => void;
  readonly statusError: (status: StatusMessage) => RunError;
}

export async function partsOf(
  { batch, message }: DecodedResponse,
  reading: ResponseReading,
): Promise<ResponseParts> {
  const events: RunEvent[] = [];
  let failure: RunError | undefined;
  const deployment = deploymentOf(message);
  try {
    const table = tableOf(message);
    if (table !== undefined) events.push({ kind: 'table', table });
    if (batch !== undefined) {
      // Clusters older than encryption ignore the wish.
      if (reading.decryption !== undefined) reading.onPlainRows();
      events.push({ kind: 'batch', batch });
    }
    const encrypted = message?.data?.encrypted_batch;
    if (encrypted !== undefined && encrypted.length > 0) {
      events.push({ kind: 'batch', batch: await decrypted(encrypted, reading.decryption) });
    }
  } catch (error) {
    failure = unreadable(error);
  }
  const stats = statsOf(message);
  if (stats !== undefined) events.push(stats);
  if (deployment !== undefined) events.push({ kind: 'mutation', states: deployment.states });
  const status = message?.status;
  // A message without a code is how a Vizier without Pixie Cloud reports some errors.
  if (status !== null && status !== undefined && (status.code !== 0 || status.message !== '')) {
    failure ??= reading.statusError(status);
  }
  return { events, failure, deployment };
}

function unreadable(error: unknown): RunError {
  const again = 'Run the script again. If it happens every time, report it.';
  if (error instanceof EncryptionError) {
    const message = `The cluster sent encrypted rows that can't be decrypted: ${error.message}.`;
    return runError('cluster', message, again);
  }
  if (!(error instanceof WireError)) throw error;
  return runError('cluster', `The cluster sent rows that can't be read: ${error.message}.`, again);
}

function decrypted(bytes: Uint8Array, decryption: Decryption | undefined): Promise<RowBatch> {
  if (decryption === undefined) throw new EncryptionError('encryption was not asked for');
  return decryption.decrypt(bytes);
}

/** @throws WireError where a column's type is not known here. */
function tableOf(message: ExecuteScriptResponseMessage | undefined): TableMetadata | undefined {
  const meta = message?.meta_data;
  if (meta === null || meta === undefined) return undefined;
  const relation = (meta.relation?.columns ?? []).map((column): Column => {
    const { column_name: name, column_type: dataType } = column;
    if (!isDataType(dataType)) {
      throw new WireError(`column ${name} of ${meta.name} has an unknown type, ${dataType}`);
    }
    return {
      name,
      dataType,
      semanticType: isSemanticType(column.column_semantic_type)
        ? column.column_semantic_type
        : 'ST_NONE',
      description: column.column_desc === '' ? undefined : column.column_desc,
    };
  });
  return { id: meta.id, name: meta.name, relation };
}

const isDataType = (text: string): text is DataType => DATA_TYPES.some((type) => type === text);
const isSemanticType = (text: string): text is SemanticType =>
  Object.hasOwn(SEMANTIC_TYPE_NUMBERS, text);

function statsOf(message: ExecuteScriptResponseMessage | undefined): RunEvent | undefined {
  const stats = message?.data?.execution_stats;
  if (stats === null || stats === undefined) return undefined;
  return {
    kind: 'stats',
    stats: {
      compileNs: BigInt(stats.timing?.compilation_time_ns ?? '0'),
      executeNs: BigInt(stats.timing?.execution_time_ns ?? '0'),
      bytesProcessed: BigInt(stats.bytes_processed),
      recordsProcessed: BigInt(stats.records_processed),
    },
  };
}

const LIFE_CYCLE: Readonly<Record<string, MutationState['state']>> = {
  PENDING_STATE: 'PENDING',
  RUNNING_STATE: 'RUNNING',
  FAILED_STATE: 'FAILED',
  TERMINATED_STATE: 'TERMINATED',
};

/** @see px.api.vizierpb.MutationInfo */
function deploymentOf(message: ExecuteScriptResponseMessage | undefined): Deployment | undefined {
  const info = message?.mutation_info;
  if (info === null || info === undefined) return undefined;
  const states = info.states.map(({ id, name, state }) => ({
    id,
    name,
    state: LIFE_CYCLE[state] ?? 'UNKNOWN',
  }));
  return { states, code: info.status?.code ?? 0, message: info.status?.message ?? '' };
}
