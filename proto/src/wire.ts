/** Reads protobuf's wire format with every bound checked. @see protobuf encoding specification */

export class WireError extends Error {}

/** Most bytes of a varint of 64 bits. */
export const VARINT_BYTES = 10;
/** Groups within groups of a field to skip; real messages have none at all. */
const MAX_GROUP_DEPTH = 64;
const END_GROUP = 4;

/**
 * Halves of 64-bit numbers, low one first, as every machine this runs on keeps them: engines work on
 * 32 bits much faster than on a bigint for each value.
 */
export const halvesOf = (values: BigInt64Array | BigUint64Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);

export class WireReader {
  /** Halves of the last varint, unsigned. */
  low = 0;
  high = 0;

  constructor(
    readonly bytes: Uint8Array,
    public pos: number,
    readonly end: number,
  ) {}

  get done(): boolean {
    return this.pos >= this.end;
  }

  /** A varint of at most 32 bits of value: tags, lengths. */
  uint32(): number {
    this.varint();
    if (this.high !== 0) throw new WireError('a length is too large');
    return this.low;
  }

  /** A varint as the 64 bits of an `int64`. */
  int64(): bigint {
    this.varint();
    return (BigInt(this.high | 0) << 32n) | BigInt(this.low);
  }

  flag(): boolean {
    this.varint();
    return this.low !== 0 || this.high !== 0;
  }

  /** Reads a varint into `low` and `high`; bits beyond 64 are dropped, as the specification has it. */
  varint(): void {
    const { bytes, end } = this;
    let { pos } = this;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 7 * VARINT_BYTES; shift += 7) {
      if (pos >= end) throw new WireError('a varint is cut off');
      const byte = bytes[pos++] ?? 0;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        this.pos = pos;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw new WireError('a varint is too long');
  }

  /** All that is left, as packed `int64`. */
  packedInt64(): BigInt64Array {
    const values = new BigInt64Array(this.varintsLeft());
    const halves = halvesOf(values);
    const { bytes, end } = this;
    let at = this.pos;
    // The steps of varint(), with what is read kept in locals: this loop is the time a batch takes.
    for (let half = 0; half < halves.length; half += 2) {
      let byte = bytes[at++] ?? 0;
      let low = byte & 0x7f;
      let high = 0;
      for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
        byte = bytes[at++] ?? 0;
        low |= (byte & 0x7f) << shift;
      }
      if (byte >= 0x80) {
        byte = bytes[at++] ?? 0;
        low |= (byte & 0x0f) << 28;
        high = (byte & 0x7f) >>> 4;
        if (byte >= 0x80) high |= ((byte = bytes[at++] ?? 0) & 0x7f) << 3;
        if (byte >= 0x80) high |= ((byte = bytes[at++] ?? 0) & 0x7f) << 10;
        if (byte >= 0x80) high |= ((byte = bytes[at++] ?? 0) & 0x7f) << 17;
        if (byte >= 0x80) high |= ((byte = bytes[at++] ?? 0) & 0x7f) << 24;
        if (byte >= 0x80) high |= ((byte = bytes[at++] ?? 0) & 0x7f) << 31;
        if (byte >= 0x80) throw new WireError('a varint is too long');
      }
      halves[half] = low;
      halves[half + 1] = high;
    }
    this.pos = end;
    return values;
  }

  /** All that is left, as packed `bool`: 0 or 1. */
  packedBooleans(): Uint8Array {
    const copy = new Uint8Array(this.bytes.subarray(this.pos, this.end));
    if (holdsBits(copy)) {
      this.pos = this.end;
      return copy;
    }
    // Other encodings of true are rare, but valid.
    const values = new Uint8Array(this.varintsLeft());
    for (let row = 0; row < values.length; row++) values[row] = this.flag() ? 1 : 0;
    return values;
  }

  /** All that is left, as packed `double`. */
  packedDoubles(): Float64Array {
    if ((this.end - this.pos) % 8 !== 0) throw new WireError('packed doubles are cut off');
    // A copy, because a message's bytes are rarely aligned.
    const values = new Float64Array((this.end - this.pos) / 8);
    new Uint8Array(values.buffer).set(this.bytes.subarray(this.pos, this.end));
    this.pos = this.end;
    return values;
  }

  private varintsLeft(): number {
    const { bytes, pos, end } = this;
    let continued = 0;
    for (let at = pos; at < end; at++) continued += (bytes[at] ?? 0) >>> 7;
    if (end > pos && (bytes[end - 1] ?? 0) >= 0x80) throw new WireError('a varint is cut off');
    return end - pos - continued;
  }

  /** The span of a length-delimited field. */
  span(): WireReader {
    const length = this.uint32();
    const start = this.pos;
    this.advance(length);
    return new WireReader(this.bytes, start, start + length);
  }

  /** Passes over a field, whatever it holds, by its tag. */
  skip(tag: number, depth = 0): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        break;
      case 1:
        this.advance(8);
        break;
      case 2:
        this.advance(this.uint32());
        break;
      case 3:
        this.skipGroup(tag, depth);
        break;
      case 5:
        this.advance(4);
        break;
      default:
        throw new WireError(`wire type ${String(tag & 7)} is not supported`);
    }
  }

  private skipGroup(start: number, depth: number): void {
    if (depth >= MAX_GROUP_DEPTH) throw new WireError('groups are nested too deeply');
    for (;;) {
      const tag = this.uint32();
      if ((tag & 7) !== END_GROUP) this.skip(tag, depth + 1);
      else if (tag >>> 3 === start >>> 3) return;
      else throw new WireError('a group ends that has not begun');
    }
  }

  private advance(count: number): void {
    if (this.pos + count > this.end) throw new WireError('a field is cut off');
    this.pos += count;
  }
}

/** Whether every byte is 0 or 1; four at a time, in memory of its own and so aligned. */
function holdsBits(bytes: Uint8Array): boolean {
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >>> 2);
  let all = 0;
  for (let at = 0; at < words.length; at++) all |= words[at] ?? 0;
  for (let at = words.length * 4; at < bytes.length; at++) all |= bytes[at] ?? 0;
  return (all & ~0x01010101) === 0;
}
