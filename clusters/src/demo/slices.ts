/** Which seconds of a table have been generated, and what to generate or drop next. Pure. */

/** A table of the database that holds the seconds `from` to `to` (exclusive), in time order. */
export interface Slice {
  readonly table: string;
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  /** Number of the request that last asked for it. */
  readonly usedAt: number;
  /** The latest second any request had asked for by then: the cluster's time, as requests tell. */
  readonly usedAtS: number;
}

/** Seconds to generate at the end of a slice, or into a new one. */
export interface MissingRange {
  readonly from: number;
  readonly to: number;
}

/** The parts of [from, to) that no slice covers, in order. */
export function missingRanges(
  slices: readonly Slice[],
  from: number,
  to: number,
): readonly MissingRange[] {
  const missing: MissingRange[] = [];
  let at = from;
  for (const slice of slices) {
    if (slice.to <= at) continue;
    if (slice.from >= to) break;
    if (slice.from > at) missing.push({ from: at, to: slice.from });
    at = slice.to;
  }
  if (at < to) missing.push({ from: at, to });
  return missing;
}

/** Cuts a range after every `seconds`-th second since the epoch and at the given boundaries. */
export function cutRange(
  range: MissingRange,
  seconds: number,
  boundaryAfter: (second: number) => number,
): readonly MissingRange[] {
  const pieces: MissingRange[] = [];
  let from = range.from;
  while (from < range.to) {
    const step = (Math.floor(from / seconds) + 1) * seconds;
    const to = Math.min(range.to, step, boundaryAfter(from));
    pieces.push({ from, to });
    from = to;
  }
  return pieces;
}

export interface DropLimits {
  readonly budgetBytes: number;
  /** Number of the present request: what it uses stays. */
  readonly currentUse: number;
  /** What nobody has asked for since this second is not kept: it can be made again. */
  readonly idleBeforeS: number;
}

/** Idle slices, and more so that the rest fits: those not asked for longest, then the oldest. */
export function slicesToDrop(
  slices: readonly Slice[],
  { budgetBytes, currentUse, idleBeforeS }: DropLimits,
): readonly Slice[] {
  let bytes = slices.reduce((sum, slice) => sum + slice.bytes, 0);
  const candidates = slices
    .filter((slice) => slice.usedAt < currentUse)
    .sort((a, b) => a.usedAt - b.usedAt || a.from - b.from);
  const dropped: Slice[] = [];
  for (const slice of candidates) {
    if (bytes <= budgetBytes && slice.usedAtS >= idleBeforeS) continue;
    dropped.push(slice);
    bytes -= slice.bytes;
  }
  return dropped;
}
