/**
 * Metrics of processes and of Java virtual machines as rows of process_stats and jvm_stats, a row
 * for each process and export. Other metrics have no table.
 *
 * @see OpenTelemetry semantic conventions: process metrics, JVM metrics
 */
import { createHash } from 'node:crypto';
import type { OtlpPoint } from './otlpRequests.ts';
import type { TableRow } from './telemetryRows.ts';
import { textIn } from './otlpValues.ts';

/** Series beyond this number are forgotten, those that were silent longest first. */
const MAX_SERIES = 20_000;
const NS_PER_SECOND = 1e9;

export class MetricRows {
  /** Totals of series that are sent as differences, the latest user last. */
  readonly #totals = new Map<string, number>();

  /** Rows of one process from the points of one export, and how many points have a column. */
  rowsOf(
    points: readonly OtlpPoint[],
    upid: bigint,
    isLocal: boolean,
  ): { readonly rows: readonly TableRow[]; readonly used: number } {
    const sums = new Map<string, number>();
    let timeNs = 0n;
    let used = 0;
    for (const point of points) {
      const column = COLUMNS.get(point.metric)?.(point);
      if (column === undefined) continue;
      used += 1;
      if (point.timeNs > timeNs) timeNs = point.timeNs;
      const value = point.isDelta ? this.#total(point, upid) : point.value;
      const scale = point.unit === 's' ? NS_PER_SECOND : 1;
      sums.set(column, (sums.get(column) ?? 0) + value * scale);
    }
    const cell = (column: string): number => Math.round(sums.get(column) ?? 0);
    const rows: TableRow[] = [];
    // Of processes of this machine /proc tells more.
    if (!isLocal && PROCESS_COLUMNS.some((column) => sums.has(column))) {
      rows.push({ table: 'process_stats', cells: [timeNs, upid, ...PROCESS_COLUMNS.map(cell)] });
    }
    if (JVM_COLUMNS.some((column) => sums.has(column))) {
      rows.push({ table: 'jvm_stats', cells: [timeNs, upid, ...JVM_COLUMNS.map(cell)] });
    }
    return { rows, used };
  }

  #total(point: OtlpPoint, upid: bigint): number {
    const labels = [...point.attributes].map(([key, value]) => [key, String(value)]);
    const text = JSON.stringify([String(upid), point.metric, labels]);
    // Labels may be of any length, and series are kept.
    const series = createHash('sha256').update(text).digest('base64');
    const total = (this.#totals.get(series) ?? 0) + point.value;
    this.#totals.delete(series);
    this.#totals.set(series, total);
    for (const oldest of this.#totals.keys()) {
      if (this.#totals.size <= MAX_SERIES) break;
      this.#totals.delete(oldest);
    }
    return total;
  }
}

/** Columns after time_ and upid, in their order. */
const PROCESS_COLUMNS = [
  'major_faults',
  'minor_faults',
  'cpu_utime_ns',
  'cpu_ktime_ns',
  'num_threads',
  'vsize_bytes',
  'rss_bytes',
  'rchar_bytes',
  'wchar_bytes',
  'read_bytes',
  'write_bytes',
] as const;
const JVM_COLUMNS = [
  'young_gc_time',
  'full_gc_time',
  'used_heap_size',
  'total_heap_size',
  'max_heap_size',
] as const;
type Column = (typeof PROCESS_COLUMNS)[number] | (typeof JVM_COLUMNS)[number];

const heap =
  (column: Column) =>
  ({ attributes }: OtlpPoint): Column | undefined =>
    textIn(attributes, 'jvm.memory.type', 'type') === 'heap' ? column : undefined;

const COLUMNS: ReadonlyMap<string, (point: OtlpPoint) => Column | undefined> = new Map([
  [
    'process.cpu.time',
    ({ attributes }: OtlpPoint) =>
      textIn(attributes, 'cpu.mode', 'process.cpu.state', 'state') === 'system'
        ? ('cpu_ktime_ns' as const)
        : ('cpu_utime_ns' as const),
  ],
  ['process.memory.usage', () => 'rss_bytes' as const],
  ['process.memory.virtual', () => 'vsize_bytes' as const],
  ['process.thread.count', () => 'num_threads' as const],
  ['process.threads', () => 'num_threads' as const],
  [
    'process.paging.faults',
    ({ attributes }: OtlpPoint) =>
      textIn(attributes, 'system.paging.fault.type', 'process.paging.fault_type', 'type') ===
      'major'
        ? ('major_faults' as const)
        : ('minor_faults' as const),
  ],
  [
    'process.disk.io',
    ({ attributes }: OtlpPoint) =>
      textIn(attributes, 'disk.io.direction', 'direction') === 'write'
        ? ('write_bytes' as const)
        : ('read_bytes' as const),
  ],
  [
    'jvm.gc.duration',
    ({ attributes }: OtlpPoint) =>
      /major/i.test(textIn(attributes, 'jvm.gc.action'))
        ? ('full_gc_time' as const)
        : ('young_gc_time' as const),
  ],
  ['jvm.memory.used', heap('used_heap_size')],
  ['jvm.memory.committed', heap('total_heap_size')],
  ['jvm.memory.limit', heap('max_heap_size')],
]);
