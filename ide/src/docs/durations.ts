/** Numbers of scripts in words: amounts as the results show them, and moments. */
export { bytesText as bytesWords, durationText as durationWords } from '#language';

/** From here on a count of ns is a moment rather than a duration: 2001. */
const FIRST_MOMENT_NS = 1_000_000_000_000_000_000n;

/** A moment in ns since 1970 as ISO text; undefined for small numbers and those no calendar knows. */
export function momentText(ns: bigint): string | undefined {
  if (ns < FIRST_MOMENT_NS) return undefined;
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
