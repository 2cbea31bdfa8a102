/**
 * Rows of one protocol as numbers, ready for the database. A row is five 64-bit integers: start,
 * latency, the packed code below, and the numbers of the request and of the hop; all texts are
 * made from them by joins with small tables.
 */
import type { Rows } from '#engine';

/** Layout of the code, from the lowest bit. The port is the client's. */
export const CODE_BITS = { shape: 12, local: 9, remote: 9, role: 1, port: 16 } as const;
const LOCAL_SHIFT = CODE_BITS.shape;
const REMOTE_SHIFT = LOCAL_SHIFT + CODE_BITS.local;
const ROLE_SHIFT = REMOTE_SHIFT + CODE_BITS.remote;

/** SQL expressions that take a code apart. */
export const CODE_SQL = {
  shape: `(s.code & ${(1 << CODE_BITS.shape) - 1})`,
  local: `((s.code >> ${LOCAL_SHIFT}) & ${(1 << CODE_BITS.local) - 1})`,
  remote: `((s.code >> ${REMOTE_SHIFT}) & ${(1 << CODE_BITS.remote) - 1})`,
  isServer: `((s.code >> ${ROLE_SHIFT}) & 1 = 1)`,
  port: `(s.code >> 32)`,
} as const;

/** What both sides of a hop have in common. */
export interface HopIds {
  readonly shape: number;
  /** Of the client. */
  readonly port: number;
  readonly traceHigh: number;
  readonly traceLow: number;
  readonly spanHigh: number;
  readonly spanLow: number;
}
/** A hop as one side sees it. */
export interface Side {
  /** Nanoseconds after the buffer's first second. */
  readonly startNs: number;
  readonly latencyNs: number;
  readonly local: number;
  readonly remote: number;
  readonly isServer: boolean;
}

/** Columns of the staging table, all BIGINT. */
export const STAGE_COLUMNS = ['time_', 'latency', 'code', 'trace', 'span'] as const;
const [TIME, LATENCY, CODE, TRACE, HOP] = [0, 2, 4, 6, 8];
const WORDS = STAGE_COLUMNS.length * 2;
const WORD = 2 ** 32;

/**
 * Grows as needed. Numbers are kept as pairs of 32-bit words, low word first, because a window has
 * too many rows to make a bigint of each number.
 */
export class SpanBuffer {
  readonly #lengthNs: number;
  readonly #base: number;
  readonly #baseHigh: number;
  #words = new Uint32Array(4096 * WORDS);
  #count = 0;

  /** Spans that start before `baseNs` (since the epoch) or `lengthNs` later belong elsewhere. */
  constructor(baseNs: bigint, lengthNs: number) {
    this.#lengthNs = lengthNs;
    this.#base = Number(baseNs & 0xffff_ffffn);
    this.#baseHigh = Number(baseNs >> 32n);
  }

  add(side: Side, ids: HopIds): void {
    const { startNs, latencyNs } = side;
    if (startNs < 0 || startNs >= this.#lengthNs) return;
    const at = this.#count * WORDS;
    if (at === this.#words.length) this.#grow();
    const words = this.#words;
    const low = this.#base + (startNs % WORD);
    words[at + TIME] = low;
    words[at + TIME + 1] = this.#baseHigh + Math.floor(startNs / WORD) + (low >= WORD ? 1 : 0);
    words[at + LATENCY] = latencyNs % WORD;
    words[at + LATENCY + 1] = latencyNs / WORD;
    const role = side.isServer ? 1 : 0;
    words[at + CODE] =
      (role << ROLE_SHIFT) |
      (side.remote << REMOTE_SHIFT) |
      (side.local << LOCAL_SHIFT) |
      ids.shape;
    words[at + CODE + 1] = ids.port;
    words[at + TRACE] = ids.traceLow;
    words[at + TRACE + 1] = ids.traceHigh;
    words[at + HOP] = ids.spanLow;
    words[at + HOP + 1] = ids.spanHigh;
    this.#count += 1;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#words.length * 2);
    larger.set(this.#words);
    this.#words = larger;
  }

  /** All spans in the order in which they were added. */
  toRows(): Rows {
    const columns = STAGE_COLUMNS.map((_, column) => {
      const values = new Uint32Array(this.#count * 2);
      for (let row = 0; row < this.#count; row++) {
        values[row * 2] = this.#words[row * WORDS + column * 2] ?? 0;
        values[row * 2 + 1] = this.#words[row * WORDS + column * 2 + 1] ?? 0;
      }
      // All platforms Node runs on store the low word first.
      return { dataType: 'INT64' as const, values: new BigInt64Array(values.buffer) };
    });
    return { rowCount: this.#count, columns };
  }
}
