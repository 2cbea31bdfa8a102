/** A table for tests of stored rows: row n is (n, `row n`). */
import type { Relation } from '#language';
import { stringColumnOf } from '../../../engine/src/store/chunks.ts';
import type { Rows } from '../../../engine/src/store/store.ts';

const relation: Relation = [
  { name: 'time_', dataType: 'TIME64NS', semanticType: 'ST_TIME_NS' },
  { name: 'name', dataType: 'STRING', semanticType: 'ST_NONE' },
];
export const TABLES: ReadonlyMap<string, Relation> = new Map([['events', relation]]);
export const SLICE_NS = 1000n;

export function numbered(first: number, count: number): Rows {
  const numbers = Array.from({ length: count }, (_, at) => first + at);
  return {
    rowCount: count,
    columns: [
      { dataType: 'TIME64NS', values: BigInt64Array.from(numbers, BigInt) },
      stringColumnOf(numbers.map((number) => Buffer.from(`row ${String(number)}`))),
    ],
  };
}
