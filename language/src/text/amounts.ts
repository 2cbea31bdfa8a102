/**
 * Amounts with their units, by the rules of Pixie's Live UI: the unit is the largest that leaves at
 * least 1, one decimal at most, a blank before the unit. The panel, the command line and hovers all
 * use these, because one amount must read the same everywhere.
 *
 * @see pixie-io/pixie src/ui/src/utils/format-data.ts
 */

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];
const BYTE_RATE_UNITS = BYTE_UNITS.map((unit) => `${unit}/s`);
// G, where the Live UI has B for billion: "1.1 B/s" reads as bytes per second.
const RATE_UNITS = ['/s', 'K/s', 'M/s', 'G/s', 'T/s', 'P/s'];
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

const isSmall = (size: number): boolean => size > 0 && size < 0.05;

/** What would round to 0 but is not 0 keeps its two first digits: few per second are not none. */
const oneDecimal = (size: number): string =>
  isSmall(size) ? String(Number(size.toPrecision(2))) : String(Number(size.toFixed(1)));

/** `1.5 KB`; units are powers of 1024, as Pixie counts. */
export const bytesText = (bytes: number | bigint): string =>
  scaled(Number(bytes), 1024, BYTE_UNITS);

/** `2.5 K/s`. @param perNs THROUGHPUT_PER_NS: so many in a nanosecond. */
export const rateText = (perNs: number | bigint): string =>
  scaled(Number(perNs) * 1e9, 1000, RATE_UNITS);

/** `2 KB/s`. @param perNs THROUGHPUT_BYTES_PER_NS: so many bytes in a nanosecond. */
export const byteRateText = (perNs: number | bigint): string =>
  scaled(Number(perNs) * 1e9, 1024, BYTE_RATE_UNITS);

/** `12.3 %`. @param fraction 1 is 100 %. */
export function percentText(fraction: number | bigint): string {
  const percent = Number(fraction) * 100;
  if (!Number.isFinite(percent)) return String(percent);
  const digits = isSmall(Math.abs(percent)) ? Number(percent.toPrecision(2)) : percent.toFixed(1);
  return `${String(digits)} %`;
}

/** `1.2 ms`, `1 hour 5 min`: from a minute on two units, both whole, the second left out when it is 0. */
export function durationText(ns: number | bigint): string {
  const value = Number(ns);
  if (!Number.isFinite(value)) return String(value);
  const sign = value < 0 ? '-' : '';
  const size = Math.abs(value);
  if (size >= DAY) return sign + twoUnits(size, [DAY, 'day'], [HOUR, 'hour']);
  if (size >= HOUR) return sign + twoUnits(size, [HOUR, 'hour'], [MINUTE, 'min']);
  // 59.96 s rounds to 60 s, which is 1 min.
  if (size >= MINUTE - SECOND / 20) {
    return sign + twoUnits(Math.max(size, MINUTE), [MINUTE, 'min'], [SECOND, 's']);
  }
  return scaled(value, 1000, TIME_UNITS);
}

type Unit = readonly [sizeNs: number, name: string];

function twoUnits(sizeNs: number, first: Unit, second: Unit): string {
  const count = (amount: number, [unitNs, name]: Unit): string => {
    const whole = Math.floor(amount / unitNs);
    return `${String(whole)} ${name}${unitNs >= HOUR && whole !== 1 ? 's' : ''}`;
  };
  const rest = sizeNs % first[0];
  return rest < second[0] ? count(sizeNs, first) : `${count(sizeNs, first)} ${count(rest, second)}`;
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
