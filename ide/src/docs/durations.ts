/** Durations in words. */

const UNITS = [
  ['day', 86_400_000_000_000n],
  ['hour', 3_600_000_000_000n],
  ['minute', 60_000_000_000n],
  ['second', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['µs', 1_000n],
  ['ns', 1n],
] as const;

/** `1 hour 30 minutes`, `about 5 minutes`: two units, the largest and the next. */
export function durationWords(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  const first = UNITS.findIndex(([, unit]) => size >= unit);
  if (first < 0) return '0 ns';
  let rest = size;
  const words: string[] = [];
  for (const [name, unit] of UNITS.slice(first, first + 2)) {
    const count = rest / unit;
    rest -= count * unit;
    if (count > 0n)
      words.push(`${String(count)} ${count > 1n && name.length > 2 ? `${name}s` : name}`);
  }
  return `${rest > 0n ? 'about ' : ''}${ns < 0n ? '-' : ''}${words.join(' ')}`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** `1.5 MiB`. */
export function bytesWords(bytes: bigint): string {
  let size = Number(bytes);
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < BYTE_UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${String(Math.round(size * 10) / 10)} ${BYTE_UNITS[unit] ?? ''}`;
}

/** From here on a count of ns is a moment rather than a duration: 2001. */
const FIRST_MOMENT_NS = 1_000_000_000_000_000_000n;

/** A moment in ns since 1970 as ISO text; undefined for small numbers and those no calendar knows. */
export function momentText(ns: bigint): string | undefined {
  if (ns < FIRST_MOMENT_NS) return undefined;
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
