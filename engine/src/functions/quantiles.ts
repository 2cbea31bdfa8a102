/** Quantiles of a group of numbers, and their text. */
import { doubleText } from './jsonText.ts';

export const QUANTILES = [
  ['p01', 0.01],
  ['p10', 0.1],
  ['p25', 0.25],
  ['p50', 0.5],
  ['p75', 0.75],
  ['p90', 0.9],
  ['p99', 0.99],
] as const;

/** Carnot's maximum of doubles starts from the smallest positive one, see udfs.json. */
export const DOUBLE_START_OF_MAX = 2.2250738585072014e-308;
/** Below this a range is sorted by insertion. */
const SMALL = 24;

/**
 * Writes the quantiles of `values[start .. start + count)` to `target` from `at` on; the values are
 * reordered. Position q*n - 1/2 between neighbours: what a t-digest gives while it keeps every value
 * apart, and within its error beyond.
 *
 * @see src/carnot/funcs/builtins/math_sketches.h in pixie-io/pixie
 */
export function computeQuantiles(
  values: Float64Array,
  { start, count }: { readonly start: number; readonly count: number },
  target: Float64Array,
  at: number,
): void {
  if (count === 0) {
    target.fill(Number.NaN, at, at + QUANTILES.length);
    return;
  }
  const end = start + count;
  const neighbours = QUANTILES.map(([, q]) => {
    const position = Math.min(Math.max(q * count - 0.5, 0), count - 1);
    return { below: start + Math.floor(position), share: position - Math.floor(position) };
  });
  const ranks = neighbours.flatMap(({ below }) => (below + 1 < end ? [below, below + 1] : [below]));
  if (hasNaN(values, start, end)) values.subarray(start, end).sort();
  else placeRanks(values, { from: start, to: end - 1 }, ranks, 0, ranks.length);
  neighbours.forEach(({ below, share }, index) => {
    const low = values[below] ?? Number.NaN;
    const high = share === 0 ? low : (values[below + 1] ?? low);
    const value = share === 0 ? low : low + share * (high - low);
    const isMaximum = count > 1 && below === end - 1;
    target[at + index] = isMaximum ? Math.max(value, DOUBLE_START_OF_MAX) : value;
  });
}

function hasNaN(values: Float64Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (Number.isNaN(values[index])) return true;
  return false;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Puts the values of the given ranks, which ascend, where sorting would. */
function placeRanks(
  values: Float64Array,
  { from, to }: Range,
  ranks: readonly number[],
  first: number,
  last: number,
): void {
  if (first >= last || from >= to) return;
  const middle = (first + last) >> 1;
  const rank = ranks[middle] ?? from;
  placeRank(values, from, to, rank);
  placeRanks(values, { from, to: rank - 1 }, ranks, first, middle);
  placeRanks(values, { from: rank + 1, to }, ranks, middle + 1, last);
}

/** Hoare's selection with the median of three as pivot. */
function placeRank(values: Float64Array, from: number, to: number, rank: number): void {
  while (to - from >= SMALL) {
    const pivot = medianOfThree(values[from] ?? 0, values[(from + to) >> 1] ?? 0, values[to] ?? 0);
    let low = from;
    let high = to;
    while (low <= high) {
      while ((values[low] ?? 0) < pivot) low++;
      while ((values[high] ?? 0) > pivot) high--;
      if (low > high) break;
      const moved = values[low] ?? 0;
      values[low++] = values[high] ?? 0;
      values[high--] = moved;
    }
    if (rank <= high) to = high;
    else if (rank >= low) from = low;
    else return;
  }
  sortByInsertion(values, from, to);
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function sortByInsertion(values: Float64Array, from: number, to: number): void {
  for (let index = from + 1; index <= to; index++) {
    const value = values[index] ?? 0;
    let at = index - 1;
    while (at >= from && (values[at] ?? 0) > value) {
      values[at + 1] = values[at] ?? 0;
      at--;
    }
    values[at + 1] = value;
  }
}

/** The JSON writer stops at what is no number, which is all there is of an empty group. */
export function quantilesText(values: ArrayLike<number>): string {
  let text = '{';
  for (const [index, [name]] of QUANTILES.entries()) {
    const value = values[index] ?? Number.NaN;
    text += `${index === 0 ? '' : ','}"${name}":`;
    if (!Number.isFinite(value)) return text;
    text += doubleText(value);
  }
  return `${text}}`;
}
