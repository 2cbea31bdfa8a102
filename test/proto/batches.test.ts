/** Row batches on the wire: ours against protobufjs, value for value and byte for byte hostile. */
import { join } from 'node:path';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { decodeResponse, encodeBatch, encodeBatchResponse, WireError } from '#proto';
import type { ColumnData, RowBatch } from '#protocol/batch';
import { batch, stringColumn } from '../support/fakeRunner.ts';

const proto = join(import.meta.dirname, '..', '..', 'proto');
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(proto, target);
root.loadSync('vizierapi.proto', { keepCase: true });
const Response = root.lookupType('px.api.vizierpb.ExecuteScriptResponse');

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const many = <T>(rows: number, value: fc.Arbitrary<T>) =>
  fc.array(value, { minLength: rows, maxLength: rows });

const columnsOf = (rows: number): fc.Arbitrary<ColumnData> =>
  fc.oneof(
    many(rows, int64).map((values): ColumnData => ({
      dataType: 'INT64',
      values: BigInt64Array.from(values),
    })),
    many(rows, int64).map((values): ColumnData => ({
      dataType: 'TIME64NS',
      values: BigInt64Array.from(values),
    })),
    many(rows, fc.double()).map((values): ColumnData => ({
      dataType: 'FLOAT64',
      values: Float64Array.from(values),
    })),
    many(rows, fc.boolean()).map((values): ColumnData => ({
      dataType: 'BOOLEAN',
      values: Uint8Array.from(values, Number),
    })),
    many(rows * 2, uint64).map((values): ColumnData => ({
      dataType: 'UINT128',
      values: BigUint64Array.from(values),
    })),
    many(rows, fc.oneof(fc.string(), fc.uint8Array())).map(stringColumn),
  );

const batches: fc.Arbitrary<RowBatch> = fc
  .integer({ min: 0, max: 20 })
  .chain((rows) =>
    fc
      .tuple(fc.array(columnsOf(rows), { minLength: 1, maxLength: 6 }), fc.boolean())
      .map(([columns, eos]) => batch('table', rows, columns, eos)),
  );

/** Values in a form that compares exactly. */
function plain(data: ColumnData): readonly unknown[] {
  if (data.dataType === 'STRING') {
    return Array.from(data.starts, (start, row) => [...data.bytes.subarray(start, data.ends[row])]);
  }
  return Array.from(data.values as ArrayLike<unknown>, (value) =>
    typeof value === 'number' ? `${String(value)}${Object.is(value, -0) ? '-' : ''}` : value,
  );
}

const none = () => {
  throw new Error('not a plain batch');
};
const wire = (one: RowBatch): Buffer => encodeBatchResponse('batch', encodeBatch(one), 'query');

/** The rows of a response that holds nothing else. */
function batchOf(bytes: Buffer): RowBatch {
  const { batch: found, message } = decodeResponse(bytes, none);
  if (found === undefined || message !== undefined) throw new Error('no plain batch');
  return found;
}

interface Message {
  readonly data: {
    readonly batch: { readonly cols: readonly object[]; readonly num_rows: unknown };
  };
}

describe('row batches on the wire', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(batches, (one) => {
        const { columns, ...rest } = batchOf(wire(one));
        const { columns: wanted, ...wantedRest } = one;
        expect(rest).toEqual(wantedRest);
        expect(columns.map(plain)).toEqual(wanted.map(plain));
      }),
      { numRuns: 300 },
    );
  });

  test('are what protobufjs reads, and read what it writes', () => {
    fc.assert(
      fc.property(batches, (one) => {
        const message = Response.decode(wire(one));
        const { data } = Response.toObject(message, { longs: String }) as Message;
        expect(data.batch.cols).toHaveLength(one.columns.length);
        expect(data.batch.num_rows ?? '0').toBe(String(one.rowCount));
        // Written anew by the other library, packed or not as it likes.
        const again = batchOf(Buffer.from(Response.encode(message).finish()));
        expect(again.columns.map(plain)).toEqual(one.columns.map(plain));
      }),
      { numRuns: 200 },
    );
  });

  test('that are cut off or changed give a WireError, a batch or a message, never a crash', () => {
    fc.assert(
      fc.property(batches, fc.nat(), fc.nat(255), (one, at, value) => {
        const bytes = wire(one);
        const changed = Buffer.from(bytes);
        changed[at % changed.length] = value;
        for (const hostile of [changed, bytes.subarray(0, at % bytes.length)]) {
          try {
            decodeResponse(Buffer.from(hostile), (rest) => {
              Response.decode(rest);
              return {};
            });
          } catch (error) {
            const known = error instanceof WireError || error instanceof RangeError;
            // What is no plain batch goes to the other library, whose complaints are its own.
            if (!known && !/wire|index|illegal|invalid|missing/iu.test(String(error))) throw error;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
