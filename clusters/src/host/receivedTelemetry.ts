/** Puts telemetry that programs send, and profiles from files, into the tables of this machine. */
import { createHash } from 'node:crypto';
import type { CellValue, Clock, Store } from '#engine';
import {
  TelemetryError,
  type AcceptedTelemetry,
  type ImportedProfile,
  type TelemetrySink,
  type TelemetryStatus,
} from '#protocol/telemetry';
import { MetricRows } from '../otlp/metricRows.ts';
import {
  readMetrics,
  readSpans,
  type OfResource,
  type OtlpPoint,
  type OtlpSpan,
} from '../otlp/otlpRequests.ts';
import { OTLP_ASID, type KnownSender, type OtlpResources } from '../otlp/otlpResources.ts';
import { rowOfSpan } from '../otlp/spanRows.ts';
import type { ReceivedTable, TableRow } from '../otlp/telemetryRows.ts';
import type { Profile } from '../profiles/profile.ts';
import { readProfile } from '../profiles/readProfile.ts';
import type { HostTables } from './hostTables.ts';
import { senderFact, type KnownObjects } from './knownObjects.ts';
import { Senders } from './senders.ts';

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
  readonly #senders = new Senders();
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

  status(): TelemetryStatus {
    return { isBusy: this.isBusy, senders: this.#senders.list(), withoutTable: this.#withoutTable };
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
    const sent: Sent[] = [];
    for (const { resource, items } of groups) {
      const [first] = items;
      if (first === undefined) continue;
      const sender = this.#options.resources.senderOf(resource, first.startNs);
      const rows = items.flatMap((span) => rowOfSpan(span, sender.process.upid) ?? []);
      sent.push({ sender, rows });
      this.#withoutTable += items.length - rows.length;
    }
    await this.#append(sent);
  }

  async #points(groups: readonly OfResource<OtlpPoint>[]): Promise<void> {
    const sent: Sent[] = [];
    for (const { resource, items } of groups) {
      const [first] = items;
      if (first === undefined) continue;
      const sender = this.#options.resources.senderOf(resource, first.timeNs);
      const { upid } = sender.process;
      const isLocal = upid >> 96n !== BigInt(OTLP_ASID);
      const { rows, used } = this.#metricRows.rowsOf(items, upid, isLocal);
      sent.push({ sender, rows });
      this.#withoutTable += items.length - used;
    }
    await this.#append(sent);
  }

  async #stacks({ program, timeNs, stacks }: Profile): Promise<void> {
    const atNs = timeNs ?? this.#options.clock.now();
    const resource = new Map([['service.name', program]]);
    const sender = this.#options.resources.senderOf(resource, atNs);
    const table = 'stack_traces.beta';
    const rows = stacks.map(({ stack, count }) => ({
      table,
      cells: [atNs, sender.process.upid, stackId(stack), stack, count],
    })) satisfies readonly TableRow[];
    await this.#append([{ sender, rows }]);
  }

  /** One request is stored table by table. */
  async #append(sent: readonly Sent[]): Promise<void> {
    const byTable = new Map<ReceivedTable, (readonly CellValue[])[]>();
    for (const { table, cells } of sent.flatMap(({ rows }) => rows)) {
      const own = byTable.get(table);
      if (own === undefined) byTable.set(table, [cells]);
      else own.push(cells);
    }
    const { tables, store, known, clock } = this.#options;
    // Before the rows, which say little without.
    if (byTable.size > 0)
      await known?.remember(
        store,
        sent.map(({ sender }) => senderFact(sender)),
      );
    await Promise.all([...byTable].map(([table, own]) => tables.append(store, table, own)));
    for (const { sender, rows } of sent) {
      this.#stored += rows.length;
      this.#senders.add(sender.qualifiedService, rows.length, clock.now());
    }
  }
}

/** What one resource has sent. */
interface Sent {
  readonly sender: KnownSender;
  readonly rows: readonly TableRow[];
}

/** The same stack has the same number in every profile. */
const stackId = (stack: string): bigint =>
  BigInt(createHash('sha256').update(stack).digest().readUIntBE(0, 6));
