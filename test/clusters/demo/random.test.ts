import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { mix, mixHex, mixUnit, mixUuid, RandomStream } from '../../../clusters/src/demo/random.ts';

const integer = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('counter-based numbers', () => {
  test('depend on their coordinates only', () => {
    fc.assert(
      fc.property(integer, integer, integer, (a, b, c) => {
        expect(mix(a, b, c)).toBe(mix(a, b, c));
        expect(mixUnit(a, b, c)).toBeGreaterThanOrEqual(0);
        expect(mixUnit(a, b, c)).toBeLessThan(1);
      }),
    );
  });

  test('stay the same between versions', () => {
    expect([mix(1, 2, 3), mixHex(12, 7), mixUuid(7, 8)]).toMatchInlineSnapshot(`
      [
        2866063180,
        "b323c25a120b",
        "a2ea7c08-15ae-4bd4-a08f-aa617e62497e",
      ]
    `);
  });

  test('neighbours spread over the whole range', () => {
    const buckets = new Array<number>(16).fill(0);
    for (let n = 0; n < 16_000; n++) {
      const bucket = mix(1, n) >>> 28;
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('identifiers have their form', () => {
    expect(mixHex(64, 1)).toMatch(/^[0-9a-f]{64}$/);
    expect(mixUuid(1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a stream', () => {
  test('repeats itself after a reset', () => {
    const stream = new RandomStream();
    stream.reset(1, 2, 3);
    const first = [stream.bits(), stream.unit(), stream.logNormal(5, 0.4)];
    stream.reset(1, 2, 3);
    expect([stream.bits(), stream.unit(), stream.logNormal(5, 0.4)]).toEqual(first);
  });

  test('has the median that was asked for', () => {
    const stream = new RandomStream();
    stream.reset(1, 2, 3);
    const draws = Array.from({ length: 20_001 }, () => stream.logNormal(18, 0.5));
    draws.sort((a, b) => a - b);
    expect(draws[10_000]).toBeGreaterThan(17.4);
    expect(draws[10_000]).toBeLessThan(18.6);
  });
});
