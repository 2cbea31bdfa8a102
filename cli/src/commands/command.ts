/** How the file of a command adds itself to `pxl`. */
import type { Command } from 'commander';
import type { Io } from '../process/io.ts';

export interface CommandContext {
  readonly io: Io;
  /** To be called with the exit code; 0 without. */
  readonly exit: (code: number) => void;
}

export type AddCommand = (program: Command, context: CommandContext) => void;
