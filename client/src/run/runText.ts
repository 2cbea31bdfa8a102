/** A run in the few words of a status bar. */
import { countOf, durationText, visible } from '#rows';
import type { RunState } from './runController.ts';

export interface RunText {
  /** Codicon. */
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
}

/** @returns undefined before the first run. */
export function runText(state: RunState): RunText | undefined {
  if (state.kind === 'running') {
    const { title, clusterName } = state.header;
    return {
      icon: 'loading~spin',
      text: `Running ${title}`,
      tooltip: `Running on ${clusterName}. Click to cancel.`,
    };
  }
  const { last } = state;
  if (last === undefined) return undefined;
  const rows = [...last.rows.values()].reduce((sum, count) => sum + count, 0);
  const amount = countOf(rows, 'row');
  const { title, clusterName } = last.header;
  const where = `${title} on ${clusterName}.`;
  switch (last.outcome.kind) {
    case 'done': {
      const { incompleteTables } = last.outcome;
      if (incompleteTables !== undefined) {
        const tables = incompleteTables.map(visible).join(', ') || 'the result';
        return {
          icon: 'warning',
          text: `${amount}, may be incomplete`,
          tooltip: `${where} The cluster did not send the end of ${tables}. Run the script again.`,
        };
      }
      const took = last.stats === undefined ? '' : `, ${durationText(last.stats.executeNs)}`;
      const compiled =
        last.stats === undefined ? '' : ` Compiled in ${durationText(last.stats.compileNs)}.`;
      return { icon: 'check', text: `${amount}${took}`, tooltip: `${where}${compiled}` };
    }
    case 'cancelled':
      return { icon: 'circle-slash', text: `Cancelled, ${amount}`, tooltip: where };
    case 'failed':
      return {
        icon: 'error',
        text: 'Run failed',
        tooltip: `${where} ${last.outcome.error.message} ${last.outcome.error.nextStep}`,
      };
  }
}
