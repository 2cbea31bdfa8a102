import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localTimeText, timeLines } from '#rows';

describe.each([
  {
    zone: 'UTC',
    text: '2023-11-14 22:13:20.000',
    exact: '2023-11-14 22:13:20.000000001 UTC+00:00',
    before: '1969-12-31 23:59:59.999',
  },
  {
    zone: 'Asia/Kolkata',
    text: '2023-11-15 03:43:20.000',
    exact: '2023-11-15 03:43:20.000000001 UTC+05:30',
    before: '1970-01-01 05:29:59.999',
  },
  {
    zone: 'America/New_York',
    text: '2023-11-14 17:13:20.000',
    exact: '2023-11-14 17:13:20.000000001 UTC-05:00',
    before: '1969-12-31 18:59:59.999',
  },
])('in $zone', ({ zone, text, exact, before }) => {
  const { TZ } = process.env;
  beforeAll(() => {
    process.env['TZ'] = zone;
  });
  afterAll(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });

  test('shows local time and keeps the nanosecond', () => {
    expect(localTimeText(1_700_000_000_000_000_001n)).toBe(text);
    expect(timeLines(1_700_000_000_000_000_001n)).toEqual([
      exact,
      '2023-11-14T22:13:20.000000001Z',
      '1700000000000000001 ns since 1970',
    ]);
  });
  test('knows times before 1970', () => {
    expect(localTimeText(-1n)).toBe(before);
    expect(timeLines(-1n)[1]).toBe('1969-12-31T23:59:59.999999999Z');
  });
  test('every int64 has a text', () => {
    for (const ns of [-(2n ** 63n), 2n ** 63n - 1n, 0n]) {
      expect(localTimeText(ns)).toMatch(/^-?\d/);
      expect(timeLines(ns).join('\n')).toContain(String(ns));
    }
  });
});
