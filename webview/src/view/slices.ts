/**
 * Long work on the thread of the page, in slices short enough that keys and scrolling are answered.
 * A worker would be the natural place, but the page's policy allows scripts by nonce alone: neither
 * a worker's file nor a blob may be started under it, and the rows would have to be sent over.
 */

const SLICE_MS = 12;

export class Slices {
  private until = 0;

  /** @param pause Resolves when the page has had its turn. */
  constructor(
    private readonly signal: AbortSignal,
    private readonly pause: () => Promise<void> = nextTask,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.until = this.now() + SLICE_MS;
  }

  /** True when it is time to call `rest`. Cheap enough for every few hundred rows. */
  get isOver(): boolean {
    return this.now() >= this.until;
  }

  /** @throws The signal's reason when the work is no longer wanted. */
  async rest(): Promise<void> {
    await this.pause();
    this.signal.throwIfAborted();
    this.until = this.now() + SLICE_MS;
  }
}

/** Lets input, layout and painting happen. Messages are not held back as timers are. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
