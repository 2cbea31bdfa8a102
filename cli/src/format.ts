/** Cells as text for a terminal. Control characters and bytes that are not UTF-8 show as escapes. */
import type { Column } from '#language';
import { timeText, type Cell } from '#rows';

// A cell must not be able to move the cursor or colour the terminal.
const visible = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    const named = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }[character];
    return named ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });

function scaled(value: number, base: number, units: readonly string[]): string {
  const size = Math.abs(value);
  const index =
    size < 1 ? 0 : Math.min(Math.floor(Math.log(size) / Math.log(base)), units.length - 1);
  const shown = value / base ** index;
  return `${String(Number(shown.toFixed(1)))} ${units[index] ?? ''}`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

function durationText(ns: number): string {
  const sign = ns < 0 ? '-' : '';
  const size = Math.abs(ns);
  const two = (major: number, a: string, minor: number, b: string) =>
    `${sign}${String(major)} ${a} ${String(minor)} ${b}`;
  const [minute, hour, day] = [60e9, 3600e9, 86_400e9];
  if (size >= day) return two(Math.floor(size / day), 'd', Math.floor((size % day) / hour), 'h');
  if (size >= hour)
    return two(Math.floor(size / hour), 'h', Math.floor((size % hour) / minute), 'min');
  if (size >= minute)
    return two(Math.floor(size / minute), 'min', Math.floor((size % minute) / 1e9), 's');
  return `${sign}${scaled(size, 1000, ['ns', 'µs', 'ms', 's'])}`;
}

function quantilesText(text: string, value: (n: number) => string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Shown as it is: it is not what quantiles give.
    return text;
  }
  if (typeof parsed !== 'object' || parsed === null) return text;
  return Object.entries(parsed)
    .filter(([key]) => ['p50', 'p90', 'p99'].includes(key))
    .map(([key, one]) => `${key} ${typeof one === 'number' ? value(one) : String(one)}`)
    .join(', ');
}

const floatText = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));

/** A cell as a person reads it, by the meaning of its column. */
export function readable(cell: Cell, { dataType, semanticType }: Column): string {
  if (dataType === 'TIME64NS') return timeText(BigInt(cell));
  const amount = Number(cell);
  switch (semanticType) {
    case 'ST_BYTES':
      return scaled(amount, 1024, BYTE_UNITS);
    case 'ST_DURATION_NS':
      return durationText(amount);
    case 'ST_PERCENT':
      return `${(amount * 100).toFixed(2)} %`;
    case 'ST_THROUGHPUT_PER_NS':
      return `${floatText(amount * 1e9)} /s`;
    case 'ST_THROUGHPUT_BYTES_PER_NS':
      return `${scaled(amount * 1e9, 1024, BYTE_UNITS)}/s`;
    case 'ST_DURATION_NS_QUANTILES':
      return visible(quantilesText(String(cell), durationText));
    case 'ST_QUANTILES':
      return visible(quantilesText(String(cell), floatText));
    default:
      return typeof cell === 'number' ? floatText(cell) : visible(String(cell));
  }
}
