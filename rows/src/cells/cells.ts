/** Single cells of columnar rows: exact values, and bytes as text where they are text. */
import type { ColumnData } from '#protocol/batch';

/** bigint for INT64 and TIME64NS, UUID text for UINT128. */
export type Cell = bigint | number | boolean | string;

// A byte order mark is a character like others: without `ignoreBOM` it would vanish.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface DecodedText {
  readonly text: string;
  /** False when some bytes are not UTF-8; they stand as `\xNN` in the text. */
  readonly isUtf8: boolean;
}

export function decodeText(bytes: Uint8Array): DecodedText {
  try {
    return { text: decoder.decode(bytes), isUtf8: true };
  } catch {
    // The only error of a fatal decoder is bytes that are not UTF-8. They are shown one by one, so
    // that nothing is lost or made up.
    const text = Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    ).join('');
    return { text, isUtf8: false };
  }
}

/** The exact value of a cell. */
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
      return decodeText(data.bytes.subarray(data.starts[row], data.ends[row])).text;
  }
}

function uuidText(high: bigint, low: bigint): string {
  const digits = high.toString(16).padStart(16, '0') + low.toString(16).padStart(16, '0');
  const part = (from: number, to: number) => digits.slice(from, to);
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join('-');
}
