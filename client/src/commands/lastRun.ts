/** The last run of the workspace, kept over a reload of the window. Rows are not kept. */
import type { RunHeader } from '#protocol/panel';
import type { Memory } from '../workspaceMemory.ts';
import type { RunSpec } from './scriptDocument.ts';

const KEY = 'pxl.lastRun';

export interface LastRun {
  readonly spec: RunSpec;
  readonly header: RunHeader;
}

export function lastRun(memory: Memory): LastRun | undefined {
  const { spec, header } = Object(memory.get(KEY)) as Partial<LastRun>;
  return typeof spec?.uri === 'string' && typeof header?.runId === 'number'
    ? // An undefined name is left out when the value is stored.
      { spec: { uri: spec.uri, funcName: spec.funcName }, header }
    : undefined;
}

export const rememberRun = (memory: Memory, spec: RunSpec, header: RunHeader) =>
  memory.update(KEY, { spec, header } satisfies LastRun);
