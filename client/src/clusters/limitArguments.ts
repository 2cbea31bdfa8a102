/** Limits of the local cluster: from the settings to the arguments of its process. */
import { LIMITS, limitOf } from '#protocol/localCluster';

/** Settings that are no positive whole number leave the process its own default. */
export const limitArguments = (settings: { get(name: string): unknown }): readonly string[] =>
  Object.entries(LIMITS).flatMap(([name, limit]) => {
    const value = settings.get(name);
    const isValid = typeof value === 'number' && limitOf(limit, String(value)) !== undefined;
    return isValid ? [`--${limit.flag}`, String(value)] : [];
  });
