import { describe, expect, test } from 'vitest';
import {
  byteRateText,
  bytesText,
  countOf,
  durationText,
  floatText,
  percentText,
  rateText,
} from '#language';

type Case = readonly [value: number, text: string];
const check = (show: (value: number) => string, cases: readonly Case[]) => {
  expect(cases.map(([value]) => [value, show(value)])).toEqual(cases);
};

describe('amounts with units', () => {
  test('bytes', () => {
    check(bytesText, [
      [0, '0 B'],
      [1, '1 B'],
      [1023, '1023 B'],
      [1024, '1 KB'],
      [1536, '1.5 KB'],
      [-1536, '-1.5 KB'],
      [1024 ** 2, '1 MB'],
      [1024 ** 2 - 1, '1 MB'],
      [5.25 * 1024 ** 3, '5.3 GB'],
      [1024 ** 8 * 3, '3 YB'],
      [1024 ** 9, '1024 YB'],
      [Number.NaN, 'NaN'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
    ]);
  });
  test('durations', () => {
    check(durationText, [
      [0, '0 ns'],
      [999, '999 ns'],
      [1000, '1 µs'],
      [999_960, '1 ms'],
      [1_234_567, '1.2 ms'],
      [-1_500_000, '-1.5 ms'],
      [59_900_000_000, '59.9 s'],
      [59_960_000_000, '1 min'],
      [60e9, '1 min'],
      [-61e9, '-1 min 1 s'],
      [3_725e9, '1 hour 2 min'],
      [90_061e9, '1 day 1 hour'],
      [Number.NaN, 'NaN'],
    ]);
  });
  test('rates per nanosecond', () => {
    check(rateText, [
      [0, '0 /s'],
      [1e-9, '1 /s'],
      [2.5e-6, '2.5 K/s'],
      [2e-11, '0.02 /s'],
      [1.1, '1.1 G/s'],
      [3000, '3 T/s'],
    ]);
    check(byteRateText, [
      [1e-9, '1 B/s'],
      [2048e-9, '2 KB/s'],
      [1024 ** 3 / 1e9, '1 GB/s'],
      [1024 ** 4 / 1e9, '1 TB/s'],
    ]);
  });
  test('percent is a fraction', () => {
    check(percentText, [
      [0, '0.0 %'],
      [0.1234, '12.3 %'],
      [0.000_123, '0.012 %'],
      [1, '100.0 %'],
      [-0.5, '-50.0 %'],
      [Number.NaN, 'NaN'],
    ]);
  });
  test('plain numbers have two decimals or none', () => {
    check(floatText, [
      [0, '0'],
      [-0, '0'],
      [3, '3'],
      [1.5, '1.50'],
      [1234567.891, '1234567.89'],
      [0.004_56, '0.00456'],
      [-1.2345e-9, '-1.23e-9'],
      [1e300, '1e+300'],
      [Number.NaN, 'NaN'],
      [Number.NEGATIVE_INFINITY, '-Infinity'],
    ]);
  });
  test('counts', () => {
    expect([0, 1, 2, 1_234_567].map((count) => countOf(count, 'row'))).toEqual([
      '0 rows',
      '1 row',
      '2 rows',
      '1,234,567 rows',
    ]);
  });
});
