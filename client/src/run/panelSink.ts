/** Shows a run in the results panel: its events become messages, at the page's pace. */
import type { RunHeader, RunOutcome, ToPanel } from '#protocol/panel';
import type { RunEvent, RunStats } from '#protocol/run';
import { BatchSender } from './batchSender.ts';
import type { RunSink } from './runSession.ts';

export class PanelSink implements RunSink {
  private readonly sender: BatchSender;

  constructor(
    private readonly header: RunHeader,
    private readonly post: (message: ToPanel) => void,
    signal: AbortSignal,
  ) {
    this.sender = new BatchSender(header.runId, post, signal);
    post({ type: 'runStarted', run: header });
  }

  async take(event: RunEvent): Promise<void> {
    if (event.kind === 'batch') return this.sender.send(event.batch);
    await this.sender.flush();
    const { runId } = this.header;
    if (event.kind === 'table') this.post({ type: 'table', runId, table: event.table });
    if (event.kind === 'mutation') this.post({ type: 'mutation', runId, states: event.states });
    if (event.kind === 'stats') {
      this.post({ type: 'stats', runId, stats: decimalText(event.stats) });
    }
  }

  progress(message: string): void {
    this.post({ type: 'progress', runId: this.header.runId, message });
  }

  end(outcome: RunOutcome): void {
    this.post({ type: 'runEnded', runId: this.header.runId, outcome });
  }

  /** The page has stored the rows of a message. */
  acknowledge(seq: number): void {
    this.sender.acknowledge(seq);
  }
}

const decimalText = (stats: RunStats) => ({
  compileNs: String(stats.compileNs),
  executeNs: String(stats.executeNs),
  bytesProcessed: String(stats.bytesProcessed),
  recordsProcessed: String(stats.recordsProcessed),
});
