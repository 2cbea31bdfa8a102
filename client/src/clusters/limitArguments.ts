/** Settings of the local cluster as arguments of its process. */

const FLAGS: Readonly<Record<string, string>> = {
  queryTimeout: '--query-timeout',
  memoryLimit: '--memory-limit',
  spillLimit: '--spill-limit',
  diskQuota: '--disk-quota',
};

/** Settings that are no positive whole number leave the process its own default. */
export const limitArguments = (settings: Settings): readonly string[] =>
  Object.entries(FLAGS).flatMap(([name, flag]) => argumentOf(flag, settings.get(name)));

/** The port programs send their telemetry to; without a setting the process chooses. */
export const telemetryArguments = (settings: Settings): readonly string[] =>
  argumentOf('--otlp-port', settings.get('port'));

interface Settings {
  get(name: string): unknown;
}

const argumentOf = (flag: string, value: unknown): readonly string[] =>
  Number.isSafeInteger(value) && Number(value) > 0 ? [flag, String(value)] : [];
