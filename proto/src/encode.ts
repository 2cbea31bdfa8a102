/** Encodes row batches from columns, without objects in between. @see px.api.vizierpb.RowBatchData */
import type { ColumnData, RowBatch, StringColumn } from '#protocol/batch';
import { halvesOf, VARINT_BYTES } from './wire.ts';

/** Below this a loop is faster than a call into the runtime. */
const SHORT_BYTES = 40;

function copyBytes(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
): void {
  if (end - start > SHORT_BYTES) {
    target.set(source.subarray(start, end), at);
    return;
  }
  for (let from = start, to = at; from < end; from++, to++) target[to] = source[from] ?? 0;
}

/** Writes a number of two halves as varint at `at` and gives where it ends. */
function writeVarint(target: Uint8Array, at: number, lowHalf: number, highHalf: number): number {
  let low = lowHalf;
  let high = highHalf;
  let to = at;
  while (high > 0 || low >= 0x80) {
    target[to++] = (low & 0x7f) | 0x80;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  target[to++] = low;
  return to;
}

function packedIntegers(values: BigInt64Array): Buffer {
  const halves = halvesOf(values);
  const target = Buffer.allocUnsafe(values.length * VARINT_BYTES);
  let at = 0;
  for (let half = 0; half < halves.length; half += 2) {
    at = writeVarint(target, at, halves[half] ?? 0, halves[half + 1] ?? 0);
  }
  return target.subarray(0, at);
}

/** Items of field 1, each a message of low (1) and high (2) half; the values have the high one first. */
function uint128Items(values: BigUint64Array): Buffer {
  const halves = halvesOf(values);
  const target = Buffer.allocUnsafe((halves.length / 4) * (4 + 2 * VARINT_BYTES));
  let at = 0;
  for (let half = 0; half < halves.length; half += 4) {
    const start = at + 2;
    target[at] = (1 << 3) | 2;
    target[start] = 1 << 3;
    let to = writeVarint(target, start + 1, halves[half + 2] ?? 0, halves[half + 3] ?? 0);
    target[to++] = 2 << 3;
    to = writeVarint(target, to, halves[half] ?? 0, halves[half + 1] ?? 0);
    // Two varints and their tags are shorter than 128 bytes.
    target[at + 1] = to - start;
    at = to;
  }
  return target.subarray(0, at);
}

function stringItems({ bytes, starts, ends }: StringColumn): Buffer {
  let size = starts.length * (1 + VARINT_BYTES);
  for (let row = 0; row < starts.length; row++) size += (ends[row] ?? 0) - (starts[row] ?? 0);
  const target = Buffer.allocUnsafe(size);
  let at = 0;
  for (let row = 0; row < starts.length; row++) {
    const start = starts[row] ?? 0;
    const end = ends[row] ?? 0;
    target[at++] = (1 << 3) | 2;
    at = writeVarint(target, at, end - start, 0);
    copyBytes(bytes, start, end, target, at);
    at += end - start;
  }
  return target.subarray(0, at);
}

class WireWriter {
  private buffer: Buffer;
  length = 0;

  constructor(size: number) {
    this.buffer = Buffer.allocUnsafe(size);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + count));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }

  uint32(value: number): void {
    this.varint(value, 0);
  }

  int64(value: bigint): void {
    const bits = BigInt.asUintN(64, value);
    this.varint(Number(bits & 0xffffffffn), Number(bits >> 32n));
  }

  private varint(low: number, high: number): void {
    this.reserve(VARINT_BYTES);
    this.length = writeVarint(this.buffer, this.length, low, high);
  }

  bytes(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    copyBytes(source, start, end, this.buffer, this.length);
    this.length += end - start;
  }

  finish(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}

const COLUMN_FIELD = {
  BOOLEAN: 1,
  INT64: 2,
  UINT128: 3,
  TIME64NS: 4,
  FLOAT64: 5,
  STRING: 6,
} as const;

function nested(writer: WireWriter, field: number, content: Uint8Array): void {
  writer.uint32((field << 3) | 2);
  writer.uint32(content.length);
  writer.bytes(content, 0, content.length);
}

function packed(content: Uint8Array): Buffer {
  const writer = new WireWriter(content.length + 8);
  nested(writer, 1, content);
  return writer.finish();
}

function columnContent(column: ColumnData): Buffer {
  switch (column.dataType) {
    case 'BOOLEAN':
      return packed(column.values);
    case 'INT64':
    case 'TIME64NS':
      return packed(packedIntegers(column.values));
    case 'FLOAT64': {
      const { buffer, byteOffset, byteLength } = column.values;
      return packed(Buffer.from(buffer, byteOffset, byteLength));
    }
    case 'UINT128':
      return uint128Items(column.values);
    case 'STRING':
      return stringItems(column);
  }
}

/** The batch alone, as RowBatchData: what encryption works on. */
export function encodeBatch(batch: RowBatch): Buffer {
  const content = new WireWriter(4096);
  for (const column of batch.columns) {
    const data = columnContent(column);
    const wrapped = new WireWriter(data.length + 8);
    nested(wrapped, COLUMN_FIELD[column.dataType], data);
    nested(content, 1, wrapped.finish());
  }
  content.uint32(2 << 3);
  content.int64(BigInt(batch.rowCount));
  if (batch.eow) content.bytes(Uint8Array.of(3 << 3, 1), 0, 2);
  if (batch.eos) content.bytes(Uint8Array.of(4 << 3, 1), 0, 2);
  nested(content, 5, Buffer.from(batch.tableId));
  return content.finish();
}

/** Fields of QueryData. */
const DATA_FIELD = { batch: 1, encryptedBatch: 3 } as const;

/** A whole ExecuteScriptResponse around an encoded batch, encrypted or not. */
export function encodeBatchResponse(
  kind: keyof typeof DATA_FIELD,
  content: Buffer,
  queryId: string,
): Buffer {
  const data = new WireWriter(content.length + 8);
  nested(data, DATA_FIELD[kind], content);
  const response = new WireWriter(data.length + 64);
  nested(response, 2, Buffer.from(queryId));
  nested(response, 3, data.finish());
  return response.finish();
}
