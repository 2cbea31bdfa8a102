/** A process of this machine that is gone. */
import type { ProcessExit } from './procReader.ts';

export interface EndedProcess {
  readonly upid: bigint;
  readonly comm: string;
  /** Undefined when nobody saw it. */
  readonly exit: ProcessExit | undefined;
}
