/** Keys that order the rows of a column by value: exact for 64 and 128 bits, by bytes for text. */
import type { Column } from '#language';
import type { ColumnData } from '#protocol/batch';
import { decodeText, labelOf, p99Of, statusOf } from '#rows';
import type { TableStore } from '../store/tableStore.ts';
import type { Slices } from './slices.ts';

/** Compares two rows of the table: negative when the first comes first. */
export type RowOrder = (a: number, b: number) => number;

const CHECK_ROWS = 512;

/** Reads the column once. Values that are no number come last in both directions. */
export async function rowOrder(
  store: TableStore,
  columnIndex: number,
  { ascending, slices }: { readonly ascending: boolean; readonly slices: Slices },
): Promise<RowOrder> {
  const column = store.relation[columnIndex];
  if (column === undefined) return (a, b) => a - b;
  const sign = ascending ? 1 : -1;
  switch (column.dataType) {
    case 'FLOAT64':
    case 'BOOLEAN': {
      const keys = new Float64Array(store.rowCount);
      await fill(store, columnIndex, slices, (data, at, row) => {
        if (data.dataType === 'FLOAT64') keys[row] = data.values[at] ?? Number.NaN;
        // As in the Live UI, true comes first.
        if (data.dataType === 'BOOLEAN') keys[row] = data.values[at] === 0 ? 1 : 0;
      });
      return numberOrder(keys, sign);
    }
    case 'INT64':
    case 'TIME64NS':
    case 'UINT128':
      return wholeOrder(store, columnIndex, { sign, slices });
    case 'STRING':
      return stringOrder(store, column, { columnIndex, sign, slices });
  }
}

async function fill(
  store: TableStore,
  column: number,
  slices: Slices,
  take: (data: ColumnData, at: number, row: number) => void,
): Promise<void> {
  for (const batch of [...store.batches]) {
    const data = batch.columns[column];
    if (data === undefined) continue;
    for (let at = 0; at < batch.rowCount; at += 1) {
      if (at % CHECK_ROWS === 0 && slices.isOver) await slices.rest();
      take(data, at, batch.first + at);
    }
  }
}

function numberOrder(keys: Float64Array, sign: number): RowOrder {
  return (a, b) => {
    const left = keys[a] ?? Number.NaN;
    const right = keys[b] ?? Number.NaN;
    if (left < right) return -sign;
    if (left > right) return sign;
    // Equal, or at least one is no number.
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  };
}

interface KeyOptions {
  readonly sign: number;
  readonly slices: Slices;
}

/** 64-bit halves as two numbers each, since comparing bigints makes an object per comparison. */
async function wholeOrder(
  store: TableStore,
  column: number,
  { sign, slices }: KeyOptions,
): Promise<RowOrder> {
  const words: Float64Array[] = [];
  const isWide = store.relation[column]?.dataType === 'UINT128';
  for (let word = 0; word < (isWide ? 4 : 2); word += 1) {
    words.push(new Float64Array(store.rowCount));
  }
  const put = (row: number, first: number, value: bigint) => {
    const [high, low] = [words[first], words[first + 1]];
    if (high === undefined || low === undefined) return;
    high[row] = Number(value >> 32n);
    low[row] = Number(value & 0xffff_ffffn);
  };
  await fill(store, column, slices, (data, at, row) => {
    if (data.dataType === 'INT64' || data.dataType === 'TIME64NS') {
      put(row, 0, data.values[at] ?? 0n);
    }
    if (data.dataType === 'UINT128') {
      put(row, 0, data.values[2 * at] ?? 0n);
      put(row, 2, data.values[2 * at + 1] ?? 0n);
    }
  });
  const [w0, w1, w2, w3] = words;
  return (a, b) => {
    const difference =
      (w0?.[a] ?? 0) - (w0?.[b] ?? 0) ||
      (w1?.[a] ?? 0) - (w1?.[b] ?? 0) ||
      (w2?.[a] ?? 0) - (w2?.[b] ?? 0) ||
      (w3?.[a] ?? 0) - (w3?.[b] ?? 0);
    return sign * difference;
  };
}

interface StringOptions extends KeyOptions {
  readonly columnIndex: number;
}

function stringOrder(
  store: TableStore,
  { semanticType }: Column,
  options: StringOptions,
): Promise<RowOrder> {
  switch (semanticType) {
    case 'ST_QUANTILES':
    case 'ST_DURATION_NS_QUANTILES':
      return derivedNumbers(store, p99Of, options);
    case 'ST_SCRIPT_REFERENCE':
      return derivedTexts(store, labelOf, options);
    case 'ST_POD_STATUS':
    case 'ST_CONTAINER_STATUS':
      return derivedTexts(store, (text) => statusOf(text).text, options);
    case 'ST_IP_ADDRESS':
      return derivedTexts(store, addressKey, options);
    default:
      return byteOrder(store, options);
  }
}

async function derivedNumbers(
  store: TableStore,
  keyOf: (text: string) => number,
  { columnIndex, sign, slices }: StringOptions,
): Promise<RowOrder> {
  const keys = new Float64Array(store.rowCount);
  await fill(store, columnIndex, slices, (data, at, row) => {
    if (data.dataType !== 'STRING') return;
    keys[row] = keyOf(decodeText(data.bytes.subarray(data.starts[at], data.ends[at])).text);
  });
  return numberOrder(keys, sign);
}

async function derivedTexts(
  store: TableStore,
  keyOf: (text: string) => string,
  { columnIndex, sign, slices }: StringOptions,
): Promise<RowOrder> {
  const keys: string[] = [];
  await fill(store, columnIndex, slices, (data, at, row) => {
    if (data.dataType !== 'STRING') return;
    keys[row] = keyOf(decodeText(data.bytes.subarray(data.starts[at], data.ends[at])).text);
  });
  return (a, b) => {
    const left = keys[a] ?? '';
    const right = keys[b] ?? '';
    return left < right ? -sign : left > right ? sign : 0;
  };
}

/** Addresses of version 4 by their numbers; others after them by their text. */
export function addressKey(text: string): string {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part))
    ? parts.map((part) => part.padStart(3, '0')).join('.')
    : `~${text}`;
}

/** Bytes packed into one number as a first comparison; a double holds six of them exactly. */
const PREFIX_BYTES = 6;

/** UTF-8 bytes in order are code points in order, so nothing needs to be decoded. */
async function byteOrder(
  store: TableStore,
  { columnIndex, sign, slices }: StringOptions,
): Promise<RowOrder> {
  const prefixes = new Float64Array(store.rowCount);
  const starts = new Uint32Array(store.rowCount);
  const ends = new Uint32Array(store.rowCount);
  const buffers: Uint8Array[] = [];
  const bufferOf = new Uint32Array(store.rowCount);
  await fill(store, columnIndex, slices, (data, at, row) => {
    if (data.dataType !== 'STRING') return;
    const { bytes } = data;
    const start = data.starts[at] ?? 0;
    const end = data.ends[at] ?? 0;
    let prefix = 0;
    for (let index = 0; index < PREFIX_BYTES; index += 1) {
      prefix = prefix * 256 + (start + index < end ? (bytes[start + index] ?? 0) : 0);
    }
    if (buffers.at(-1) !== bytes) buffers.push(bytes);
    prefixes[row] = prefix;
    starts[row] = start;
    ends[row] = end;
    bufferOf[row] = buffers.length - 1;
  });
  const none = new Uint8Array();
  return (a, b) => {
    const difference = (prefixes[a] ?? 0) - (prefixes[b] ?? 0);
    if (difference !== 0) return sign * difference;
    const left = buffers[bufferOf[a] ?? 0] ?? none;
    const right = buffers[bufferOf[b] ?? 0] ?? none;
    const [i, j] = [starts[a] ?? 0, starts[b] ?? 0];
    const [leftLength, rightLength] = [(ends[a] ?? 0) - i, (ends[b] ?? 0) - j];
    const common = Math.min(leftLength, rightLength);
    // Short texts may share a prefix of zeros, so the comparison begins at the first byte of those.
    for (let at = common < PREFIX_BYTES ? 0 : PREFIX_BYTES; at < common; at += 1) {
      const step = (left[i + at] ?? 0) - (right[j + at] ?? 0);
      if (step !== 0) return sign * step;
    }
    return sign * (leftLength - rightLength);
  };
}
