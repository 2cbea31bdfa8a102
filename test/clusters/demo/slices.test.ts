import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  cutRange,
  missingRanges,
  slicesToDrop,
  type Slice,
} from '../../../clusters/src/demo/slices.ts';

function slice(from: number, to: number, rest: Partial<Slice> = {}): Slice {
  return { table: `t${from}`, from, to, bytes: to - from, usedAt: 0, usedAtS: to, ...rest };
}
const ranges = (pairs: readonly { from: number; to: number }[]) =>
  pairs.map(({ from, to }) => `${from}-${to}`).join(' ');

describe('missing ranges', () => {
  test.each([
    ['nothing is there', [], '10-20'],
    ['all is there', [slice(5, 25)], ''],
    ['the end is missing', [slice(5, 15)], '15-20'],
    ['the start is missing', [slice(15, 30)], '10-15'],
    ['a gap', [slice(5, 12), slice(17, 30)], '12-17'],
    ['slices elsewhere', [slice(0, 10), slice(20, 30)], '10-20'],
  ])('%s', (_, slices, expected) => {
    expect(ranges(missingRanges(slices, 10, 20))).toBe(expected);
  });

  test('with the slices they cover the window exactly once', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(cuts, (points) => {
        const sorted = [...points].sort((a, b) => a - b);
        const slices = sorted.flatMap((from, index) => {
          const to = sorted[index + 1];
          return index % 2 === 0 && to !== undefined ? [slice(from, to)] : [];
        });
        const covered = new Array<number>(60).fill(0);
        for (const { from, to } of [...slices, ...missingRanges(slices, 0, 60)]) {
          for (let at = from; at < to; at++) covered[at] = (covered[at] ?? 0) + 1;
        }
        expect(covered).toEqual(new Array<number>(60).fill(1));
      }),
    );
  });
});

test('a range is cut at multiples and at boundaries', () => {
  const boundary = (second: number) => (second < 95 ? 95 : 1000);
  expect(ranges(cutRange({ from: 50, to: 200 }, 60, boundary))).toBe(
    '50-60 60-95 95-120 120-180 180-200',
  );
});

describe('dropping', () => {
  test.each([
    ['all fit', 100, []],
    ['the one not used for longest goes first', 25, ['t10']],
    ['then the oldest', 15, ['t10', 't0']],
    ['never what is in use', 0, ['t10', 't0']],
  ])('%s', (_, budget, expected) => {
    const slices = [
      slice(0, 10, { usedAt: 2 }),
      slice(10, 20, { usedAt: 1 }),
      slice(20, 30, { usedAt: 3 }),
    ];
    const limits = { budgetBytes: budget, currentUse: 3, idleBeforeS: 0 };
    expect(slicesToDrop(slices, limits).map((each) => each.table)).toEqual(expected);
  });

  test('what nobody has asked for in a while goes, though all fit', () => {
    const slices = [
      slice(0, 10, { usedAt: 1, usedAtS: 50 }),
      slice(10, 20, { usedAt: 2, usedAtS: 20 }),
      slice(20, 30, { usedAt: 3, usedAtS: 20 }),
    ];
    const limits = { budgetBytes: 100, currentUse: 3, idleBeforeS: 40 };
    expect(slicesToDrop(slices, limits).map((each) => each.table)).toEqual(['t10']);
  });
});
