/** Sorting and filtering, against plain sorting of plain values. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataType } from '#language';
import { RowView } from '../../../webview/src/view/rowView.ts';
import { Slices } from '../../../webview/src/view/slices.ts';
import { addressKey } from '../../../webview/src/view/sortKeys.ts';
import { relation, storeOf, type Value } from '../columns.ts';

const noChange = () => undefined;
const rowsOf = (view: RowView) =>
  Array.from({ length: view.length }, (_, place) => view.rowAt(place));

interface Sorting {
  readonly type: DataType | `${DataType} ${string}`;
  readonly values: readonly Value[];
  readonly ascending?: boolean;
}

async function sorted({ type, values, ascending = true }: Sorting): Promise<number[]> {
  const store = storeOf(
    relation({ x: type }),
    values.map((value) => [value]),
  );
  const view = new RowView(store, noChange);
  await view.show({ sort: { column: 0, ascending }, filter: '' });
  return rowsOf(view);
}

/** Rows in order by a plain stable sort. */
function expected<T>(values: readonly T[], compare: (a: T, b: T) => number): number[] {
  return values
    .map((value, row) => ({ value, row }))
    .sort((a, b) => compare(a.value, b.value) || a.row - b.row)
    .map(({ row }) => row);
}

const compare = (a: bigint | number, b: bigint | number) => (a < b ? -1 : a > b ? 1 : 0);
const compareBytes = (a: string, b: string) =>
  Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));

describe('sorting', () => {
  test('int64 exactly and stably, both ways', async () => {
    const int64 = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-3n, 3n));
    await fc.assert(
      fc.asyncProperty(
        fc.array(int64, { maxLength: 120 }),
        fc.boolean(),
        async (values, ascending) => {
          const rows = await sorted({ type: 'INT64', values, ascending });
          expect(rows).toEqual(
            expected(values, (a, b) => (ascending ? compare(a, b) : compare(b, a))),
          );
        },
      ),
    );
  });
  test('neighbours beyond 2^53 are told apart', async () => {
    const values = [9007199254740993n, 9007199254740992n, -9007199254740993n];
    expect(await sorted({ type: 'TIME64NS', values })).toEqual([2, 1, 0]);
  });
  test('uint128 by both halves', async () => {
    const uint64 = fc.bigInt(0n, 2n ** 64n - 1n);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(uint64, uint64), { maxLength: 40 }), async (values) => {
        const rows = await sorted({ type: 'UINT128', values });
        expect(rows).toEqual(
          expected(values, (a, b) => compare(a[0], b[0]) || compare(a[1], b[1])),
        );
      }),
    );
  });
  test('numbers, with what is no number last in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double(), { maxLength: 60 }),
        fc.boolean(),
        async (values, ascending) => {
          const rows = await sorted({ type: 'FLOAT64', values, ascending });
          const order = (a: number, b: number) =>
            Number(Number.isNaN(a)) - Number(Number.isNaN(b)) ||
            (ascending ? compare(a, b) : compare(b, a));
          expect(rows).toEqual(expected(values, order));
        },
      ),
    );
  });
  test('texts by code points, without decoding', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.stringMatching(/^[ab\0]{0,9}$/),
      fc.constantFrom('/api/v1/carts', '/api/v1/carts/1', '/api/v1/cart'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 80 }), async (values) => {
        expect(await sorted({ type: 'STRING', values })).toEqual(expected(values, compareBytes));
      }),
    );
  });
  test.each<Sorting & { readonly what: string; readonly rows: readonly number[] }>([
    { what: 'true first', type: 'BOOLEAN', values: [false, true, false], rows: [1, 0, 2] },
    {
      what: 'quantiles by the 99th',
      type: 'STRING DURATION_NS_QUANTILES',
      values: ['{"p50":9,"p99":10}', 'broken', '{"p50":1,"p99":9}'],
      rows: [2, 0, 1],
    },
    {
      what: 'addresses by their numbers',
      type: 'STRING IP_ADDRESS',
      values: ['10.0.0.10', 'fe80::1', '10.0.0.9', '9.1.1.1'],
      rows: [3, 2, 0, 1],
    },
    {
      what: 'references by label',
      type: 'STRING SCRIPT_REFERENCE',
      values: ['{"label":"b"}', '{"label":"a"}'],
      rows: [1, 0],
    },
    {
      what: 'statuses by phase',
      type: 'STRING POD_STATUS',
      values: ['{"phase":"Running"}', '{"phase":"Failed"}'],
      rows: [1, 0],
    },
  ])('$what', async ({ rows, ...sorting }) => {
    expect(await sorted(sorting)).toEqual(rows);
  });
  test('addresses', () => {
    expect(addressKey('10.0.0.9')).toBe('010.000.000.009');
    expect(addressKey('::1')).toBe('~::1');
  });
});

const TABLE = relation({
  path: 'STRING',
  latency: 'INT64 DURATION_NS',
  status: 'INT64',
  service: 'STRING SERVICE_NAME',
});
const ROWS: Value[][] = [
  ['/Cart/1', 1_500_000n, 200n, '["a/x","b/y"]'],
  ['/checkout', 20_000n, 12_345n, 'shop/Überweisung'],
  [Uint8Array.of(0x61, 0xff), 7n, -1n, ''],
  ['{"k":1}', 8n, 8n, 'x\ny'],
];

describe('filtering', () => {
  test.each([
    ['cart', [0]],
    ['CHECK', [1]],
    ['1.5 ms', [0]],
    ['1500000', [0]],
    [' µs', [1]],
    ['12,345', [1]],
    ['12345', [1]],
    ['-1', [2]],
    ['a/x, b', [0]],
    ['überw', [1]],
    ['\\xff', [2]],
    ['nothing', []],
    ['/', [0, 1]],
    ['"k": 1', [3]],
    ['␊', [3]],
    ['"k":1', [3]],
  ] as const)('%s', async (filter, rows) => {
    const view = new RowView(storeOf(TABLE, ROWS), noChange);
    await view.show({ sort: undefined, filter });
    expect(rowsOf(view)).toEqual(rows);
  });
  test('together with an order', async () => {
    const view = new RowView(storeOf(TABLE, ROWS), noChange);
    await view.show({ sort: { column: 1, ascending: true }, filter: '/' });
    expect(rowsOf(view)).toEqual([1, 0]);
    await view.show({ sort: undefined, filter: '' });
    expect(rowsOf(view)).toEqual([0, 1, 2, 3]);
  });
});

describe('working in slices', () => {
  const many = storeOf(
    relation({ n: 'INT64' }),
    Array.from({ length: 5_000 }, (_, row) => [BigInt((row * 7919) % 5000)]),
    1000,
  );
  /** Every look at the clock is later than a slice lasts. */
  const shortSlices = (pause: () => Promise<void>) => {
    let now = 0;
    return (signal: AbortSignal) => new Slices(signal, pause, () => (now += 100));
  };

  test('gives way many times and ends with the same rows', async () => {
    let pauses = 0;
    const view = new RowView(
      many,
      noChange,
      shortSlices(() => {
        pauses += 1;
        return Promise.resolve();
      }),
    );
    await view.show({ sort: { column: 0, ascending: true }, filter: '' });
    expect(pauses).toBeGreaterThan(20);
    expect(rowsOf(view).map((row) => many.cell(row, 0).value)).toEqual(
      Array.from({ length: 5_000 }, (_, value) => BigInt(value)),
    );
  });
  test('a later wish ends an earlier one', async () => {
    const shown: number[] = [];
    const view: RowView = new RowView(
      many,
      () => shown.push(view.length),
      shortSlices(() => Promise.resolve()),
    );
    const first = view.show({ sort: undefined, filter: '49' });
    const second = view.show({ sort: undefined, filter: '4999' });
    await Promise.all([first, second]);
    expect(view.length).toBe(1);
    expect(view.isBusy).toBe(false);
    expect(shown.filter((length) => length !== 5_000)).toEqual([1]);
  });
  test('rows that come later wait for the next look', async () => {
    const store = storeOf(relation({ n: 'INT64' }), [[2n], [1n]]);
    const view = new RowView(store, noChange);
    await view.show({ sort: { column: 0, ascending: true }, filter: '' });
    store.append(1, [{ dataType: 'INT64', values: BigInt64Array.of(0n) }]);
    expect([view.length, view.isStale]).toEqual([2, true]);
    await view.refresh();
    expect([rowsOf(view), view.isStale]).toEqual([[2, 1, 0], false]);
  });
});
