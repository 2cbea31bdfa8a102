/**
 * Amounts with their units, by the rules of Pixie's Live UI: the unit is the largest that leaves at
 * least 1, one decimal at most, a blank before the unit.
 *
 * @see pixie-io/pixie src/ui/src/utils/format-data.ts
 */

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const RATE_UNITS = ['/s', 'K/s', 'M/s', 'B/s'];
const BYTE_RATE_UNITS = ['B/s', 'KB/s', 'MB/s', 'GB/s'];
const TIME_UNITS = ['ns', 'µs', 'ms', 's'];
const [SECOND, MINUTE, HOUR, DAY] = [1e9, 60e9, 3600e9, 86_400e9];

/** @param base What the next unit is worth. Text of what is no finite number stands as it is. */
function scaled(value: number, base: number, units: readonly string[]): string {
  if (!Number.isFinite(value)) return String(value);
  let size = Math.abs(value);
  let unit = 0;
  // 999.96 µs rounds to 1000 µs, which is 1 ms.
  while (unit < units.length - 1 && Number(size.toFixed(1)) >= base) {
    size /= base;
    unit += 1;
  }
  return `${value < 0 && size > 0 ? '-' : ''}${oneDecimal(size)} ${units[unit] ?? ''}`;
}

/** What would round to 0 but is not 0 keeps its two first digits: few per second are not none. */
const oneDecimal = (size: number): string =>
  size > 0 && size < 0.05 ? String(Number(size.toPrecision(2))) : String(Number(size.toFixed(1)));

export const bytesText = (value: number): string => scaled(value, 1024, BYTE_UNITS);
export const rateText = (perNs: number): string => scaled(perNs * 1e9, 1000, RATE_UNITS);
export const byteRateText = (perNs: number): string => scaled(perNs * 1e9, 1024, BYTE_RATE_UNITS);

/** @param fraction 1 is 100 %. */
export const percentText = (fraction: number): string =>
  Number.isFinite(fraction) ? `${(fraction * 100).toFixed(1)} %` : String(fraction);

/** From a minute on two units, both whole; the sign stands before the first. */
export function durationText(ns: number): string {
  if (!Number.isFinite(ns)) return String(ns);
  const sign = ns < 0 ? '-' : '';
  const size = Math.abs(ns);
  const two = (unit: number, name: string, next: number, nextName: string) =>
    `${sign}${String(Math.floor(size / unit))} ${name} ${String(Math.floor((size % unit) / next))} ${nextName}`;
  if (size >= DAY) return two(DAY, 'days', HOUR, 'hours');
  if (size >= HOUR) return two(HOUR, 'hours', MINUTE, 'min');
  if (size >= MINUTE) return two(MINUTE, 'min', SECOND, 's');
  return scaled(ns, 1000, TIME_UNITS);
}

/** Two decimals or none. Small values keep three digits rather than become 0.00. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? value.toFixed(0) : String(value);
  if (Math.abs(value) < 0.005) return String(Number(value.toPrecision(3)));
  return value.toFixed(2);
}

/** `1,234,567` */
export const countText = (value: bigint | number): string => value.toLocaleString('en');

/** `1 row`, `2,000 rows` */
export const countOf = (count: number, one: string): string =>
  `${countText(count)} ${count === 1 ? one : `${one}s`}`;
