/** Amounts with their units, as Pixie's own interface shows them. */

/** Scales by `base` with at most one decimal. */
export function scaled(value: number, base: number, units: readonly string[]): string {
  const size = Math.abs(value);
  const index =
    size < 1 ? 0 : Math.min(Math.floor(Math.log(size) / Math.log(base)), units.length - 1);
  return `${String(Number((value / base ** index).toFixed(1)))} ${units[index] ?? ''}`;
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];
const RATE_UNITS = ['/s', 'K/s', 'M/s', 'B/s'];
const BYTE_RATE_UNITS = ['B/s', 'KB/s', 'MB/s', 'GB/s', 'TB/s'];
const TIME_UNITS = ['ns', 'µs', 'ms', 's'];

export const bytesText = (value: number): string => scaled(value, 1024, BYTE_UNITS);
export const rateText = (perNs: number): string => scaled(perNs * 1e9, 1000, RATE_UNITS);
export const byteRateText = (perNs: number): string => scaled(perNs * 1e9, 1024, BYTE_RATE_UNITS);
export const percentText = (value: number): string =>
  `${String(Number((value * 100).toFixed(1)))} %`;

const [MINUTE, HOUR, DAY] = [60e9, 3600e9, 86_400e9];

export function durationText(ns: number): string {
  const sign = ns < 0 ? '-' : '';
  const size = Math.abs(ns);
  const two = (unit: number, name: string, next: number, nextName: string) =>
    `${sign}${String(Math.floor(size / unit))} ${name} ${String(Math.floor((size % unit) / next))} ${nextName}`;
  if (size >= DAY) return two(DAY, 'days', HOUR, 'hours');
  if (size >= HOUR) return two(HOUR, 'hours', MINUTE, 'min');
  if (size >= MINUTE) return two(MINUTE, 'min', 1e9, 's');
  return sign + scaled(size, 1000, TIME_UNITS);
}

export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toPrecision(3);
  return value.toLocaleString('en', { maximumFractionDigits: 2 });
}
