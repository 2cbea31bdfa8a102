/** Quantiles of a group of numbers, and their text. */
import { doubleText } from '#proto';
import { placedRanks, type Placed } from './ranks.ts';

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
  target.fill(0, at, at + QUANTILES.length);
  const placed = placedRanks(values, group, ranksOf(wanted, count));
  if (placed !== undefined) {
    for (const index of wanted) target[at + index] = quantileAt(index, count, placed);
    return;
  }
  values.subarray(start, start + count).sort();
  const sorted = (rank: number): number => values[start + rank] ?? Number.NaN;
  for (const index of ALL_QUANTILES) target[at + index] = quantileAt(index, count, sorted);
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

function quantileAt(index: number, count: number, valueAt: Placed): number {
  const position = positionOf(index, count);
  const below = Math.floor(position);
  const share = position - below;
  const low = valueAt(below);
  const value = share === 0 ? low : low + share * (valueAt(below + 1) - low);
  const isMaximum = count > 1 && below === count - 1;
  return isMaximum ? Math.max(value, DOUBLE_START_OF_MAX) : value;
}

const positionOf = (index: number, count: number): number =>
  Math.min(Math.max((QUANTILES[index]?.[1] ?? 0) * count - 0.5, 0), count - 1);

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
