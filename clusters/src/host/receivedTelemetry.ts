/** Puts telemetry that programs send, and profiles from files, into the tables of this machine. */
import { createHash } from 'node:crypto';
import type { CellValue, Clock, Store } from '#engine';
import {
  TelemetryError,
  type AcceptedTelemetry,
  type ImportedProfile,
  type TelemetrySink,
} from '#protocol/telemetry';
import { MetricRows } from '../otlp/metricRows.ts';
import {
  readMetrics,
  readSpans,
  type OfResource,
  type OtlpPoint,
  type OtlpSpan,
} from '../otlp/otlpRequests.ts';
import type { Attributes } from '../otlp/otlpValues.ts';
import { OTLP_ASID, type KnownSender, type OtlpResources } from '../otlp/otlpResources.ts';
import { rowOfSpan } from '../otlp/spanRows.ts';
import type { ReceivedTable, TableRow } from '../otlp/telemetryRows.ts';
import type { Profile } from '../profiles/profile.ts';
import { readProfile } from '../profiles/readProfile.ts';
import type { HostTables } from './hostTables.ts';
import { senderFact, type KnownObjects } from './knownObjects.ts';

/** More rows than this in front of the database: senders are asked to come again later. */
const MAX_WAITING_ROWS = 100_000;

export interface ReceivedTelemetryOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly tables: HostTables;
  readonly resources: OtlpResources;
  /** Undefined where rows are not kept beyond this process. */
  readonly known: KnownObjects | undefined;
}

export class ReceivedTelemetry implements TelemetrySink {
  readonly #options: ReceivedTelemetryOptions;
  readonly #metricRows = new MetricRows();
  #stored = 0;
  #withoutTable = 0;

  constructor(options: ReceivedTelemetryOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#options.tables.waitingRows > MAX_WAITING_ROWS;
  }

  get hasRows(): boolean {
    return this.#stored > 0;
  }

  /** What came in so far, '' for nothing. */
  summary(): string {
    if (this.#stored + this.#withoutTable === 0) return '';
    const rest = `${String(this.#withoutTable)} spans and metric points without a table`;
    return `Received so far: ${String(this.#stored)} rows${this.#withoutTable === 0 ? '' : `, ${rest}`}.`;
  }

  async traces(message: unknown): Promise<AcceptedTelemetry> {
    const { groups, rejected, reason } = readSpans(message);
    await this.#spans(groups);
    return { rejected, reason };
  }

  async metrics(message: unknown): Promise<AcceptedTelemetry> {
    const { groups, rejected, reason } = readMetrics(message);
    await this.#points(groups);
    return { rejected, reason };
  }

  async profile(file: Uint8Array, name: string): Promise<ImportedProfile> {
    const { buffer, byteOffset, byteLength } = file;
    const result = await readProfile(Buffer.from(buffer, byteOffset, byteLength), name);
    if ('problem' in result) throw new TelemetryError('malformed', result.problem);
    const { profile } = result;
    await this.#stacks(profile);
    const { program, timeNs, stacks } = profile;
    const samples = stacks.reduce((sum, { count }) => sum + count, 0n);
    return {
      program,
      stacks: stacks.length,
      samples: String(samples),
      timeNs: timeNs === undefined ? null : String(timeNs),
    };
  }

  async #spans(groups: readonly OfResource<OtlpSpan>[]): Promise<void> {
    const rows: TableRow[] = [];
    const senders: KnownSender[] = [];
    for (const { resource, items } of groups) {
      const [first] = items;
      if (first === undefined) continue;
      const upid = this.#senderIn(senders, resource, first.startNs);
      const own = items.flatMap((span) => rowOfSpan(span, upid) ?? []);
      rows.push(...own);
      this.#withoutTable += items.length - own.length;
    }
    await this.#append(rows, senders);
  }

  async #points(groups: readonly OfResource<OtlpPoint>[]): Promise<void> {
    const rows: TableRow[] = [];
    const senders: KnownSender[] = [];
    for (const { resource, items } of groups) {
      const [first] = items;
      if (first === undefined) continue;
      const upid = this.#senderIn(senders, resource, first.timeNs);
      const isLocal = upid >> 96n !== BigInt(OTLP_ASID);
      const { rows: own, used } = this.#metricRows.rowsOf(items, upid, isLocal);
      rows.push(...own);
      this.#withoutTable += items.length - used;
    }
    await this.#append(rows, senders);
  }

  async #stacks({ program, timeNs, stacks }: Profile): Promise<void> {
    const atNs = timeNs ?? this.#options.clock.now();
    const senders: KnownSender[] = [];
    const upid = this.#senderIn(senders, new Map([['service.name', program]]), atNs);
    const table = 'stack_traces.beta';
    await this.#append(
      stacks.map(({ stack, count }) => ({
        table,
        cells: [atNs, upid, stackId(stack), stack, count],
      })),
      senders,
    );
  }

  /** UPID of a sender, which is added to `senders`. */
  #senderIn(senders: KnownSender[], resource: Attributes, seenNs: bigint): bigint {
    const sender = this.#options.resources.senderOf(resource, seenNs);
    senders.push(sender);
    return sender.process.upid;
  }

  /** One request is stored table by table. */
  async #append(rows: readonly TableRow[], senders: readonly KnownSender[]): Promise<void> {
    const byTable = new Map<ReceivedTable, (readonly CellValue[])[]>();
    for (const { table, cells } of rows) {
      const own = byTable.get(table);
      if (own === undefined) byTable.set(table, [cells]);
      else own.push(cells);
    }
    const { tables, store, known } = this.#options;
    // Before the rows, which say little without.
    if (rows.length > 0) await known?.remember(store, senders.map(senderFact));
    await Promise.all([...byTable].map(([table, own]) => tables.append(store, table, own)));
    this.#stored += rows.length;
  }
}

/** The same stack has the same number in every profile. */
const stackId = (stack: string): bigint =>
  BigInt(createHash('sha256').update(stack).digest().readUIntBE(0, 6));
