/** Puts profiles into a local cluster over its receiver of telemetry. */
import { RunFailure } from '#protocol/run';
import {
  KEY_HEADER,
  PROFILES_PATH,
  readImportedProfile,
  type ImportedProfile,
  type TelemetryEndpoint,
} from '#protocol/telemetry';
import { runError } from './errors.ts';

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
  const answer: unknown = await response.json();
  if (response.ok) {
    const imported = readImportedProfile(answer);
    if (imported !== undefined) return imported;
    const message = `The server at ${endpoint} is not a local cluster: its answer cannot be read.`;
    throw new RunFailure(runError('request', message, 'Check the address.'));
  }
  const { message } = Object(answer) as { readonly message?: unknown };
  const reason = typeof message === 'string' ? message : `status ${String(response.status)}`;
  const nextStep = 'Give a CPU profile: a .cpuprofile file or one in the format of pprof.';
  throw new RunFailure(runError('request', `${file.name}: ${reason}`, nextStep));
}
