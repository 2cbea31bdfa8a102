/**
 * Decodes row batches straight to columns. Responses that hold nothing but a plain batch take this
 * path; all others go through the exact decoder.
 *
 * @see px.api.vizierpb.RowBatchData
 */
import type { ColumnData, RowBatch } from '#protocol/batch';
import type { ExecuteScriptResponseMessage } from './messages.ts';
import { WireError, WireReader } from './wire.ts';

export type DecodedResponse =
  | { readonly kind: 'batch'; readonly batch: RowBatch }
  | { readonly kind: 'message'; readonly message: ExecuteScriptResponseMessage };

const FIELD = { queryId: 2, data: 3, batch: 1 } as const;

/** @throws WireError where the bytes are no response. */
export function decodeResponse(
  bytes: Uint8Array & Buffer,
  exact: (bytes: Buffer) => ExecuteScriptResponseMessage,
): DecodedResponse {
  const batch = plainBatch(bytes);
  return batch === undefined
    ? { kind: 'message', message: exact(bytes) }
    : { kind: 'batch', batch: decodeBatch(batch) };
}

/** The batch of a response that holds only one, besides the query's id. */
function plainBatch(bytes: Uint8Array): WireReader | undefined {
  const reader = new WireReader(bytes, 0, bytes.length);
  let found: WireReader | undefined;
  while (!reader.done) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === FIELD.queryId && (tag & 7) === 2) {
      reader.span();
      continue;
    }
    if (field !== FIELD.data || (tag & 7) !== 2 || found !== undefined) return undefined;
    const data = reader.span();
    while (!data.done) {
      if (data.uint32() !== ((FIELD.batch << 3) | 2) || found !== undefined) return undefined;
      found = data.span();
    }
  }
  return found;
}

export function decodeBatch(reader: WireReader): RowBatch {
  const columns: ColumnData[] = [];
  let rowCount = 0;
  let eow = false;
  let eos = false;
  let tableId = '';
  while (!reader.done) {
    const tag = reader.uint32();
    switch (tag) {
      case (1 << 3) | 2:
        columns.push(decodeColumn(reader.span()));
        break;
      case 2 << 3:
        rowCount = Number(BigInt.asIntN(64, reader.varint()));
        break;
      case 3 << 3:
        eow = reader.varint() !== 0n;
        break;
      case 4 << 3:
        eos = reader.varint() !== 0n;
        break;
      case (5 << 3) | 2: {
        const { pos, end, bytes } = reader.span();
        tableId = new TextDecoder().decode(bytes.subarray(pos, end));
        break;
      }
      default:
        reader.skip(tag & 7);
    }
  }
  for (const column of columns) {
    if (lengthOf(column) !== rowCount) {
      const counts = `${String(lengthOf(column))} values for ${String(rowCount)} rows`;
      throw new WireError(`a column of the batch has ${counts}`);
    }
  }
  return { tableId, rowCount, columns, eow, eos };
}

export function lengthOf(column: ColumnData): number {
  if (column.dataType === 'STRING') return column.starts.length;
  return column.dataType === 'UINT128' ? column.values.length / 2 : column.values.length;
}

function decodeColumn(reader: WireReader): ColumnData {
  let found: ColumnData | undefined;
  while (!reader.done) {
    const tag = reader.uint32();
    const decode = (tag & 7) === 2 ? DECODERS[tag >>> 3] : undefined;
    if (decode === undefined) reader.skip(tag & 7);
    else found = decode(reader.span());
  }
  if (found === undefined) throw new WireError('a column has no data');
  return found;
}

const DECODERS: readonly (((reader: WireReader) => ColumnData) | undefined)[] = [
  undefined,
  (reader) => ({
    dataType: 'BOOLEAN',
    values: Uint8Array.from(varints(reader), (v) => (v === 0n ? 0 : 1)),
  }),
  (reader) => ({ dataType: 'INT64', values: int64s(reader) }),
  decodeUint128,
  (reader) => ({ dataType: 'TIME64NS', values: int64s(reader) }),
  (reader) => ({ dataType: 'FLOAT64', values: doubles(reader) }),
  decodeStrings,
];

/** Values of `repeated` varints, packed or not. */
function varints(reader: WireReader): bigint[] {
  const values: bigint[] = [];
  while (!reader.done) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | 2)) {
      const packed = reader.span();
      while (!packed.done) values.push(packed.varint());
    } else if (tag === 1 << 3) values.push(reader.varint());
    else reader.skip(tag & 7);
  }
  return values;
}

const int64s = (reader: WireReader): BigInt64Array =>
  BigInt64Array.from(varints(reader), (value) => BigInt.asIntN(64, value));

function doubles(reader: WireReader): Float64Array {
  const parts: number[] = [];
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset, reader.bytes.byteLength);
  while (!reader.done) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | 2)) {
      const packed = reader.span();
      if ((packed.end - packed.pos) % 8 !== 0) throw new WireError('packed doubles are cut off');
      for (let at = packed.pos; at < packed.end; at += 8) parts.push(view.getFloat64(at, true));
    } else if (tag === ((1 << 3) | 1)) {
      const at = reader.pos;
      reader.skip(1);
      parts.push(view.getFloat64(at, true));
    } else reader.skip(tag & 7);
  }
  return Float64Array.from(parts);
}

function decodeUint128(reader: WireReader): ColumnData {
  const pairs: bigint[] = [];
  while (!reader.done) {
    const tag = reader.uint32();
    if (tag !== ((1 << 3) | 2)) {
      reader.skip(tag & 7);
      continue;
    }
    const item = reader.span();
    let low = 0n;
    let high = 0n;
    while (!item.done) {
      const field = item.uint32();
      if (field === 1 << 3) low = item.varint();
      else if (field === 2 << 3) high = item.varint();
      else item.skip(field & 7);
    }
    pairs.push(high, low);
  }
  return { dataType: 'UINT128', values: BigUint64Array.from(pairs) };
}

/** Strings stay in the message; only their places are noted. */
function decodeStrings(reader: WireReader): ColumnData {
  const starts: number[] = [];
  const ends: number[] = [];
  while (!reader.done) {
    const tag = reader.uint32();
    if (tag !== ((1 << 3) | 2)) {
      reader.skip(tag & 7);
      continue;
    }
    const item = reader.span();
    starts.push(item.pos);
    ends.push(item.end);
  }
  const { bytes } = reader;
  return {
    dataType: 'STRING',
    bytes,
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ends),
  };
}
