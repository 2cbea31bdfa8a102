/** Encodes row batches from columns, without objects in between. @see px.api.vizierpb.RowBatchData */
import type { ColumnData, RowBatch } from '#protocol/batch';

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

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length] = value;
    this.length += 1;
  }

  uint32(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  varint(value: bigint): void {
    let low = Number(value & 0xffffffffn);
    let high = Number((value >> 32n) & 0xffffffffn);
    while (high > 0 || low >= 0x80) {
      this.byte((low & 0x7f) | 0x80);
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.byte(low);
  }

  double(value: number): void {
    this.reserve(8);
    this.buffer.writeDoubleLE(value, this.length);
    this.length += 8;
  }

  bytes(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    this.buffer.set(source.subarray(start, end), this.length);
    this.length += end - start;
  }

  finish(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}

const COLUMN_FIELD = {
  ...{ BOOLEAN: 1, INT64: 2, UINT128: 3, TIME64NS: 4, FLOAT64: 5, STRING: 6 },
} as const;

function nested(writer: WireWriter, field: number, content: Buffer): void {
  writer.uint32((field << 3) | 2);
  writer.uint32(content.length);
  writer.bytes(content, 0, content.length);
}

function columnContent(column: ColumnData): Buffer {
  switch (column.dataType) {
    case 'BOOLEAN': {
      const { values } = column;
      const writer = new WireWriter(values.length + 8);
      nested(writer, 1, Buffer.from(values));
      return writer.finish();
    }
    case 'INT64':
    case 'TIME64NS': {
      const packed = new WireWriter(column.values.length * 10);
      for (const value of column.values) packed.varint(BigInt.asUintN(64, value));
      const writer = new WireWriter(packed.length + 8);
      nested(writer, 1, packed.finish());
      return writer.finish();
    }
    case 'FLOAT64': {
      const packed = new WireWriter(column.values.length * 8);
      for (const value of column.values) packed.double(value);
      const writer = new WireWriter(packed.length + 8);
      nested(writer, 1, packed.finish());
      return writer.finish();
    }
    case 'UINT128': {
      const writer = new WireWriter(column.values.length * 12);
      for (let at = 0; at < column.values.length; at += 2) {
        const item = new WireWriter(24);
        item.uint32(1 << 3);
        item.varint(column.values[at + 1] ?? 0n);
        item.uint32(2 << 3);
        item.varint(column.values[at] ?? 0n);
        nested(writer, 1, item.finish());
      }
      return writer.finish();
    }
    case 'STRING': {
      const { bytes, starts, ends } = column;
      const writer = new WireWriter(starts.length * 16 + 16);
      starts.forEach((start, index) => {
        const end = ends[index] ?? start;
        writer.uint32((1 << 3) | 2);
        writer.uint32(end - start);
        writer.bytes(bytes, start, end);
      });
      return writer.finish();
    }
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
  content.varint(BigInt(batch.rowCount));
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
