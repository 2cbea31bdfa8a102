/** The workspace's memory, without a workspace. */
import type { Memory } from '../../client/src/workspace/memory.ts';

export function memoryOf(values: Record<string, unknown> = {}): Memory {
  return {
    get: (key) => values[key],
    update: (key, value) => {
      values[key] = value;
      return Promise.resolve();
    },
  };
}
