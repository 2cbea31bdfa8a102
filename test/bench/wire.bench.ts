/** Row batches on the wire: ours beside protobufjs, and beside copying the bytes alone. */
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { decodeResponse, encodeBatch, encodeBatchResponse } from '#proto';
import type { ColumnData, RowBatch } from '#protocol/batch';
import { batch, stringColumn } from '../support/fakeRunner.ts';
import { timed, type Measurement } from './measurement.ts';

const ROWS = 8192;
const COLUMNS = 4;
const ROUNDS = 30;
const WARM_UP = 10;
const START_NS = 1_700_000_000_000_000_000n;

const column: Readonly<Record<ColumnData['dataType'], () => ColumnData>> = {
  INT64: () => ({ dataType: 'INT64', values: numbers((row) => START_NS + BigInt(row) * 977n) }),
  TIME64NS: () => ({ dataType: 'TIME64NS', values: numbers((row) => BigInt(row % 100)) }),
  BOOLEAN: () => ({
    dataType: 'BOOLEAN',
    values: Uint8Array.from({ length: ROWS }, (_, row) => row % 2),
  }),
  FLOAT64: () => ({
    dataType: 'FLOAT64',
    values: Float64Array.from({ length: ROWS }, (_, row) => row / 3),
  }),
  UINT128: () => ({
    dataType: 'UINT128',
    values: BigUint64Array.from({ length: 2 * ROWS }, (_, half) => BigInt(half) * 7_919n),
  }),
  STRING: () => stringColumn(Array.from({ length: ROWS }, (_, row) => `/api/v1/things/${row}`)),
};

const LABELS: Readonly<Record<ColumnData['dataType'], string>> = {
  INT64: 'INT64, 9 bytes a value',
  TIME64NS: 'TIME64NS, 1 byte a value',
  BOOLEAN: 'BOOLEAN',
  FLOAT64: 'FLOAT64',
  UINT128: 'UINT128',
  STRING: 'STRING',
};

const numbers = (value: (row: number) => bigint): BigInt64Array =>
  BigInt64Array.from({ length: ROWS }, (_, row) => value(row));

const none = (): never => {
  throw new Error('not a plain batch');
};

export async function measure(): Promise<Measurement[]> {
  const root = new protobuf.Root();
  const folder = join(import.meta.dirname, '..', '..', 'proto');
  root.resolvePath = (_origin, target) => join(folder, target);
  root.loadSync('vizierapi.proto', { keepCase: true });
  const response = root.lookupType('px.api.vizierpb.ExecuteScriptResponse');
  const results: Measurement[] = [];
  for (const type of ['INT64', 'TIME64NS', 'BOOLEAN', 'FLOAT64', 'UINT128', 'STRING'] as const) {
    const columns = Array.from({ length: COLUMNS }, () => column[type]());
    results.push(...(await measureType(batch('table', ROWS, columns), LABELS[type], response)));
  }
  return results;
}

async function measureType(
  rows: RowBatch,
  label: string,
  response: protobuf.Type,
): Promise<Measurement[]> {
  const wire = encodeBatchResponse('batch', encodeBatch(rows), 'query');
  const works: Readonly<Record<string, () => unknown>> = {
    encode: () => encodeBatchResponse('batch', encodeBatch(rows), 'query'),
    decode: () => decodeResponse(wire, none),
    'protobufjs, Long': () => response.decode(wire),
    'protobufjs, strings': () => response.toObject(response.decode(wire), { longs: String }),
    'copy of the bytes': () => Buffer.from(wire),
  };
  const results: Measurement[] = [];
  for (const [what, work] of Object.entries(works)) {
    const samples = await timed(ROUNDS, WARM_UP, () => {
      work();
    });
    results.push({ what: `${label}: ${what}`, unit: 'ms', samples });
  }
  return results;
}
