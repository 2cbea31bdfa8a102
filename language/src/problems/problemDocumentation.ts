/** What is written about a code. */
import type { Severity } from './problem.ts';

export interface ProblemDocumentation {
  readonly code: string;
  /** For settings: `unusedImport`. */
  readonly name: string;
  /** What it is reported as unless a setting says otherwise. */
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
}
