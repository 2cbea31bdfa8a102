/** Cells as text for a terminal. Control characters and bytes that are not UTF-8 show as escapes. */
import type { Column } from '#language';
import type { ColumnData } from '#protocol/batch';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A STRING cell; bytes that are not UTF-8 stand as \xNN. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    // Not UTF-8: byte by byte, so that nothing is lost or made up.
    return [...bytes]
      .map((byte) =>
        byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
      )
      .join('');
  }
}

// A cell must not be able to move the cursor or colour the terminal.
export const visible = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    const named = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }[character];
    return named ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });

export type Cell = bigint | number | boolean | string;

/** The exact value of a cell: bigint for INT64 and TIME64NS, UUID text for UINT128. */
export function cellOf(data: ColumnData, row: number): Cell {
  switch (data.dataType) {
    case 'BOOLEAN':
      return data.values[row] === 1;
    case 'INT64':
    case 'TIME64NS':
      return data.values[row] ?? 0n;
    case 'FLOAT64':
      return data.values[row] ?? 0;
    case 'UINT128':
      return uuid(data.values[2 * row] ?? 0n, data.values[2 * row + 1] ?? 0n);
    case 'STRING':
      return textOf(data.bytes.subarray(data.starts[row], data.ends[row]));
  }
}

function uuid(high: bigint, low: bigint): string {
  const digits = high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0');
  const part = (from: number, to: number) => digits.slice(from, to);
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join('-');
}

/** `2023-11-14T22:13:20.000000001Z`. */
export function timeText(ns: bigint): string {
  const seconds =
    ns >= 0n || ns % 1_000_000_000n === 0n ? ns / 1_000_000_000n : ns / 1_000_000_000n - 1n;
  const fraction = ns - seconds * 1_000_000_000n;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return `${String(ns)} ns`;
  return `${date.toISOString().slice(0, 19)}.${fraction.toString().padStart(9, '0')}Z`;
}

function scaled(value: number, base: number, units: readonly string[]): string {
  const size = Math.abs(value);
  const index =
    size < 1 ? 0 : Math.min(Math.floor(Math.log(size) / Math.log(base)), units.length - 1);
  const shown = value / base ** index;
  return `${String(Number(shown.toFixed(1)))} ${units[index] ?? ''}`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

export function durationText(ns: number): string {
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
