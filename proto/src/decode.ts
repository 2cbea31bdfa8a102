/**
 * Decodes responses to ExecuteScript: row batches straight to columns, everything else with the
 * exact decoder. Fields that newer servers add are passed over at every level.
 *
 * @see px.api.vizierpb.ExecuteScriptResponse, RowBatchData
 */
import { rowsOf, type ColumnData, type RowBatch } from '#protocol/batch';
import type { ExecuteScriptResponseMessage } from './messages.ts';
import { halvesOf, WireError, WireReader } from './wire.ts';

export interface DecodedResponse {
  /** The response's rows, when they are not encrypted. */
  readonly batch: RowBatch | undefined;
  /** All else the response holds; its `data.batch` means nothing. Undefined when rows are all. */
  readonly message: ExecuteScriptResponseMessage | undefined;
}

const LENGTH_DELIMITED = 2;
const delimited = (field: number): number => (field << 3) | LENGTH_DELIMITED;

const RESPONSE = {
  status: delimited(1),
  queryId: delimited(2),
  data: delimited(3),
  metaData: delimited(4),
  mutationInfo: delimited(5),
} as const;
const DATA = {
  batch: delimited(1),
  executionStats: delimited(2),
  encryptedBatch: delimited(3),
} as const;
/** Field 1 of every column message. */
const VALUES = delimited(1);

/** @throws WireError where the bytes are no response. */
export function decodeResponse(
  bytes: Uint8Array & Buffer,
  exact: (bytes: Buffer) => ExecuteScriptResponseMessage,
): DecodedResponse {
  const { batches, hasMore } = partsOf(new WireReader(bytes, 0, bytes.length));
  const batch = batches.length === 0 ? undefined : decodeBatch(merged(batches));
  // A message that holds nothing is one, too: it is what an empty answer looks like.
  return { batch, message: hasMore || batch === undefined ? exact(bytes) : undefined };
}

interface Parts {
  readonly batches: readonly WireReader[];
  /** Whether a known field stands beside the batch; the query's ID does not count. */
  readonly hasMore: boolean;
}

function partsOf(reader: WireReader): Parts {
  const batches: WireReader[] = [];
  let hasMore = false;
  while (!reader.done) {
    const tag = reader.uint32();
    if (tag === RESPONSE.data) {
      const data = reader.span();
      while (!data.done) {
        const part = data.uint32();
        if (part === DATA.batch) batches.push(data.span());
        else {
          hasMore ||= part === DATA.executionStats || part === DATA.encryptedBatch;
          data.skip(part);
        }
      }
    } else {
      const { status, metaData, mutationInfo } = RESPONSE;
      hasMore ||= tag === status || tag === metaData || tag === mutationInfo;
      reader.skip(tag);
    }
  }
  return { batches, hasMore };
}

/** A message that comes in several parts is their concatenation. @see protobuf encoding, "last one wins" */
function merged(parts: readonly WireReader[]): WireReader {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const bytes = Buffer.concat(parts.map((part) => part.bytes.subarray(part.pos, part.end)));
  return new WireReader(bytes, 0, bytes.length);
}

/** @throws WireError where the bytes are no batch, or a column has not as many values as there are rows. */
export function decodeBatch(reader: WireReader): RowBatch {
  const columns: ColumnData[] = [];
  let rowCount = 0;
  let eow = false;
  let eos = false;
  let tableId = '';
  while (!reader.done) {
    const tag = reader.uint32();
    switch (tag) {
      case delimited(1):
        columns.push(decodeColumn(reader.span()));
        break;
      case 2 << 3:
        rowCount = Number(reader.int64());
        break;
      case 3 << 3:
        eow = reader.flag();
        break;
      case 4 << 3:
        eos = reader.flag();
        break;
      case delimited(5): {
        const { pos, end, bytes } = reader.span();
        tableId = new TextDecoder().decode(bytes.subarray(pos, end));
        break;
      }
      default:
        reader.skip(tag);
    }
  }
  for (const column of columns) {
    if (rowsOf(column) !== rowCount) {
      const counts = `${String(rowsOf(column))} values for ${String(rowCount)} rows`;
      throw new WireError(`a column of the batch has ${counts}`);
    }
  }
  return { tableId, rowCount, columns, eow, eos };
}

function decodeColumn(reader: WireReader): ColumnData {
  let found: ColumnData | undefined;
  while (!reader.done) {
    const tag = reader.uint32();
    const decode = (tag & 7) === LENGTH_DELIMITED ? DECODERS[tag >>> 3] : undefined;
    if (decode === undefined) reader.skip(tag);
    else found = decode(reader.span());
  }
  if (found === undefined) throw new WireError('a column has no data');
  return found;
}

const DECODERS: readonly (((reader: WireReader) => ColumnData) | undefined)[] = [
  undefined,
  (reader) => ({ dataType: 'BOOLEAN', values: numbers(reader, BOOLEANS) }),
  (reader) => ({ dataType: 'INT64', values: numbers(reader, INT64S) }),
  decodeUint128,
  (reader) => ({ dataType: 'TIME64NS', values: numbers(reader, INT64S) }),
  (reader) => ({ dataType: 'FLOAT64', values: numbers(reader, DOUBLES) }),
  decodeStrings,
];

/** How `repeated` numbers are read, in both forms the wire knows. */
interface NumberForm<Values, Value> {
  readonly packed: (reader: WireReader) => Values;
  /** Wire type of a value that stands alone. */
  readonly wireType: number;
  readonly single: (reader: WireReader) => Value;
  readonly iterate: (values: Values) => Iterable<Value>;
  readonly collect: (values: readonly Value[]) => Values;
}

const INT64S: NumberForm<BigInt64Array, bigint> = {
  packed: (reader) => reader.packedInt64(),
  wireType: 0,
  single: (reader) => reader.int64(),
  iterate: (values) => values,
  collect: (values) => BigInt64Array.from(values),
};
const BOOLEANS: NumberForm<Uint8Array, number> = {
  packed: (reader) => reader.packedBooleans(),
  wireType: 0,
  single: (reader) => (reader.flag() ? 1 : 0),
  iterate: (values) => values,
  collect: (values) => Uint8Array.from(values),
};
const DOUBLES: NumberForm<Float64Array, number> = {
  packed: (reader) => reader.packedDoubles(),
  wireType: 1,
  single: (reader) => {
    const start = reader.pos;
    reader.skip(1);
    const { buffer, byteOffset } = reader.bytes;
    return new DataView(buffer, byteOffset + start, 8).getFloat64(0, true);
  },
  iterate: (values) => values,
  collect: (values) => Float64Array.from(values),
};

function numbers<Values, Value>(reader: WireReader, form: NumberForm<Values, Value>): Values {
  // What every library writes: one packed field and nothing else.
  const starts = !reader.done && reader.bytes[reader.pos] === VALUES;
  const whole = starts ? onlySpan(reader) : undefined;
  if (whole !== undefined) return form.packed(whole);
  const values: Value[] = [];
  while (!reader.done) {
    const tag = reader.uint32();
    if (tag === VALUES) {
      for (const value of form.iterate(form.packed(reader.span()))) values.push(value);
    } else if (tag === ((1 << 3) | form.wireType)) values.push(form.single(reader));
    else reader.skip(tag);
  }
  return form.collect(values);
}

/** The span of the field that starts here when it is the last; otherwise nothing is read. */
function onlySpan(reader: WireReader): WireReader | undefined {
  const start = reader.pos;
  reader.uint32();
  const span = reader.span();
  if (reader.done) return span;
  reader.pos = start;
  return undefined;
}

/** Where the items of field 1 stand, in two walks so that nothing has to grow. */
function itemsOf(reader: WireReader): { readonly starts: Uint32Array; readonly ends: Uint32Array } {
  const { bytes, pos, end } = reader;
  let count = 0;
  const walk = new WireReader(bytes, pos, end);
  while (!walk.done) {
    const tag = walk.uint32();
    if (tag === VALUES) count += 1;
    walk.skip(tag);
  }
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  for (let row = 0; row < count;) {
    const tag = reader.uint32();
    if (tag !== VALUES) {
      reader.skip(tag);
      continue;
    }
    const length = reader.uint32();
    starts[row] = reader.pos;
    reader.pos += length;
    ends[row] = reader.pos;
    row += 1;
  }
  return { starts, ends };
}

/** Pairs of high and low half, from messages of low (1) and high (2). */
function decodeUint128(reader: WireReader): ColumnData {
  const { starts, ends } = itemsOf(reader);
  const values = new BigUint64Array(2 * starts.length);
  const halves = halvesOf(values);
  for (let row = 0; row < starts.length; row++) {
    const item = new WireReader(reader.bytes, starts[row] ?? 0, ends[row] ?? 0);
    while (!item.done) {
      const tag = item.uint32();
      if (tag !== 1 << 3 && tag !== 2 << 3) {
        item.skip(tag);
        continue;
      }
      item.varint();
      const half = 4 * row + (tag === 2 << 3 ? 0 : 2);
      halves[half] = item.low;
      halves[half + 1] = item.high;
    }
  }
  return { dataType: 'UINT128', values };
}

/** Strings stay in the message; only their places are noted. */
function decodeStrings(reader: WireReader): ColumnData {
  const { starts, ends } = itemsOf(reader);
  return { dataType: 'STRING', bytes: reader.bytes, starts, ends };
}
