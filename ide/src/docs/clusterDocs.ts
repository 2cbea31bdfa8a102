/** What it means that a cluster lacks something. */
import type { ProblemDocumentation } from '#language';

/** Codes of what the selected cluster lacks. */
export const CLUSTER_CODES = { table: 'PXL701', column: 'PXL702', function: 'PXL703' } as const;

export const CLUSTER_DOCS: readonly ProblemDocumentation[] = [
  {
    code: 'PXL701',
    name: 'tableNotOnCluster',
    severity: 'warning',
    title: 'The selected cluster has no such table',
    why: 'Clusters of other versions, or with other protocols traced, have other tables; this one refuses the script.',
    fix: 'Use a table that it has, or select another cluster.',
  },
  {
    code: 'PXL702',
    name: 'columnNotOnCluster',
    severity: 'warning',
    title: "The selected cluster's table has no such column",
    why: 'Columns came and went with versions of Vizier; this cluster refuses the script.',
    fix: 'Do without the column, or select another cluster.',
  },
  {
    code: 'PXL703',
    name: 'functionNotOnCluster',
    severity: 'warning',
    title: 'The selected cluster has no such function',
    why: 'Functions came with versions of Vizier; this cluster refuses the script.',
    fix: 'Use a function that it has, or select another cluster.',
  },
];
