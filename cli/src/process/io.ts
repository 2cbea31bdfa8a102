/** What a command reads and writes beside its files; tests hand in their own. */
import type { Connect, Environment } from '../connection/connection.ts';
import type { OutFiles } from '../output/outFile.ts';

export interface Io {
  /** To standard output; ends when more can be written. @throws OutputError */
  readonly write: (text: string) => Promise<void>;
  /** To standard error. */
  readonly writeError: (text: string) => void;
  /** Standard output is a terminal, where control characters of names and cells must not arrive. */
  readonly isTerminal: boolean;
  readonly env: Environment;
  readonly outFiles: OutFiles;
  readonly connect: Connect;
  /** Aborts when the user or the system wants the command to end. */
  readonly signal: AbortSignal;
}
