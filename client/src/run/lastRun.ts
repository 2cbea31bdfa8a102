/** The last run of the workspace, kept over a reload of the window. Rows are not kept. */
import type { RunHeader } from '#protocol/panel';
import type { Memory } from '../workspace/memory.ts';

const KEY = 'pxl.lastRun';

/** What is run: a script and, unless the whole of it, one function. */
export interface RunSpec {
  readonly uri: string;
  readonly funcName: string | undefined;
}

export interface LastRun {
  readonly spec: RunSpec;
  readonly header: RunHeader;
}

export function lastRun(memory: Memory): LastRun | undefined {
  const { spec, header } = Object(memory.get(KEY)) as Partial<LastRun>;
  return typeof spec?.uri === 'string' && typeof header?.runId === 'string'
    ? {
        // An undefined name is left out when the value is stored.
        spec: { uri: spec.uri, funcName: spec.funcName },
        header,
      }
    : undefined;
}

export const rememberRun = (memory: Memory, spec: RunSpec, header: RunHeader) =>
  memory.update(KEY, { spec, header } satisfies LastRun);
