/** Who sends telemetry to "This machine", kept up to date while somebody looks. */
import type { TelemetryStatus } from '#protocol/telemetry';

export interface ReceivedTelemetry {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  readonly status: TelemetryStatus;
}

export interface TelemetryWatchOptions {
  /** Undefined while the local cluster does not run. */
  readonly ask: (signal: AbortSignal) => Promise<ReceivedTelemetry | undefined>;
  readonly onChange: () => void;
  readonly onFailure: (text: string) => void;
  /** @returns what calls it off. */
  readonly after: (delayMs: number, work: () => void) => () => void;
}

const PERIOD_MS = 3_000;

export class TelemetryWatch {
  private known: ReceivedTelemetry | undefined;
  private watching: AbortController | undefined;
  private callOff: () => void = () => undefined;

  constructor(private readonly options: TelemetryWatchOptions) {}

  /** Undefined while the local cluster does not run, or before it was asked. */
  get current(): ReceivedTelemetry | undefined {
    return this.known;
  }

  /** Asks at once and then every few seconds, until `stop`. */
  start(): void {
    if (this.watching !== undefined) return;
    this.watching = new AbortController();
    void this.follow(this.watching.signal);
  }

  stop(): void {
    this.callOff();
    this.watching?.abort();
    this.watching = undefined;
  }

  /** Does not wait for the next time; without effect while nobody looks. */
  refresh(): void {
    if (this.watching === undefined) return;
    this.stop();
    this.start();
  }

  private async follow(signal: AbortSignal): Promise<void> {
    await this.update(signal);
    if (signal.aborted) return;
    this.callOff = this.options.after(PERIOD_MS, () => void this.follow(signal));
  }

  private async update(signal: AbortSignal): Promise<void> {
    let found: ReceivedTelemetry | undefined;
    try {
      found = await this.options.ask(signal);
    } catch (error) {
      // A cluster that ends just now is asked again soon, and then does not run.
      if (!signal.aborted) this.options.onFailure(`telemetry: ${String(error)}`);
    }
    if (signal.aborted || JSON.stringify(found) === JSON.stringify(this.known)) return;
    this.known = found;
    this.options.onChange();
  }
}
