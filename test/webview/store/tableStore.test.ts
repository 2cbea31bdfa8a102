import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchProblem } from '#protocol/batchProblem';
import { decodeText } from '#rows';
import { TableStore } from '../../../webview/src/store/tableStore.ts';
import { batchOf, columnData, relation, storeOf, type Value } from '../columns.ts';

const ALL = relation({
  n: 'INT64',
  t: 'TIME64NS',
  f: 'FLOAT64',
  b: 'BOOLEAN',
  u: 'UINT128',
  s: 'STRING',
});
const ROWS: Value[][] = [
  [2n ** 63n - 1n, 1n, 0.1, true, [1n, 2n], 'a'],
  [-(2n ** 63n), -1n, Number.NaN, false, [2n ** 64n - 1n, 0n], '😀'],
  [0n, 0n, -0, true, [0n, 0n], ''],
  [9007199254740993n, 5n, 1e308, false, [3n, 4n], 'd'],
];

describe('the store', () => {
  test('gives exact cells over the borders of batches', () => {
    const store = storeOf(ALL, ROWS, 3);
    const cells = (column: number) => ROWS.map((_, row) => store.cell(row, column).value);
    expect(store.rowCount).toBe(4);
    expect(cells(0)).toEqual([2n ** 63n - 1n, -(2n ** 63n), 0n, 9007199254740993n]);
    expect(cells(2)).toEqual([0.1, Number.NaN, -0, 1e308]);
    expect(cells(3)).toEqual([true, false, true, false]);
    expect(cells(4)[1]).toBe('ffffffff-ffff-ffff-0000-000000000000');
    expect(cells(5)).toEqual(['a', '😀', '', 'd']);
  });
  test('what does not exist is empty', () => {
    const store = storeOf(ALL, ROWS);
    for (const [row, column] of [
      [-1, 0],
      [4, 0],
      [0, 99],
    ] as const) {
      expect(store.cell(row, column).value).toBe('');
    }
  });
  test('finds any row in any order', () => {
    const int = relation({ n: 'INT64' });
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (values, size) => {
          const store = storeOf(
            int,
            values.map((value) => [value]),
            size,
          );
          const rows = values.map((_, row) => row).reverse();
          expect(rows.map((row) => store.cell(row, 0).value)).toEqual([...values].reverse());
        },
      ),
    );
  });
  test('counts a shared buffer once', () => {
    const store = new TableStore(relation({ a: 'STRING', b: 'STRING' }));
    const bytes = new Uint8Array(100);
    const offsets = () => ({ starts: new Uint32Array(1), ends: new Uint32Array(1) });
    store.append(1, [
      { dataType: 'STRING', bytes, ...offsets() },
      { dataType: 'STRING', bytes, ...offsets() },
    ]);
    expect(store.sizeBytes).toBe(100 + 4 * 4);
  });
});

describe('texts', () => {
  test('bytes that are no text are shown and marked', () => {
    expect(decodeText(Uint8Array.of(0x61, 0xff, 0x62))).toEqual({ text: 'a\\xffb', isUtf8: false });
    expect(decodeText(Uint8Array.of(0xc3, 0xa4))).toEqual({ text: 'ä', isUtf8: true });
  });
  test('a byte order mark is kept', () => {
    expect(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)).text).toBe('\ufeffa');
  });
});

describe('batches are checked', () => {
  const columns = relation({ n: 'INT64', s: 'STRING' });
  const good = batchOf(columns, [
    [1n, 'a'],
    [2n, 'b'],
  ]);
  const [numbers = columnData('INT64', []), texts = columnData('STRING', [])] = good.columns;
  test.each([
    { what: 'a good one', rows: 2, of: [numbers, texts], problem: undefined },
    { what: 'too few columns', rows: 2, of: [numbers], problem: 'it has 1 columns instead of 2' },
    {
      what: 'another type',
      rows: 2,
      of: [texts, numbers],
      problem: 'column n is STRING, not INT64',
    },
    { what: 'too few rows', rows: 3, of: [numbers, texts], problem: 'column n has 2 of 3 rows' },
    {
      what: 'no count',
      rows: Number.NaN,
      of: [numbers, texts],
      problem: 'its row count is not a number',
    },
    {
      what: 'texts beyond the buffer',
      rows: 2,
      of: [numbers, { ...texts, ends: Uint32Array.of(1, 3) } as typeof texts],
      problem: 'texts of column s lie outside their buffer',
    },
    {
      what: 'a text that ends before it starts',
      rows: 2,
      of: [
        numbers,
        { ...texts, starts: Uint32Array.of(0, 2), ends: Uint32Array.of(1, 1) } as typeof texts,
      ],
      problem: 'texts of column s lie outside their buffer',
    },
  ])('$what', ({ rows, of, problem }) => {
    expect(batchProblem(columns, rows, of)).toBe(problem);
  });
});
