import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnData, RowBatch } from '#protocol/batch';
import { transferableColumns, MAX_MESSAGE_BYTES, MAX_MESSAGE_ROWS, rangesOf } from '#rows';

/** A batch whose columns are views in the middle of one larger pool, as they come off the wire. */
function batchOf(numbers: readonly bigint[], texts: readonly string[]): RowBatch {
  const pool = new ArrayBuffer(64 + 8 * numbers.length);
  const values = new BigInt64Array(pool, 32, numbers.length);
  values.set(numbers);
  const bytes = Buffer.from(`xx${texts.join('--')}yy`);
  const starts = new Uint32Array(texts.length);
  const ends = new Uint32Array(texts.length);
  let at = 2;
  texts.forEach((text, row) => {
    starts[row] = at;
    at += Buffer.byteLength(text);
    ends[row] = at;
    at += 2;
  });
  const columns: ColumnData[] = [
    { dataType: 'INT64', values },
    { dataType: 'STRING', bytes, starts, ends },
  ];
  return { tableId: 't', rowCount: numbers.length, columns, eow: false, eos: false };
}

function cellsOf(columns: readonly ColumnData[]): unknown[][] {
  return columns.map((column) =>
    column.dataType === 'STRING'
      ? Array.from(column.starts, (start, row) =>
          new TextDecoder().decode(column.bytes.subarray(start, column.ends[row])),
        )
      : [...column.values],
  );
}

describe('columns for the page', () => {
  it('hold every cell of the joined batches and nothing behind them', () => {
    const row = fc.tuple(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(row), { minLength: 1, maxLength: 4 }), (parts) => {
        const batches = parts.map((rows) =>
          batchOf(
            rows.map(([number]) => number),
            rows.map(([, text]) => text),
          ),
        );
        const columns = transferableColumns(batches.flatMap(rangesOf));
        const all = parts.flat();
        const decode = (text: string) => Buffer.from(text).toString();
        expect(cellsOf(columns)).toEqual([
          all.map(([number]) => number),
          all.map(([, text]) => decode(text)),
        ]);
        for (const column of columns) {
          const views = column.dataType === 'STRING' ? [column.bytes] : [column.values];
          for (const view of views) {
            expect(view.buffer.byteLength).toBe(view.byteLength);
            expect(Buffer.isBuffer(view)).toBe(false);
          }
        }
      }),
    );
  });

  it('keep both halves of UINT128', () => {
    const values = BigUint64Array.of(1n, 2n, 3n, 4n, 5n, 6n);
    const batch: RowBatch = {
      tableId: 't',
      rowCount: 3,
      eow: true,
      eos: true,
      columns: [{ dataType: 'UINT128', values }],
    };
    expect(cellsOf(transferableColumns([{ batch, from: 1, to: 3 }]))).toEqual([[3n, 4n, 5n, 6n]]);
  });

  it('are cut at the limits of one message', () => {
    const numbers = Array.from({ length: 25_000 }, (_, row) => BigInt(row));
    const few = batchOf(
      numbers,
      numbers.map(() => ''),
    );
    const cuts = rangesOf(few).map(({ to }) => to);
    expect(cuts).toEqual([MAX_MESSAGE_ROWS, 2 * MAX_MESSAGE_ROWS, 25_000]);
    const huge = 'a'.repeat(MAX_MESSAGE_BYTES + 1);
    expect(
      rangesOf(batchOf([1n, 2n, 3n], ['', huge, ''])).map(({ from, to }) => [from, to]),
    ).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(rangesOf(batchOf([], []))).toMatchObject([{ from: 0, to: 0 }]);
  });
});
