/** The receiver of telemetry of a local cluster, as its users ask it. */
import { runError, RunFailure } from '#protocol/errors';
import { parsedJson } from '#protocol/shapes';
import {
  KEY_HEADER,
  PROFILES_PATH,
  readImportedProfile,
  readTelemetryStatus,
  STATUS_PATH,
  type ImportedProfile,
  type TelemetryEndpoint,
  type TelemetryStatus,
} from '#protocol/telemetry';

/** Who sends telemetry. @throws Error when the receiver does not answer as one; AbortError. */
export async function telemetryStatus(
  { endpoint, apiKey }: TelemetryEndpoint,
  signal: AbortSignal,
): Promise<TelemetryStatus> {
  const headers = { [KEY_HEADER]: apiKey };
  const response = await fetch(`${endpoint}${STATUS_PATH}`, { headers, signal });
  const status = response.ok ? readTelemetryStatus(await response.json()) : undefined;
  if (status === undefined) {
    throw new Error(`${endpoint} gave no status (${String(response.status)})`);
  }
  return status;
}

/**
 * Puts a .cpuprofile or pprof file into stack_traces.beta of "This machine".
 *
 * @throws RunFailure when the file is no such profile or the cluster cannot be reached; AbortError.
 */
export async function importProfile(
  { endpoint, apiKey }: TelemetryEndpoint,
  file: { readonly name: string; readonly bytes: Uint8Array },
  signal: AbortSignal,
): Promise<ImportedProfile> {
  let response: Response;
  try {
    response = await fetch(`${endpoint}${PROFILES_PATH}?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: { [KEY_HEADER]: apiKey },
      body: Uint8Array.from(file.bytes),
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The local cluster at ${endpoint} cannot be reached: ${reason}.`;
    throw new RunFailure(runError('network', message, 'Start it again.'));
  }
  const answer = parsedJson(await response.text());
  const imported = response.ok ? readImportedProfile(answer) : undefined;
  if (imported !== undefined) return imported;
  if (response.ok || answer === undefined) {
    const message = `The server at ${endpoint} is not a local cluster: its answer cannot be read.`;
    throw new RunFailure(runError('request', message, 'Check the address.'));
  }
  const { message } = Object(answer) as { readonly message?: unknown };
  const reason = typeof message === 'string' ? message : `status ${String(response.status)}`;
  const nextStep = 'Give a CPU profile: a .cpuprofile file or one in the format of pprof.';
  throw new RunFailure(runError('request', `${file.name}: ${reason}`, nextStep));
}
