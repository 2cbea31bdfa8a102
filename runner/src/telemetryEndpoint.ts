/** The receiver of a local cluster: how programs reach it, and how profiles are put into it. */
import { runError, RunFailure } from '#protocol/errors';

export interface TelemetryEndpoint {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  readonly apiKey: string;
}

/**
 * What a program's environment needs to send its telemetry here, as NAME=value.
 *
 * @see OpenTelemetry specification, Protocol Exporter: environment variables
 */
export const telemetryEnvironment = ({
  endpoint,
  apiKey,
}: TelemetryEndpoint): readonly string[] => [
  `OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}`,
  `OTEL_EXPORTER_OTLP_HEADERS=pixie-api-key=${apiKey}`,
  'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
];

export interface ImportedProfile {
  /** The service name of its rows, without the namespace. */
  readonly program: string;
  readonly stacks: number;
  /** Decimal text. */
  readonly samples: string;
  /** When it was recorded, ns since the epoch; null when the file does not say: then it is now. */
  readonly timeNs: string | null;
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
    response = await fetch(`${endpoint}/profiles?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: { 'pixie-api-key': apiKey },
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
  if (response.ok) return answer as ImportedProfile;
  const { message } = Object(answer) as { readonly message?: unknown };
  const reason = typeof message === 'string' ? message : `status ${String(response.status)}`;
  const nextStep = 'Give a CPU profile: a .cpuprofile file or one in the format of pprof.';
  throw new RunFailure(runError('request', `${file.name}: ${reason}`, nextStep));
}
