/** Messages from the extension, believed only when they have the agreed form. */
import type { ToPanel } from '#protocol/panel';

type Fields = Readonly<Record<string, unknown>>;

export type ReadMessage =
  | { readonly kind: 'message'; readonly message: ToPanel }
  | { readonly kind: 'unknown'; readonly reason: string };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

type Check = (value: unknown) => boolean;

const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isFields(value) && Object.entries(checks).every(([name, check]) => check(value[name]));

const listOf =
  (check: Check): Check =>
  (value) =>
    isList(value) && value.every(check);

const optional =
  (check: Check): Check =>
  (value) =>
    // A missing field becomes null where a message was once JSON.
    value === undefined || value === null || check(value);

const isBoolean: Check = (value) => typeof value === 'boolean';

export const isRunHeader: Check = shape({
  runId: isText,
  title: isText,
  clusterName: isText,
  clusterId: isText,
  simulated: isBoolean,
  scriptUri: isText,
  functions: listOf(isText),
  startedAtMs: isNumber,
  rowLimit: optional(isNumber),
});

const isTable = shape({
  id: isText,
  name: isText,
  relation: listOf(shape({ name: isText, dataType: isText, semanticType: isText })),
});

const isColumn: Check = (value) => {
  if (!isFields(value)) return false;
  const { dataType, values, bytes, starts, ends } = value;
  switch (dataType) {
    case 'BOOLEAN':
      return values instanceof Uint8Array;
    case 'INT64':
    case 'TIME64NS':
      return values instanceof BigInt64Array;
    case 'FLOAT64':
      return values instanceof Float64Array;
    case 'UINT128':
      return values instanceof BigUint64Array;
    case 'STRING':
      return (
        bytes instanceof Uint8Array && starts instanceof Uint32Array && ends instanceof Uint32Array
      );
    default:
      return false;
  }
};

const isError = shape({
  kind: isText,
  message: isText,
  nextStep: isText,
  compilerErrors: listOf(shape({ line: isNumber, column: isNumber, message: isText })),
});

const isOutcome: Check = (value) =>
  isFields(value) &&
  (value['kind'] === 'done' ||
    value['kind'] === 'cancelled' ||
    (value['kind'] === 'failed' && isError(value['error'])));

const CHECKS: { readonly [K in ToPanel['type']]: Check } = {
  runStarted: shape({ run: isRunHeader }),
  table: shape({ runId: isText, table: isTable }),
  batch: shape({
    runId: isText,
    seq: isNumber,
    tableId: isText,
    rowCount: isNumber,
    columns: listOf(isColumn),
    eos: isBoolean,
  }),
  stats: shape({
    runId: isText,
    stats: shape({
      compileNs: isText,
      executeNs: isText,
      bytesProcessed: isText,
      recordsProcessed: isText,
    }),
  }),
  runEnded: shape({ runId: isText, outcome: isOutcome }),
  restored: shape({ run: optional(isRunHeader) }),
};

/** Checks shape and types, not the values within columns; see `batchProblem` for those. */
export function readMessage(data: unknown): ReadMessage {
  if (!isFields(data) || !isText(data['type'])) {
    return { kind: 'unknown', reason: 'a message without a type' };
  }
  const { type } = data;
  const check = Object.hasOwn(CHECKS, type) ? CHECKS[type as ToPanel['type']] : undefined;
  if (check === undefined) return { kind: 'unknown', reason: `a message of unknown type ${type}` };
  if (!check(data)) return { kind: 'unknown', reason: `a message ${type} of unknown form` };
  return { kind: 'message', message: data as unknown as ToPanel };
}
