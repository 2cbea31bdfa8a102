/**
 * Rows of one protocol as numbers, ready for the database. A row is five 64-bit integers: start,
 * latency, the packed code below, and the numbers of the request and of the hop; all texts are
 * made from them by joins with small tables.
 */
import type { Rows } from '../store/store.ts';

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

export interface Span {
  /** Nanoseconds after the chunk's first second; negative or late spans belong to other chunks. */
  readonly startNs: number;
  readonly latencyNs: number;
  readonly shape: number;
  readonly local: number;
  readonly remote: number;
  readonly isServer: boolean;
  readonly port: number;
  readonly traceHigh: number;
  readonly traceLow: number;
  readonly spanHigh: number;
  readonly spanLow: number;
}

/** Columns of the staging table, all BIGINT. */
export const STAGE_COLUMNS = ['time_', 'latency', 'code', 'trace', 'span'] as const;

export class SpanBuffer {
  readonly #spans: Span[] = [];

  constructor(readonly lengthNs: number) {}

  add(span: Span): void {
    if (span.startNs >= 0 && span.startNs < this.lengthNs) this.#spans.push(span);
  }

  /** All spans in no particular order, with times from `baseNs`. */
  toRows(baseNs: bigint): Rows {
    const spans = this.#spans;
    const columns = STAGE_COLUMNS.map(() => new BigInt64Array(spans.length));
    const [time, latency, code, trace, hop] = columns;
    if (!time || !latency || !code || !trace || !hop) return { rowCount: 0, columns: [] };
    spans.forEach((span, row) => {
      const low =
        span.shape +
        span.local * 2 ** LOCAL_SHIFT +
        span.remote * 2 ** REMOTE_SHIFT +
        (span.isServer ? 2 ** ROLE_SHIFT : 0);
      time[row] = baseNs + BigInt(span.startNs);
      latency[row] = BigInt(span.latencyNs);
      code[row] = BigInt(low + span.port * 2 ** 32);
      trace[row] = (BigInt(span.traceHigh) << 32n) | BigInt(span.traceLow);
      hop[row] = (BigInt(span.spanHigh) << 32n) | BigInt(span.spanLow);
    });
    return {
      rowCount: spans.length,
      columns: columns.map((values) => ({ dataType: 'INT64', values })),
    };
  }
}
