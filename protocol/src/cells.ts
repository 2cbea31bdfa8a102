/** Single cells of columnar rows: exact values, and bytes as text where they are text. */
import type { ColumnData } from './batch.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A STRING cell; bytes that are not UTF-8 stand as \xNN. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    // Not UTF-8: byte by byte, so that nothing is lost or made up.
    return Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    ).join('');
  }
}

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
      return uuidText(data.values[2 * row] ?? 0n, data.values[2 * row + 1] ?? 0n);
    case 'STRING':
      return textOf(data.bytes.subarray(data.starts[row], data.ends[row]));
  }
}

function uuidText(high: bigint, low: bigint): string {
  const digits = high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0');
  const part = (from: number, to: number) => digits.slice(from, to);
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join('-');
}

const NS_PER_S = 1_000_000_000n;

/** `2023-11-14T22:13:20.000000001Z`; years that calendars do not know stay numbers. */
export function timeText(ns: bigint): string {
  const seconds = ns >= 0n || ns % NS_PER_S === 0n ? ns / NS_PER_S : ns / NS_PER_S - 1n;
  const fraction = ns - seconds * NS_PER_S;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return `${String(ns)} ns`;
  return `${date.toISOString().slice(0, 19)}.${fraction.toString().padStart(9, '0')}Z`;
}
