/** Selection of ranks: which values stand where after sorting, without sorting all of them. */

/** Below this a range is sorted by insertion. */
const SMALL = 24;
/** This near to an end of a range it is quicker to look for the largest or smallest again and again. */
const NEAR_END = 2;
/** Above this a sample is worth its cost. */
const SAMPLED = 600;
/** Above this values are counted by size before ranks are placed. */
const COUNTED = 2048;

/** What is at a rank. */
export type Placed = (rank: number) => number;

/**
 * What is at ascending ranks of a group, whose values are reordered. Undefined where a value is not
 * finite or all but.
 */
export function placedRanks(
  values: Float64Array,
  group: Range,
  ranks: readonly number[],
): Placed | undefined {
  if (group.to - group.from >= COUNTED) {
    const bracketed = ranks.length <= 2 ? bracketedRanks(values, group, ranks) : undefined;
    return bracketed ?? countedRanks(values, group, ranks);
  }
  if (!holdsPlainNumbers(values, group)) return undefined;
  const places = ranks.map((rank) => group.from + rank);
  placeRanks(values, group, places, 0, places.length);
  return (rank) => values[group.from + rank] ?? 0;
}

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

const BUCKETS = 4096;
/** Values looked at to learn where values lie. */
const GLANCES = 512;
/** Which half of a double holds its sign and exponent. */
const UPPER = new Uint8Array(new Float64Array([-0]).buffer)[7] === 0x80 ? 1 : 0;
/** Negative numbers have the sign bit and ascend downwards. Halved, so that differences fit. */
const keyOf = (half: number): number => (half ^ ((half >> 31) & 0x7fffffff)) >> 1;
const PLAIN_KEY = keyOf(new Int32Array(new Float64Array([PLAIN]).buffer)[UPPER] ?? 0);

/**
 * What is at ranks of many numbers: the upper halves of doubles, read as integers, are in the order
 * of the doubles, so a histogram of them tells between which bounds each rank lies, and only values
 * between these are looked at closely. Undefined where a number is not plain.
 */
function countedRanks(
  values: Float64Array,
  { from, to }: Range,
  ranks: readonly number[],
): Placed | undefined {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const { lowest, highest, shift } = keyRange(halves, { from, to });
  if (lowest <= -PLAIN_KEY || highest >= PLAIN_KEY) return undefined;
  const last = (highest - lowest) >> shift;
  const counts = new Int32Array(last + 1);
  const end = 2 * to + UPPER;
  for (let at = 2 * from + UPPER; at <= end; at += 2) {
    const key = keyOf(halves[at] ?? 0);
    let bucket = (key - lowest) >> shift;
    if (bucket < 0) {
      if (key <= -PLAIN_KEY) return undefined;
      bucket = 0;
    } else if (bucket > last) {
      if (key >= PLAIN_KEY) return undefined;
      bucket = last;
    }
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const { isWanted, places, size } = wantedBuckets(counts, ranks);
  const near = new Float64Array(size);
  let length = 0;
  for (let at = 2 * from + UPPER; at <= end; at += 2) {
    let bucket = (keyOf(halves[at] ?? 0) - lowest) >> shift;
    if (bucket < 0) bucket = 0;
    else if (bucket > last) bucket = last;
    if (isWanted[bucket] === 1) near[length++] = values[at >> 1] ?? 0;
  }
  placeRanks(near, { from: 0, to: size - 1 }, places, 0, places.length);
  return (rank) => near[places[ranks.indexOf(rank)] ?? 0] ?? 0;
}

interface KeyRange {
  readonly lowest: number;
  readonly highest: number;
  readonly shift: number;
}

/** Buckets for the keys at a glance; what is outside falls into the first and the last. */
function keyRange(halves: Int32Array, { from, to }: Range): KeyRange {
  let lowest = 0x7fffffff;
  let highest = -0x80000000;
  const step = Math.max(1, Math.floor((to - from) / GLANCES));
  for (let index = from; index <= to; index += step) {
    const key = keyOf(halves[2 * index + UPPER] ?? 0);
    lowest = Math.min(lowest, key);
    highest = Math.max(highest, key);
  }
  const shift = Math.max(0, Math.ceil(Math.log2((highest - lowest + 1) / BUCKETS)));
  return { lowest, highest, shift };
}

/** Values of which is learnt where a rank lies, and how many standard deviations wide that is. */
const SAMPLE = 2048;
const DEVIATIONS = 5;

/**
 * What is at one or two ranks next to each other, from a single look at all values: a sample tells
 * bounds the ranks surely lie between. Undefined where they do not or where a number is not plain.
 */
function bracketedRanks(
  values: Float64Array,
  { from, to }: Range,
  ranks: readonly number[],
): Placed | undefined {
  const [rank = 0] = ranks;
  const count = to - from + 1;
  if (count < 8 * SAMPLE) return undefined;
  const step = Math.floor(count / SAMPLE);
  const sample = Float64Array.from({ length: SAMPLE }, (_, at) => values[from + at * step] ?? 0);
  sample.sort();
  const share = rank / count;
  const margin = DEVIATIONS * Math.sqrt(SAMPLE * share * (1 - share)) + DEVIATIONS;
  const lowest = sample[Math.floor(share * SAMPLE - margin)] ?? -PLAIN;
  const highest = sample[Math.ceil(share * SAMPLE + margin)] ?? PLAIN;
  if (Math.abs(lowest) > PLAIN || Math.abs(highest) > PLAIN) return undefined;
  const near = new Float64Array(Math.ceil(count / 4));
  let below = 0;
  let length = 0;
  for (let index = from; index <= to; index++) {
    const value = values[index] ?? 0;
    if (value < lowest) {
      if (value <= -PLAIN) return undefined;
      below++;
    } else if (value <= highest) near[length++] = value;
    // Also where it is no number at all.
    else if (!(value < PLAIN)) return undefined;
  }
  const places = ranks.map((one) => one - below);
  const last = places.at(-1) ?? 0;
  if (below > rank || last >= length || length > near.length) return undefined;
  placeRanks(near, { from: 0, to: length - 1 }, places, 0, places.length);
  return (one) => near[one - below] ?? 0;
}

/** The buckets that hold ranks, how many values they have, and the places of the ranks in these. */
function wantedBuckets(
  counts: Int32Array,
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
    if (right - rank < NEAR_END) return placeLargest(values, left, right, rank);
    if (rank - left < NEAR_END) return placeSmallest(values, left, right, rank);
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

function placeLargest(values: Float64Array, left: number, right: number, rank: number): void {
  for (let place = right; place >= rank; place--) {
    let largest = place;
    for (let index = left; index < place; index++) {
      if ((values[index] ?? 0) > (values[largest] ?? 0)) largest = index;
    }
    swap(values, place, largest);
  }
}

function placeSmallest(values: Float64Array, left: number, right: number, rank: number): void {
  for (let place = left; place <= rank; place++) {
    let smallest = place;
    for (let index = place + 1; index <= right; index++) {
      if ((values[index] ?? 0) < (values[smallest] ?? 0)) smallest = index;
    }
    swap(values, place, smallest);
  }
}

function swap(values: Float64Array, one: number, other: number): void {
  const moved = values[one] ?? 0;
  values[one] = values[other] ?? 0;
  values[other] = moved;
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
