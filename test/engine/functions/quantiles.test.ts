import { expect, test } from 'vitest';
import {
  ALL_QUANTILES,
  computeQuantiles,
  QUANTILES,
} from '../../../engine/src/functions/quantiles.ts';

/** By sorting: position q*n - 1/2 between neighbours. */
function bySorting(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return QUANTILES.map(([, q]) => {
    const position = Math.min(Math.max(q * sorted.length - 0.5, 0), sorted.length - 1);
    const [below, above] = [Math.floor(position), Math.ceil(position)];
    const low = sorted[below] ?? NaN;
    return below === above ? low : low + (position - below) * ((sorted[above] ?? NaN) - low);
  });
}

const shuffled = (count: number, of: (index: number) => number): number[] =>
  Array.from({ length: count }, (_, index) => of((index * 7919) % count));

test.each<[string, number[]]>([
  ['one value', [5]],
  ['two values', [9, 1]],
  ['equal values', shuffled(500, () => 3)],
  ['ascending', Array.from({ length: 1000 }, (_, index) => index)],
  ['descending', Array.from({ length: 1000 }, (_, index) => 1000 - index)],
  ['shuffled', shuffled(10_007, (index) => index)],
  ['few distinct', shuffled(4001, (index) => index % 3)],
  ['of both signs', shuffled(9001, (index) => (index - 4500) ** 3)],
  [
    'over all magnitudes',
    shuffled(5003, (index) => (index % 2 === 0 ? 1 : -1) * 1.5 ** (index / 5)),
  ],
  ['very many', shuffled(40_009, (index) => Math.sqrt(index) - 50)],
  ['very many of few', shuffled(40_009, (index) => index % 5)],
  ['very many and an infinity', shuffled(40_009, (index) => (index === 9 ? -Infinity : index))],
  [
    'very many, half of them infinities',
    shuffled(40_009, (index) => (index > 20_000 ? Infinity : index)),
  ],
  ['very many and not a number', shuffled(40_009, (index) => (index === 9 ? NaN : index))],
  [
    'very many, all the same where looked at',
    Array.from({ length: 40_960 }, (_, at) => (at % 20 === 0 ? 7 : at)),
  ],
  ['close together', shuffled(5003, (index) => 1 + index * Number.EPSILON)],
  [
    'some far from all others',
    shuffled(9001, (index) => (index % 100 === 7 ? -1e9 : index % 100 === 8 ? 1e9 : index)),
  ],
  ['infinities', [Infinity, 1, -Infinity, 2, 3]],
  ['an infinity among many', shuffled(9001, (index) => (index === 4001 ? Infinity : index))],
  ['not a number among many', shuffled(9001, (index) => (index === 4001 ? NaN : index))],
  [
    'numbers too far apart to subtract',
    shuffled(5003, (index) => (index % 2 === 0 ? 1 : -1) * 1e308),
  ],
  ['not a number is the largest', shuffled(50, (index) => (index < 3 ? NaN : index))],
])('%s', (_, values) => {
  checkQuantiles(values, ALL_QUANTILES);
  for (const index of ALL_QUANTILES) checkQuantiles(values, [index]);
});

function checkQuantiles(values: readonly number[], wanted: readonly number[]): void {
  // Within others' values, which must stay where they are.
  const all = Float64Array.from([-7, ...values, -8]);
  const target = new Float64Array(QUANTILES.length + 2);
  computeQuantiles(all, { start: 1, count: values.length, wanted }, target, 1);
  const expected = bySorting(values);
  for (const index of wanted) expect(target[1 + index]).toEqual(expected[index]);
  expect([all[0], all.at(-1), target[0], target.at(-1)]).toEqual([-7, -8, 0, 0]);
}
