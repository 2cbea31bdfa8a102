/** Limits of the local cluster: from the settings to the arguments of its process. */

const FLAGS: Readonly<Record<string, string>> = {
  queryTimeout: '--query-timeout',
  memoryLimit: '--memory-limit',
  spillLimit: '--spill-limit',
  diskQuota: '--disk-quota',
};

/** Settings that are no positive whole number leave the process its own default. */
export const limitArguments = (settings: { get(name: string): unknown }): readonly string[] =>
  Object.entries(FLAGS).flatMap(([name, flag]) => {
    const value = settings.get(name);
    return Number.isSafeInteger(value) && Number(value) > 0 ? [flag, String(value)] : [];
  });
