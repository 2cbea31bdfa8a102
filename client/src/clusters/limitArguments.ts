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

/** The port programs send their telemetry to; without a setting the process chooses. */
export const telemetryArguments = (settings: Settings): readonly string[] => {
  const port = settings.get('port');
  return Number.isSafeInteger(port) && Number(port) > 0 ? ['--otlp-port', String(port)] : [];
};
