/** Programs are set up once with the endpoint that was copied; says so when it is another one now. */
import type { Memory } from '../workspace/memory.ts';

const KEY = 'pxl.copiedOtlpEndpoint';

/** To be called when the user has copied the endpoint. */
export const rememberEndpoint = (memory: Memory, endpoint: string): PromiseLike<void> =>
  memory.update(KEY, endpoint);

/** @returns the endpoint that programs were set up with, when it is not this one. */
export function movedFrom(memory: Memory, endpoint: string): string | undefined {
  const copied = memory.get(KEY);
  return typeof copied === 'string' && copied !== endpoint ? copied : undefined;
}
