import { expect, test } from 'vitest';
import { batchesOf } from '../../../engine/src/execute/batches.ts';
import { stringColumnOf } from '../../../engine/src/store/chunks.ts';
import type { Rows } from '../../../engine/src/store/store.ts';

/** A chunk of `rowCount` rows numbered from `first`, each with a text of `bytes` bytes. */
function chunk(first: number, rowCount: number, bytes = 3): Rows {
  const numbers = Array.from({ length: rowCount }, (_, at) => BigInt(first + at));
  return {
    rowCount,
    columns: [
      { dataType: 'INT64', values: BigInt64Array.from(numbers) },
      { dataType: 'UINT128', values: BigUint64Array.from(numbers.flatMap((n) => [n, n + 1n])) },
      stringColumnOf(numbers.map((n) => Buffer.from(String(n).padStart(bytes)))),
    ],
  };
}

const never = new Promise<void>(() => undefined);

async function* given(chunks: readonly Rows[], then?: Promise<void>): AsyncGenerator<Rows> {
  yield* chunks;
  await then;
}

const textOf = (rows: Rows, row: number): string => {
  const column = rows.columns[2];
  if (column?.dataType !== 'STRING') throw new Error('no text');
  return Buffer.from(column.bytes.subarray(column.starts[row], column.ends[row])).toString().trim();
};

test.each<[string, Rows[], number[]]>([
  ['small chunks are merged', [chunk(0, 10), chunk(10, 20), chunk(30, 1)], [31]],
  ['enough rows are not held back', [chunk(0, 1500), chunk(1500, 5)], [1500, 5]],
  ['chunks without rows give no batch', [chunk(0, 0)], []],
  ['large ones are halved until they fit', [chunk(0, 1200, 2000)], [300, 300, 300, 300]],
])('%s', async (_, chunks, expected) => {
  const sizes: number[] = [];
  const seen: [bigint | undefined, string][] = [];
  for await (const rows of batchesOf(given(chunks))) {
    sizes.push(rows.rowCount);
    const column = rows.columns[0];
    for (let row = 0; row < rows.rowCount; row++) {
      seen.push([column?.dataType === 'INT64' ? column.values[row] : undefined, textOf(rows, row)]);
    }
  }
  expect(sizes).toEqual(expected);
  expect(seen).toEqual(seen.map((_row, at) => [BigInt(at), String(at)]));
});

test('a few rows do not wait for a slow query', async () => {
  const batches = batchesOf(given([chunk(0, 2)], never));
  const first = await batches.next();
  expect(first).toMatchObject({ done: false, value: { rowCount: 2 } });
});
