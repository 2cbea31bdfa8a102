/**
 * Sends rows to the page at the page's pace. The first rows go at once; while the page is behind,
 * batches are joined up to the size of one message, and then the sender waits.
 */
import type { RowBatch } from '#protocol/batch';
import { PANEL_WINDOW, type RunId, type ToPanel } from '#protocol/panel';
import {
  transferableColumns,
  MAX_MESSAGE_BYTES,
  MAX_MESSAGE_ROWS,
  rangesOf,
  sizeBytes,
  type RowRange,
} from '#rows';

export class BatchSender {
  private lastSeq = 0;
  private readonly unacknowledged = new Set<number>();
  private waiting: RowRange[] = [];
  private waitingRows = 0;
  private waitingBytes = 0;
  private wake: (() => void) | undefined;

  constructor(
    private readonly runId: RunId,
    private readonly post: (message: ToPanel) => void,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.wake?.(), { once: true });
  }

  /** Ends when the rows are sent or wait in a bounded remainder; drops them after an abort. */
  async send(batch: RowBatch): Promise<void> {
    const bytes = sizeBytes(batch);
    const fits =
      this.waitingRows + batch.rowCount <= MAX_MESSAGE_ROWS &&
      this.waitingBytes + bytes <= MAX_MESSAGE_BYTES &&
      this.waiting[0]?.batch.tableId === batch.tableId;
    if (this.waiting.length > 0 && !fits) await this.flush();
    const ranges = rangesOf(batch);
    for (const range of ranges.slice(0, -1)) {
      await this.slot();
      this.transmit([range]);
    }
    const last = ranges.at(-1);
    if (last === undefined) return;
    this.waiting.push(last);
    this.waitingRows += last.to - last.from;
    this.waitingBytes += bytes / ranges.length;
    if (this.unacknowledged.size < PANEL_WINDOW) this.transmitWaiting();
    else if (batch.eos) await this.flush();
  }

  /** Sends what waits; call it before anything that must come after the rows. */
  async flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    await this.slot();
    this.transmitWaiting();
  }

  /** The page has stored the rows of a message. */
  acknowledge(seq: number): void {
    if (!this.unacknowledged.delete(seq)) return;
    if (this.wake === undefined) this.transmitWaiting();
    else this.wake();
  }

  private async slot(): Promise<void> {
    while (this.unacknowledged.size >= PANEL_WINDOW && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }

  private transmitWaiting(): void {
    const ranges = this.waiting;
    this.waiting = [];
    this.waitingRows = 0;
    this.waitingBytes = 0;
    if (ranges.length > 0) this.transmit(ranges);
  }

  private transmit(ranges: readonly RowRange[]): void {
    const last = ranges.at(-1);
    if (last === undefined || this.signal.aborted) return;
    this.lastSeq += 1;
    this.unacknowledged.add(this.lastSeq);
    this.post({
      type: 'batch',
      runId: this.runId,
      seq: this.lastSeq,
      tableId: last.batch.tableId,
      rowCount: ranges.reduce((sum, { from, to }) => sum + to - from, 0),
      columns: transferableColumns(ranges),
      eos: last.batch.eos && last.to === last.batch.rowCount,
    });
  }
}
