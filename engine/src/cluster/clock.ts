/** Clocks: the system's, and one that stands still so that outputs can be reproduced. */
import type { Clock } from './cluster.ts';

/** Wall-clock time with the resolution of the system's clock. */
export function systemClock(): Clock {
  return { now: () => BigInt(Date.now()) * 1_000_000n };
}

/** Always `nowNs`, ns since the epoch. */
export function fixedClock(nowNs: bigint): Clock {
  return { now: () => nowNs };
}
