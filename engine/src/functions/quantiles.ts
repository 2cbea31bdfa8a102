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
/** Above this a sample is worth its cost. */
const SAMPLED = 600;

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
  const last = start + count - 1;
  const ranks: number[] = [];
  for (const [, q] of QUANTILES) {
    const below = start + Math.floor(positionOf(q, count));
    ranks.push(below);
    if (below < last) ranks.push(below + 1);
  }
  if (hasNaN(values, start, last)) values.subarray(start, last + 1).sort();
  else placeRanks(values, { from: start, to: last }, ranks, 0, ranks.length);
  for (const [index, [, q]] of QUANTILES.entries()) {
    const position = positionOf(q, count);
    const below = start + Math.floor(position);
    const share = position - Math.floor(position);
    const low = values[below] ?? Number.NaN;
    const value = share === 0 ? low : low + share * ((values[below + 1] ?? low) - low);
    const isMaximum = count > 1 && below === last;
    target[at + index] = isMaximum ? Math.max(value, DOUBLE_START_OF_MAX) : value;
  }
}

const positionOf = (q: number, count: number): number =>
  Math.min(Math.max(q * count - 0.5, 0), count - 1);

function hasNaN(values: Float64Array, start: number, last: number): boolean {
  for (let index = start; index <= last; index++) if (Number.isNaN(values[index])) return true;
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

/**
 * Selection by Floyd and Rivest: in a large range the rank is first placed within a sample around
 * it, so that the pivot lies close to the wanted value.
 */
function placeRank(values: Float64Array, from: number, to: number, rank: number): void {
  let left = from;
  let right = to;
  while (right - left >= SMALL) {
    if (right - left > SAMPLED) placeInSample(values, left, right, rank);
    const pivot = values[rank] ?? 0;
    let low = left;
    let high = right;
    while (low <= high) {
      while ((values[low] ?? 0) < pivot) low++;
      while ((values[high] ?? 0) > pivot) high--;
      if (low > high) break;
      const moved = values[low] ?? 0;
      values[low++] = values[high] ?? 0;
      values[high--] = moved;
    }
    if (rank <= high) right = high;
    else if (rank >= low) left = low;
    else return;
  }
  sortByInsertion(values, left, right);
}

function placeInSample(values: Float64Array, left: number, right: number, rank: number): void {
  const count = right - left + 1;
  const logarithm = Math.log(count);
  const size = 0.5 * Math.exp((2 * logarithm) / 3);
  const side = rank - left + 1 < count / 2 ? -1 : 1;
  const deviation = side * 0.5 * Math.sqrt((logarithm * size * (count - size)) / count);
  const share = (rank - left + 1) / count;
  const low = Math.max(left, Math.floor(rank - share * size + deviation));
  const high = Math.min(right, Math.floor(rank + (1 - share) * size + deviation));
  placeRank(values, low, high, rank);
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
