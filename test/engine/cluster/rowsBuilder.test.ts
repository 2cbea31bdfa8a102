import { expect, test } from 'vitest';
import { RowsBuilder } from '../../../engine/src/cluster/rowsBuilder.ts';
import type { DataType } from '#language';

function builder(...types: readonly DataType[]): RowsBuilder {
  return new RowsBuilder(
    types.map((dataType, index) => ({ name: `c${index}`, dataType, semanticType: 'ST_NONE' })),
  );
}

test('each type has its column', () => {
  const rows = builder('TIME64NS', 'UINT128', 'FLOAT64', 'BOOLEAN', 'STRING');
  rows.add([1n, (7n << 64n) | 9n, 0.5, true, 'größe']);
  rows.add([2n, 3n, 1.5, false, '']);
  const bytes = new TextEncoder().encode('größe');
  expect(rows.toRows()).toEqual({
    rowCount: 2,
    columns: [
      { dataType: 'TIME64NS', values: new BigInt64Array([1n, 2n]) },
      { dataType: 'UINT128', values: new BigUint64Array([7n, 9n, 0n, 3n]) },
      { dataType: 'FLOAT64', values: new Float64Array([0.5, 1.5]) },
      { dataType: 'BOOLEAN', values: new Uint8Array([1, 0]) },
      {
        dataType: 'STRING',
        bytes,
        starts: new Uint32Array([0, bytes.length]),
        ends: new Uint32Array([bytes.length, bytes.length]),
      },
    ],
  });
});

test('fractions of integers are cut off', () => {
  const rows = builder('INT64');
  rows.add([12.9]);
  expect(rows.toRows().columns[0]).toEqual({ dataType: 'INT64', values: new BigInt64Array([12n]) });
});

test('no rows are empty columns', () => {
  expect(builder('INT64').toRows()).toEqual({
    rowCount: 0,
    columns: [{ dataType: 'INT64', values: new BigInt64Array(0) }],
  });
});
