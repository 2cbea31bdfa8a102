/** From errors to HTTP statuses, in one place for every server of this room. */
import { TelemetryError } from '#protocol/telemetry';

/** An answer that is no success. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

const RETRY_AFTER_S = 1;

/** The sender still has what it sent and should send it again. */
export const comeAgain = (message: string): HttpError =>
  new HttpError(503, message, { 'retry-after': String(RETRY_AFTER_S) });

const TELEMETRY_STATUSES: Readonly<Record<TelemetryError['kind'], number>> = {
  malformed: 400,
  tooLarge: 413,
};

/** What a failure of a route is answered with. */
export function httpErrorOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TelemetryError) {
    return new HttpError(TELEMETRY_STATUSES[error.kind], message);
  }
  return new HttpError(500, message);
}
