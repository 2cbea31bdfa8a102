/** What the panel says about a run. */
import type { PanelStats, RunHeader, RunOutcome } from '#protocol/panel';
import { bytesText, countOf, countText, durationText } from '#rows';

export interface RunProgress {
  readonly clusterName: string;
  readonly rows: number;
  readonly elapsedMs: number;
  /** What the run waits for; may be empty. */
  readonly waitsFor: string;
}

/** `1.2 s`; from a minute on `2 min 5 s`. */
export const elapsedText = (ms: number): string =>
  ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : durationText(ms * 1e6);

export function runningText({ clusterName, rows, elapsedMs, waitsFor }: RunProgress): string {
  const soFar = rows === 0 ? 'no rows yet' : `${countOf(rows, 'row')} so far`;
  const waiting = waitsFor === '' ? '' : ` · ${waitsFor}`;
  return `Running on ${clusterName} · ${elapsedText(elapsedMs)} · ${soFar}${waiting}`;
}

export function outcomeText(
  outcome: RunOutcome,
  { clusterName, rows, elapsedMs }: Omit<RunProgress, 'waitsFor'>,
): string {
  const count = countOf(rows, 'row');
  const after = elapsedText(elapsedMs);
  switch (outcome.kind) {
    case 'done': {
      const doubt = outcome.incompleteTables === undefined ? '' : ' · may be incomplete';
      return `${count} from ${clusterName} in ${after}${doubt}`;
    }
    case 'cancelled':
      return `Cancelled after ${after} · ${rows === 0 ? 'no rows' : `${count}, incomplete`}`;
    case 'failed':
      return `Failed after ${after}${rows === 0 ? '' : ` · ${count}, incomplete`}`;
  }
}

/** Numbers of the cluster itself: what it compiled, executed and read. */
export function statsText(stats: PanelStats): string {
  const rows = wholeNumber(stats.recordsProcessed);
  return [
    `compile ${durationText(Number(stats.compileNs))}`,
    `execute ${durationText(Number(stats.executeNs))}`,
    `read ${rows === undefined ? stats.recordsProcessed : countText(rows)} ${rows === 1n ? 'row' : 'rows'}`,
    bytesText(Number(stats.bytesProcessed)),
  ].join(' · ');
}

const wholeNumber = (text: string): bigint | undefined =>
  /^-?\d+$/.test(text) ? BigInt(text) : undefined;

/** Why a table has no rows. */
export function noRowsText(kind: RunOutcome['kind']): string {
  switch (kind) {
    case 'done':
      return 'No rows: nothing in the time range passes the filters of the script. Try an earlier start_time, or loosen the filters.';
    case 'cancelled':
      return 'The run was cancelled before rows of this table arrived.';
    case 'failed':
      return 'The run failed before rows of this table arrived.';
  }
}

/** Why a table may lack rows though the run went well. */
export const INCOMPLETE_HELP =
  'The cluster ended the run, but not this table: rows may be missing. Run the script again.';

export const NO_TABLES_TEXT =
  'The script ran, but shows no table. Add px.display(df) for each table to see here.';

export const NO_ANSWER_TEXT =
  'The cluster ended the run without an answer: no table, no statistics. Run the script again.';

export const IDLE_TEXT = 'Run a PxL script to see its tables here.';

export const restoredText = ({ title, clusterName }: RunHeader): string =>
  `The rows of ${title} on ${clusterName} went with the reload of the window. Run it again to see them.`;

/** What a run calls, for the title: `f(start_time=-5m)` or `3 functions`. */
export function functionsText(functions: readonly string[]): string {
  if (functions.length === 0) return '';
  return functions.length === 1 ? (functions[0] ?? '') : `${functions.length} functions`;
}

export interface LimitCheck {
  readonly rows: number;
  readonly limit: number | undefined;
  /** The cluster sent the table's last row. */
  readonly isComplete: boolean;
}

/** @returns The mark of a table that was cut off, or an empty text. */
export function limitText({ rows, limit, isComplete }: LimitCheck): string {
  if (!isComplete || limit === undefined || rows < limit) return '';
  return `${countText(limit)}-row limit reached`;
}

export const limitHelp = (limit: number): string =>
  `The cluster sends at most ${countText(limit)} rows per table; more may exist.\nFilter or aggregate in the script, or begin it with the line\n#px:set max_output_rows_per_table=${limit * 10}`;
