/** Messages of the results panel are believed only when they have the agreed form. */
import { describe, expect, test } from 'vitest';
import { readRunHeader, readToPanel } from '#protocol/panel';

const run = {
  runId: 'a',
  title: 'a.pxl',
  clusterName: 'Demo',
  clusterId: 'x',
  simulated: true,
  scriptUri: 'file:///a.pxl',
  functions: [],
  startedAtMs: 1,
  rowLimit: undefined,
};
const batch = {
  type: 'batch',
  runId: 'a',
  seq: 1,
  tableId: 't',
  rowCount: 0,
  columns: [],
  eos: true,
};
const int = (values: unknown) => ({ ...batch, columns: [{ dataType: 'INT64', values }] });

describe('messages', () => {
  test.each([
    { type: 'runStarted', run },
    { type: 'restored', run: undefined },
    { type: 'restored' },
    batch,
    int(BigInt64Array.of(1n)),
    { type: 'table', runId: 'a', table: { id: 't', name: 't', relation: [] } },
    { type: 'runEnded', runId: 'a', outcome: { kind: 'done' } },
    {
      type: 'runEnded',
      runId: 'a',
      outcome: {
        kind: 'failed',
        error: { kind: 'engine', message: '', nextStep: '', compilerErrors: [] },
      },
    },
  ])('of the agreed form: $type', (data) => {
    expect(readToPanel(data)).toEqual({ kind: 'message', message: data });
  });

  test.each([
    [undefined, 'a message without a type'],
    [null, 'a message without a type'],
    ['text', 'a message without a type'],
    [{ type: 7 }, 'a message without a type'],
    [{ type: 'else' }, 'a message of unknown type else'],
    [{ type: 'toString' }, 'a message of unknown type toString'],
    [{ type: 'runStarted' }, 'a message runStarted of unknown form'],
    [
      { type: 'runStarted', run: { ...run, functions: 'f' } },
      'a message runStarted of unknown form',
    ],
    [int([1n]), 'a message batch of unknown form'],
    [int(new Float64Array(1)), 'a message batch of unknown form'],
    [
      { type: 'runEnded', runId: 'a', outcome: { kind: 'lost' } },
      'a message runEnded of unknown form',
    ],
    [
      { type: 'runEnded', runId: 'a', outcome: { kind: 'failed' } },
      'a message runEnded of unknown form',
    ],
  ])('%o', (data, reason) => {
    expect(readToPanel(data)).toEqual({ kind: 'unknown', reason });
  });

  test('pass on typed arrays as they are', () => {
    const values = BigInt64Array.of(1n, 2n);
    const read = readToPanel({ ...int(values), rowCount: 2 });
    const columns =
      read.kind === 'message' && read.message.type === 'batch' && read.message.columns;
    expect((columns && columns[0]?.dataType === 'INT64' && columns[0].values) === values).toBe(
      true,
    );
  });

  test('that were once JSON have null for what is missing', () => {
    expect(readRunHeader({ ...run, rowLimit: null })).toEqual(run);
    expect(readRunHeader({ ...run, runId: null })).toBeUndefined();
  });
});
