import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { DAY_S, isIncident, loadAt, requestsBefore } from '../../../clusters/src/demo/timeline.ts';

const second = fc.integer({ min: 1_600_000_000, max: 2_000_000_000 });
const MIDNIGHT = 1_699_920_000;

describe('load', () => {
  test.each([
    [MIDNIGHT + 14 * 3600, 1.35],
    [MIDNIGHT + 2 * 3600, 0.65],
    [MIDNIGHT + 8 * 3600, 1],
  ])('at %d is %d times the mean', (at, expected) => {
    expect(loadAt(at)).toBeCloseTo(expected, 6);
  });

  test('the number of requests never falls', () => {
    fc.assert(
      fc.property(second, fc.double({ min: 0.1, max: 50, noNaN: true }), (at, rate) => {
        expect(requestsBefore(1, 2, rate, at + 1)).toBeGreaterThanOrEqual(
          requestsBefore(1, 2, rate, at),
        );
      }),
    );
  });

  test('a day has the mean number of requests', () => {
    const requests = requestsBefore(1, 0, 7, MIDNIGHT + DAY_S) - requestsBefore(1, 0, 7, MIDNIGHT);
    expect(Math.abs(requests - 7 * DAY_S)).toBeLessThan(10);
  });
});

test.each([
  ['22:08:59', false],
  ['22:09:00', true],
  ['22:14:59', true],
  ['22:15:00', false],
  ['22:40:00', true],
])('incident at %s: %s', (time, expected) => {
  expect(isIncident(Date.parse(`2023-11-14T${time}Z`) / 1000)).toBe(expected);
});
