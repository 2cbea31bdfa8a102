/** Reads protobuf's wire format with every bound checked. @see protobuf encoding specification */

export class WireError extends Error {}

export class WireReader {
  constructor(
    readonly bytes: Uint8Array,
    public pos: number,
    readonly end: number,
  ) {}

  get done(): boolean {
    return this.pos >= this.end;
  }

  /** A varint of at most 32 bits of value: tags, lengths, flags. */
  uint32(): number {
    const value = this.varint();
    if (value > 0xffffffffn) throw new WireError('a length is too large');
    return Number(value);
  }

  varint(): bigint {
    // Most varints are one byte.
    const first = this.bytes[this.pos];
    if (first !== undefined && first < 0x80 && this.pos < this.end) {
      this.pos += 1;
      return BigInt(first);
    }
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.pos >= this.end) throw new WireError('a varint is cut off');
      const byte = this.bytes[this.pos] ?? 0;
      this.pos += 1;
      const bits = byte & 0x7f;
      if (shift < 28) low += bits * 2 ** shift;
      else if (shift === 28) {
        low += (bits & 0x0f) * 2 ** 28;
        high += bits >> 4;
      } else high += bits * 2 ** (shift - 32);
      if (byte < 0x80) return (BigInt(high % 2 ** 32) << 32n) | BigInt(low >>> 0);
    }
    throw new WireError('a varint is too long');
  }

  /** The span of a length-delimited field. */
  span(): WireReader {
    const length = this.uint32();
    const start = this.pos;
    if (start + length > this.end) throw new WireError('a field is cut off');
    this.pos = start + length;
    return new WireReader(this.bytes, start, start + length);
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.advance(8);
    else if (wireType === 2) this.span();
    else if (wireType === 5) this.advance(4);
    else throw new WireError(`wire type ${String(wireType)} is not supported`);
  }

  private advance(count: number): void {
    if (this.pos + count > this.end) throw new WireError('a field is cut off');
    this.pos += count;
  }
}
