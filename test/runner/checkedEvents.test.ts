/** Rows that wait for their table wait within bounds, and come in their order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkedEvents } from '#runner';
import type { ColumnData } from '#protocol/batch';
import type { RunEvent } from '#protocol/run';
import { batch, column, stringColumn, table } from '../support/fakeRunner.ts';

const rowsOf = (id: string, count: number, eos = false): RunEvent => {
  const values = BigInt64Array.from({ length: count }, (_, row) => BigInt(row));
  return { kind: 'batch', batch: batch(id, count, [{ dataType: 'INT64', values }], eos) };
};
const tableOf = (id: string): RunEvent => ({
  kind: 'table',
  table: table(id, column('n', 'INT64')),
});
const DONE: RunEvent = { kind: 'done' };

async function checked(events: Iterable<RunEvent>): Promise<RunEvent[]> {
  const source = async function* (): AsyncGenerator<RunEvent> {
    for (const event of events) yield await Promise.resolve(event);
  };
  const found: RunEvent[] = [];
  for await (const event of checkedEvents(source())) found.push(event);
  return found;
}

describe('rows without a table', () => {
  test.each<[string, RunEvent, number]>([
    ['many batches', rowsOf('t', 1), 257],
    [
      'many bytes',
      { kind: 'batch', batch: batch('t', 1, [stringColumn(['x'.repeat(1024 * 1024)])]) },
      65,
    ],
  ])('are given up after %s', async (_, rows, count) => {
    let taken = 0;
    const endless = function* (): Generator<RunEvent> {
      for (;;) {
        taken += 1;
        yield rows;
      }
    };
    const events = await checked(endless());
    expect(events).toMatchObject([{ kind: 'failed', error: { kind: 'cluster' } }]);
    expect(taken).toBe(count);
  });

  test('count no longer once their table has come', async () => {
    const held = Array.from({ length: 200 }, () => rowsOf('t', 1));
    const others = Array.from({ length: 200 }, () => rowsOf('u', 1));
    const events = await checked([
      ...held,
      tableOf('t'),
      ...others,
      tableOf('u'),
      rowsOf('t', 0, true),
      rowsOf('u', 0, true),
      DONE,
    ]);
    expect(events.at(-1)).toEqual(DONE);
    expect(events).toHaveLength(405);
  });
});

test('tables in any order with their rows give the same rows of each table', async () => {
  const order = fc.shuffledSubarray(['t', 'u', 't', 'u', 'table t', 'table u'], { minLength: 6 });
  await fc.assert(
    fc.asyncProperty(order, async (parts) => {
      let next = 0;
      const events = parts.map((part) =>
        part.startsWith('table ') ? tableOf(part.slice(6)) : rowsOf(part, (next += 1)),
      );
      const found = await checked([...events, rowsOf('t', 0, true), rowsOf('u', 0, true), DONE]);
      expect(found.at(-1)).toEqual(DONE);
      for (const id of ['t', 'u']) {
        const counts = (of: readonly RunEvent[]): readonly number[] =>
          of.flatMap((one) =>
            one.kind === 'batch' && one.batch.tableId === id ? one.batch.rowCount : [],
          );
        expect(counts(found)).toEqual([...counts(events), 0]);
        const at = found.findIndex((one) => one.kind === 'table' && one.table.id === id);
        const first = found.findIndex((one) => one.kind === 'batch' && one.batch.tableId === id);
        expect(at).toBeLessThan(first);
      }
    }),
  );
});

test('the end of a table may come without columns, and gets them', async () => {
  const types = ['BOOLEAN', 'INT64', 'UINT128', 'TIME64NS', 'FLOAT64', 'STRING'] as const;
  const described = table('t', ...types.map((type) => column(type, type)));
  const end: RunEvent = { kind: 'batch', batch: batch('t', 0, [], true) };
  const [, last] = await checked([{ kind: 'table', table: described }, end, DONE]);
  if (last?.kind !== 'batch') throw new Error('no batch');
  const columns: readonly ColumnData[] = last.batch.columns;
  expect(columns.map(({ dataType }) => dataType)).toEqual(types);
});
