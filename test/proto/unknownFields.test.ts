/** Responses of newer servers: fields we do not know, and known ones side by side, lose nothing. */
import { join } from 'node:path';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { encodeBatch, encodeBatchResponse, loadServices, type DecodedResponse } from '#proto';
import type { ColumnData } from '#protocol/batch';
import { batch, stringColumn } from '../support/fakeRunner.ts';

const proto = join(import.meta.dirname, '..', '..', 'proto');
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => join(proto, target);
root.loadSync('vizierapi.proto', { keepCase: true });
const Response = root.lookupType('px.api.vizierpb.ExecuteScriptResponse');

const decode = (bytes: Uint8Array): DecodedResponse => {
  const method = loadServices().vizier['ExecuteScript'];
  if (method === undefined) throw new Error('no ExecuteScript');
  return method.responseDeserialize(Buffer.from(bytes)) as DecodedResponse;
};

const ROWS = 3;
const COLUMNS: readonly ColumnData[] = [
  { dataType: 'BOOLEAN', values: Uint8Array.of(1, 0, 1) },
  { dataType: 'INT64', values: BigInt64Array.of(-1n, 2n ** 63n - 1n, 300n) },
  { dataType: 'UINT128', values: BigUint64Array.of(1n, 2n, 2n ** 64n - 1n, 0n, 0n, 9n) },
  { dataType: 'TIME64NS', values: BigInt64Array.of(0n, 1n, 1_700_000_000_000_000_001n) },
  { dataType: 'FLOAT64', values: Float64Array.of(0.5, -0, Number.NaN) },
  stringColumn(['a', '', Uint8Array.of(0xff, 0)]),
];
const BATCH = encodeBatch(batch('table', ROWS, COLUMNS, true));
const part = (message: object): Uint8Array =>
  Response.encode(Response.fromObject(message)).finish();

const rows = encodeBatchResponse('batch', BATCH, 'query');
const status = part({
  status: { code: 3, message: 'no', error_details: [{ compiler_error: { line: 2, column: 5 } }] },
});
const emptyStatus = part({ status: {} });
const stats = part({
  data: { execution_stats: { timing: { execution_time_ns: 5 }, bytes_processed: 7 } },
});
const mutation = part({
  mutation_info: {
    status: { code: 14, message: 'wait' },
    states: [{ id: 'i', state: 1, name: 'n' }],
  },
});
const table = part({
  meta_data: {
    id: 'table',
    name: 'out',
    relation: { columns: [{ column_name: 'a', column_type: 2, column_semantic_type: 900 }] },
  },
});

/** One field of a message as it stands on the wire. */
interface RawField {
  readonly number: number;
  readonly wireType: number;
  readonly value: Uint8Array;
}

function fieldsOf(bytes: Uint8Array): RawField[] {
  const reader = protobuf.Reader.create(bytes);
  const fields: RawField[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const wireType = tag & 7;
    const start = reader.pos;
    if (wireType === 2) {
      fields.push({ number: tag >>> 3, wireType, value: reader.bytes() });
      continue;
    }
    reader.skipType(wireType);
    fields.push({ number: tag >>> 3, wireType, value: bytes.subarray(start, reader.pos) });
  }
  return fields;
}

const varint = (value: number): Uint8Array => protobuf.Writer.create().uint32(value).finish();
const written = ({ number, wireType, value }: RawField): Buffer =>
  Buffer.concat([
    varint(((number << 3) | wireType) >>> 0),
    wireType === 2 ? varint(value.length) : Buffer.of(),
    value,
  ]);

/** Numbers that no message of Pixie uses, up to the highest there is. */
const unknownNumber = fc.oneof(
  fc.integer({ min: 12, max: 60 }),
  fc.integer({ min: 20_000, max: 2 ** 29 - 1 }),
);
const unknownValue: fc.Arbitrary<Omit<RawField, 'number'>> = fc.oneof(
  fc.nat().map((value) => ({ wireType: 0, value: varint(value) })),
  fc.uint8Array({ minLength: 8, maxLength: 8 }).map((value) => ({ wireType: 1, value })),
  fc.uint8Array({ maxLength: 200 }).map((value) => ({ wireType: 2, value })),
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((value) => ({ wireType: 5, value })),
);
const unknownField: fc.Arbitrary<Buffer> = fc
  .tuple(unknownNumber, unknownValue, fc.boolean())
  .map(([number, rest, isGrouped]) => {
    const field = written({ number, ...rest });
    return isGrouped
      ? Buffer.concat([varint(((number << 3) | 3) >>> 0), field, varint(((number << 3) | 4) >>> 0)])
      : field;
  });

/** The message again, with what `next` gives before, between and after the fields of every level. */
function withUnknown(bytes: Uint8Array, type: protobuf.Type, next: () => Buffer): Buffer {
  const parts = fieldsOf(bytes).flatMap((field) => {
    const known = type.fieldsById[field.number]?.resolve();
    const nested = known?.resolvedType;
    const inner =
      nested instanceof protobuf.Type && field.wireType === 2
        ? withUnknown(field.value, nested, next)
        : field.value;
    return [next(), written({ ...field, value: inner })];
  });
  return Buffer.concat([...parts, next()]);
}

/** In a form that compares exactly, wherever the bytes of strings stand. */
function comparable({ batch: found, message }: DecodedResponse): unknown {
  const columns = found?.columns.map((column) =>
    column.dataType === 'STRING'
      ? Array.from(column.starts, (start, row) => [
          ...column.bytes.subarray(start, column.ends[row]),
        ])
      : Array.from(column.values as ArrayLike<unknown>, (value) =>
          Object.is(value, -0) ? '-0' : value,
        ),
  );
  const data = { ...message?.data, batch: undefined };
  return [found && { ...found, columns }, message && { ...message, data }];
}

const NEIGHBOURS: Readonly<Record<string, Uint8Array>> = { emptyStatus, status, stats, mutation };

describe('a response', () => {
  test.each(Object.entries({ rows, status, stats, mutation, table }))(
    'of %s is the same with unknown fields at every level',
    (_, bytes) => {
      const wanted = comparable(decode(bytes));
      fc.assert(
        fc.property(
          fc.infiniteStream(fc.oneof(fc.constant(Buffer.of()), unknownField)),
          (stream) => {
            const next = (): Buffer => stream.next().value as Buffer;
            expect(comparable(decode(withUnknown(bytes, Response, next)))).toEqual(wanted);
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  test.each(Object.keys(NEIGHBOURS))(
    'keeps its rows beside %s, and the other way round',
    (name) => {
      const other = NEIGHBOURS[name] ?? Buffer.of();
      const [alone] = comparable(decode(rows)) as [unknown, unknown];
      for (const both of [Buffer.concat([rows, other]), Buffer.concat([other, rows])]) {
        const found = decode(both);
        expect(comparable(found)).toMatchObject([alone, {}]);
        const beside = decode(other).message;
        expect(found.message?.status).toEqual(beside?.status);
        expect(found.message?.mutation_info).toEqual(beside?.mutation_info);
      }
    },
  );

  test('keeps statistics that stand in the same data as the rows', () => {
    const [data] = fieldsOf(stats);
    const inner = Buffer.concat([
      data?.value ?? Buffer.of(),
      written({ number: 1, wireType: 2, value: BATCH }),
    ]);
    const found = decode(written({ number: 3, wireType: 2, value: inner }));
    expect(found.batch?.rowCount).toBe(ROWS);
    expect(found.message?.data?.execution_stats).toMatchObject({ bytes_processed: '7' });
  });
});
