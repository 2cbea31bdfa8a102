/** What each code means: the one table that help, settings and links are made from. */
import { CLUSTER_DOCS } from './clusterDocs.ts';
import { COMPILER_DOCS } from './compilerDocs.ts';
import type { Severity } from './problem.ts';
import { VIS_DOCS } from './visDocs.ts';
import { WARNING_DOCS } from './warningDocs.ts';

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

export const PROBLEM_DOCS: readonly ProblemDocumentation[] = [
  ...COMPILER_DOCS,
  ...WARNING_DOCS,
  ...VIS_DOCS,
  ...CLUSTER_DOCS,
];

const BY_CODE: ReadonlyMap<string, ProblemDocumentation> = new Map(
  PROBLEM_DOCS.map((one) => [one.code, one]),
);

/** @throws for a code that is none: every code is in the table. */
export function documentationOf(code: string): ProblemDocumentation {
  const found = BY_CODE.get(code);
  if (found === undefined) throw new Error(`${code} has no documentation`);
  return found;
}
