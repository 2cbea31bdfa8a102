/** What each code means: the one table that help, settings and links are made from. */
import { CLUSTER_DOCS } from './clusterDocs.ts';
import { COMPILER_DOCS } from './compilerDocs.ts';
import type { ProblemDocumentation } from '#language';
import { VIS_DOCS } from '#vis';
import { WARNING_DOCS } from './warningDocs.ts';

export const PROBLEM_DOCS: readonly ProblemDocumentation[] = [
  ...COMPILER_DOCS,
  ...WARNING_DOCS,
  ...VIS_DOCS,
  ...CLUSTER_DOCS,
];
