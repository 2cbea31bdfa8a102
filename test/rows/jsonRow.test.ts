/** Rows as JSON: one type a column, every digit, every column. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataType } from '#language';
import { cellOf, jsonRows, uniqueNames, type Int64Form } from '#rows';
import { column, columnData, type Value } from '../webview/columns.ts';

type Case = readonly [dataType: DataType, value: Value, token: string];

function tokenOf(dataType: DataType, value: Value, int64: Int64Form = 'number'): string {
  const cell = cellOf(columnData(dataType, [value]), 0);
  return jsonRows([column('x', dataType)], int64)([cell]).slice('{"x":'.length, -1);
}

describe('a cell', () => {
  const cases: readonly Case[] = [
    ['BOOLEAN', true, 'true'],
    ['INT64', 1n, '1'],
    ['INT64', 9_223_372_036_854_775_807n, '9223372036854775807'],
    ['INT64', -9_223_372_036_854_775_808n, '-9223372036854775808'],
    ['FLOAT64', 1.5, '1.5'],
    ['FLOAT64', -0, '-0'],
    ['FLOAT64', 5e-324, '5e-324'],
    ['FLOAT64', 1e300, '1e+300'],
    ['FLOAT64', Number.NaN, '"NaN"'],
    ['FLOAT64', Number.POSITIVE_INFINITY, '"Infinity"'],
    ['FLOAT64', Number.NEGATIVE_INFINITY, '"-Infinity"'],
    ['TIME64NS', 1_700_000_000_000_000_000n, '"2023-11-14T22:13:20.000000000Z"'],
    ['TIME64NS', 0n, '"1970-01-01T00:00:00.000000000Z"'],
    ['UINT128', [1n, 2n], '"00000000-0000-0001-0000-000000000002"'],
    ['STRING', 'a"b\n', '"a\\"b\\n"'],
    ['STRING', '\u001b\u009b\u202e', '"\\u001b\\u009b\\u202e"'],
  ];
  test.each(cases)('%s %s is %s', (dataType, value, token) => {
    expect(tokenOf(dataType, value)).toBe(token);
  });
  test.each([1n, 9_223_372_036_854_775_807n])('INT64 %s as text', (value) => {
    expect(tokenOf('INT64', value, 'text')).toBe(`"${String(value)}"`);
  });
  test('text is read back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(tokenOf('STRING', text))).toBe(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
        );
      }),
    );
  });
  test('a float is read back as it was', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        expect(JSON.parse(tokenOf('FLOAT64', value))).toBe(value);
      }),
    );
  });
});

describe('equal names', () => {
  test.each([
    [['a', 'b'], [], ['a', 'b']],
    [['a', 'a', 'a'], [], ['a', 'a (2)', 'a (3)']],
    [['a (2)', 'a', 'a'], [], ['a (2)', 'a', 'a (3)']],
    [['', ''], [], ['', ' (2)']],
    [['_table'], ['_table'], ['_table (2)']],
    [['__proto__', '__proto__'], [], ['__proto__', '__proto__ (2)']],
  ])('%j beside %j', (names, reserved, expected) => {
    expect(uniqueNames(names, reserved)).toEqual(expected);
  });
  test('of columns and of the lead overwrite nothing', () => {
    const relation = [column('n', 'INT64'), column('n', 'INT64'), column('_table', 'STRING')];
    const row = jsonRows(relation, 'number', { _table: 't' })([1n, 2n, 'x']);
    expect(row).toBe('{"_table":"t","n":1,"n (2)":2,"_table (2)":"x"}');
  });
});
