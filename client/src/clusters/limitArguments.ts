/** Settings of the local cluster as arguments of its process. */
import { LIMITS, limitOf } from '#protocol/localCluster';

interface Settings {
  get(name: string): unknown;
}

/** Settings that are no positive whole number leave the process its own default. */
export const limitArguments = (settings: Settings): readonly string[] =>
  Object.entries(LIMITS).flatMap(([name, limit]) => {
    const value = settings.get(name);
    const isValid = typeof value === 'number' && limitOf(limit, String(value)) !== undefined;
    return isValid ? [`--${limit.flag}`, String(value)] : [];
  });

/** The port programs are to send their telemetry to; undefined leaves the choice to the process. */
export function telemetryPort(settings: Settings): number | undefined {
  const port = settings.get('port');
  return typeof port === 'number' && Number.isSafeInteger(port) && port > 0 ? port : undefined;
}

export const telemetryArguments = (settings: Settings): readonly string[] => {
  const port = telemetryPort(settings);
  return port === undefined ? [] : ['--otlp-port', String(port)];
};
