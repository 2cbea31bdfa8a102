/** A run's rows collected as a whole. */
import { expect, test } from 'vitest';
import { RunFailure, type RunEvent } from '#protocol/run';
import { collectNamedRows, collectTables } from '#rows';
import { batch, column, stringColumn } from '../support/fakeRunner.ts';

const never = new AbortController().signal;
const table = (id: string): RunEvent => ({
  kind: 'table',
  table: { id, name: `table ${id}`, relation: [column('s', 'STRING')] },
});
const rows = (id: string, ...values: string[]): RunEvent => ({
  kind: 'batch',
  batch: batch(id, values.length, [stringColumn(values)]),
});

async function* events(...all: readonly RunEvent[]): AsyncGenerator<RunEvent> {
  yield* all;
  await Promise.resolve();
}

test('rows stand under their table, in the order they came', async () => {
  const run = events(table('a'), table('b'), rows('a', '1'), rows('b', '2'), rows('a', '3'));
  expect((await collectTables(run, never)).map(({ name, rows }) => [name, rows])).toEqual([
    ['table a', [['1'], ['3']]],
    ['table b', [['2']]],
  ]);
});

test('rows of a table nobody announced are left out', async () => {
  expect(await collectTables(events(rows('a', '1'), { kind: 'done' }), never)).toEqual([]);
});

test('rows by the names of their columns', async () => {
  const run = events(table('a'), rows('a', 'x', 'y'), { kind: 'done' });
  expect(await collectNamedRows(run, never)).toEqual([{ s: 'x' }, { s: 'y' }]);
});

test('a failure is thrown as it is', async () => {
  const error = {
    kind: 'cluster',
    message: 'gone',
    nextStep: 'Wait.',
    compilerErrors: [],
  } as const;
  const collected = collectTables(events(table('a'), { kind: 'failed', error }), never);
  await expect(collected).rejects.toEqual(new RunFailure(error));
});

test('a cancelled run throws the reason of its signal', async () => {
  const abort = new AbortController();
  abort.abort();
  await expect(collectTables(events({ kind: 'cancelled' }), abort.signal)).rejects.toBe(
    abort.signal.reason,
  );
});
