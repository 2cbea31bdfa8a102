/** Who has sent telemetry since this process started. */
import type { TelemetryStatus } from '#protocol/telemetry';

/** Beyond this number the service that was silent longest is left out. */
const MAX_SERVICES = 1000;

export class Senders {
  /** By service, the last one to send last. */
  readonly #sent = new Map<string, { readonly rows: number; readonly lastReceivedNs: bigint }>();

  /** `service` has sent `rows` rows at `timeNs`. */
  add(service: string, rows: number, timeNs: bigint): void {
    const before = this.#sent.get(service)?.rows ?? 0;
    this.#sent.delete(service);
    this.#sent.set(service, { rows: before + rows, lastReceivedNs: timeNs });
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > MAX_SERVICES && oldest !== undefined) this.#sent.delete(oldest);
  }

  /** The last one to send first. */
  list(): TelemetryStatus['senders'] {
    return [...this.#sent]
      .reverse()
      .map(([service, { rows, lastReceivedNs }]) => ({
        service,
        rows,
        lastReceivedNs: String(lastReceivedNs),
      }));
  }
}
