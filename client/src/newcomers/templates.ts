/** The templates of "PxL: New Script…", shipped in the folder `templates`. */

export interface Template {
  /** Folder and script name; undefined for a script without anything. */
  readonly id: string | undefined;
  readonly label: string;
  readonly detail: string;
}

export const TEMPLATES: readonly Template[] = [
  {
    id: 'table-rows',
    label: 'Rows of a Table',
    detail: 'The latest rows of one table, with the columns you choose.',
  },
  {
    id: 'service-latency',
    label: 'Latency of Services',
    detail: 'Quantiles of latency and the number of requests, grouped by service.',
  },
  {
    id: 'failed-requests',
    label: 'Failed Requests over Time',
    detail: 'The share of failed requests in steps of ten seconds, as a chart.',
  },
  {
    id: 'process-usage',
    label: 'Processes',
    detail: 'CPU time and memory of each process. Works on This machine too.',
  },
  { id: undefined, label: 'Empty Script', detail: 'Only the import.' },
];

export const EMPTY_SCRIPT = 'import px\n\n';

/** Why a text can't be the name of a new script; undefined when it can. */
export function problemOfScriptName(name: string): string | undefined {
  if (name.trim() === '') return 'Enter a name.';
  return /^[\w][\w .-]*$/u.test(name.trim())
    ? undefined
    : 'Use letters, digits, spaces, dots, dashes and underscores.';
}
