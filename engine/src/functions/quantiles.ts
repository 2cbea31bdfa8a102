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
/** All quantiles of a column, as positions in `QUANTILES`. */
export const ALL_QUANTILES: readonly number[] = QUANTILES.map((_, index) => index);

/** Below this a range is sorted by insertion. */
const SMALL = 24;
/** Above this a sample is worth its cost. */
const SAMPLED = 600;
/** Above this values are counted by size before ranks are placed. */
const COUNTED = 2048;

/** Where the quantiles of a group are read and written. */
export interface QuantileGroup {
  readonly start: number;
  readonly count: number;
  /** Ascending positions in `QUANTILES` of those that are read; others become 0 or a quantile. */
  readonly wanted: readonly number[];
}

/**
 * Writes quantiles of `values[start .. start + count)` to `target` from `at` on; the values are
 * reordered. Position q*n - 1/2 between neighbours: what a t-digest gives while it keeps every value
 * apart, and within its error beyond. A group with a value that is not finite has all of them.
 *
 * @see src/carnot/funcs/builtins/math_sketches.h in pixie-io/pixie
 */
export function computeQuantiles(
  values: Float64Array,
  { start, count, wanted }: QuantileGroup,
  target: Float64Array,
  at: number,
): void {
  if (count === 0) {
    target.fill(Number.NaN, at, at + QUANTILES.length);
    return;
  }
  const group = { from: start, to: start + count - 1 };
  const isPlain = holdsPlainNumbers(values, group);
  const indexes = isPlain ? wanted : ALL_QUANTILES;
  target.fill(0, at, at + QUANTILES.length);
  const ranks = ranksOf(indexes, count);
  if (isPlain && count > COUNTED) {
    const placed = countedRanks(values, group, ranks);
    for (const index of indexes) {
      target[at + index] = quantileAt(index, count, (rank) => placed.get(rank));
    }
    return;
  }
  if (hasNaN(values, group)) values.subarray(start, start + count).sort();
  else {
    const places = ranks.map((rank) => start + rank);
    placeRanks(values, group, places, 0, places.length);
  }
  for (const index of indexes) {
    target[at + index] = quantileAt(index, count, (rank) => values[start + rank]);
  }
}

/** Ascending ranks of the values that quantiles lie between. */
function ranksOf(indexes: readonly number[], count: number): number[] {
  const ranks: number[] = [];
  for (const index of indexes) {
    const below = Math.floor(positionOf(index, count));
    if (below !== ranks.at(-1)) ranks.push(below);
    if (below < count - 1) ranks.push(below + 1);
  }
  return ranks;
}

function quantileAt(
  index: number,
  count: number,
  valueAt: (rank: number) => number | undefined,
): number {
  const position = positionOf(index, count);
  const below = Math.floor(position);
  const share = position - below;
  const low = valueAt(below) ?? Number.NaN;
  const value = share === 0 ? low : low + share * ((valueAt(below + 1) ?? low) - low);
  const isMaximum = count > 1 && below === count - 1;
  return isMaximum ? Math.max(value, DOUBLE_START_OF_MAX) : value;
}

const positionOf = (index: number, count: number): number =>
  Math.min(Math.max((QUANTILES[index]?.[1] ?? 0) * count - 0.5, 0), count - 1);

/** Both ends belong to it. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Numbers so far from the largest that a quantile between any two of them is finite. */
const PLAIN = 1e300;

function holdsPlainNumbers(values: Float64Array, { from, to }: Range): boolean {
  for (let index = from; index <= to; index++) {
    if (!(Math.abs(values[index] ?? 0) < PLAIN)) return false;
  }
  return true;
}

function hasNaN(values: Float64Array, { from, to }: Range): boolean {
  for (let index = from; index <= to; index++) if (Number.isNaN(values[index])) return true;
  return false;
}

const BUCKETS = 4096;

/**
 * The values at ranks of many numbers: the upper halves of doubles, read as integers, are in the
 * order of the doubles, so a histogram of them tells between which bounds each rank lies, and only
 * values between these are looked at closely.
 */
function countedRanks(
  values: Float64Array,
  { from, to }: Range,
  ranks: readonly number[],
): ReadonlyMap<number, number> {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  let lowest = 0x7fffffff;
  let highest = -0x80000000;
  for (let at = 2 * from + UPPER; at <= 2 * to + UPPER; at += 2) {
    const half = halves[at] ?? 0;
    const key = half ^ ((half >> 31) & 0x7fffffff);
    if (key < lowest) lowest = key;
    if (key > highest) highest = key;
  }
  const shift = Math.max(0, Math.ceil(Math.log2((highest - lowest + 1) / BUCKETS)));
  const counts = new Uint32Array(BUCKETS + 1);
  for (let at = 2 * from + UPPER; at <= 2 * to + UPPER; at += 2) {
    const half = halves[at] ?? 0;
    const bucket = ((half ^ ((half >> 31) & 0x7fffffff)) - lowest) >>> shift;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const { isWanted, places, size } = wantedBuckets(counts, ranks);
  const near = new Float64Array(size);
  let length = 0;
  for (let index = from; index <= to; index++) {
    const half = halves[2 * index + UPPER] ?? 0;
    const bucket = ((half ^ ((half >> 31) & 0x7fffffff)) - lowest) >>> shift;
    if (isWanted[bucket] === 1) near[length++] = values[index] ?? 0;
  }
  placeRanks(near, { from: 0, to: size - 1 }, places, 0, places.length);
  return new Map(ranks.map((rank, index) => [rank, near[places[index] ?? 0] ?? 0]));
}

/** Which half of a double holds its sign and exponent. */
const UPPER = new Uint8Array(new Float64Array([-0]).buffer)[7] === 0x80 ? 1 : 0;

/** The buckets that hold ranks, how many values they have, and the places of the ranks in these. */
function wantedBuckets(
  counts: Uint32Array,
  ranks: readonly number[],
): { readonly isWanted: Uint8Array; readonly places: readonly number[]; readonly size: number } {
  const isWanted = new Uint8Array(counts.length);
  const places: number[] = [];
  let before = 0;
  let size = 0;
  for (let bucket = 0; bucket < counts.length && places.length < ranks.length; bucket++) {
    const count = counts[bucket] ?? 0;
    const known = places.length;
    for (let rank = ranks[known]; rank !== undefined && rank < before + count;) {
      places.push(size + rank - before);
      rank = ranks[places.length];
    }
    if (places.length > known) {
      isWanted[bucket] = 1;
      size += count;
    }
    before += count;
  }
  return { isWanted, places, size };
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
