/** What it means that something is missing on a cluster. */
import type { ProblemDocumentation } from '#language';

/** Codes of what is missing on the selected cluster. */
export const CLUSTER_CODES = { table: 'PXL701', column: 'PXL702', function: 'PXL703' } as const;

export const CLUSTER_DOCS: readonly ProblemDocumentation[] = [
  {
    code: 'PXL701',
    name: 'tableNotOnCluster',
    severity: 'warning',
    title: 'The selected cluster has no such table',
    why: "Tables depend on Vizier's version and on the traced protocols. This cluster will reject the script.",
    fix: 'Use another table, or select another cluster.',
  },
  {
    code: 'PXL702',
    name: 'columnNotOnCluster',
    severity: 'warning',
    title: "The selected cluster's table has no such column",
    why: 'Columns differ between versions of Vizier. This cluster will reject the script.',
    fix: 'Remove the column, or select another cluster.',
  },
  {
    code: 'PXL703',
    name: 'functionNotOnCluster',
    severity: 'warning',
    title: 'The selected cluster has no such function',
    why: 'Functions differ between versions of Vizier. This cluster will reject the script.',
    fix: 'Use another function, or select another cluster.',
  },
];
