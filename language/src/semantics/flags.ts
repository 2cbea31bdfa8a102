/** `#px:set name=value` lines. @see pixie-io/pixie src/vizier/services/query_broker/controllers/query_flags.go */
import type { PlanFlags } from '../plan/plan.ts';

const DEFAULT_FLAGS: PlanFlags = { maxOutputRowsPerTable: 10_000, explain: false, analyze: false };

export interface FlagProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** What each flag does, by name. */
export const FLAGS: ReadonlyMap<
  string,
  {
    readonly about: string;
    readonly initial: string;
    /** Those that can be listed. */
    readonly values: readonly string[];
  }
> = new Map([
  [
    'max_output_rows_per_table',
    {
      about: 'Rows after which a result table is cut off.',
      initial: String(DEFAULT_FLAGS.maxOutputRowsPerTable),
      values: ['1000', '10000', '100000'],
    },
  ],
  [
    'explain',
    {
      about: 'Adds the query plan as a result table.',
      initial: String(DEFAULT_FLAGS.explain),
      values: ['true', 'false'],
    },
  ],
  [
    'analyze',
    {
      about: 'Measures each operator: time, bytes and rows, shown with the query plan.',
      initial: String(DEFAULT_FLAGS.analyze),
      values: ['true', 'false'],
    },
  ],
]);

const PREFIX = '#px:set ';

/** Flags of a script; what is no flag is reported and left out. */
export function readFlags(text: string): {
  readonly flags: PlanFlags;
  readonly problems: readonly FlagProblem[];
} {
  const problems: FlagProblem[] = [];
  let flags = DEFAULT_FLAGS;
  for (const match of text.matchAll(/^#px:set .*$/gm)) {
    const start = match.index;
    const end = start + match[0].length;
    const [name = '', value, ...more] = match[0].slice(PREFIX.length).trimEnd().split('=');
    const report = (message: string) => problems.push({ message, start, end });
    if (value === undefined || more.length > 0) {
      report('A query flag is written as name=value.');
    } else if (name === 'max_output_rows_per_table') {
      if (/^\d+$/.test(value)) flags = { ...flags, maxOutputRowsPerTable: Number(value) };
      else report(`'${value}' is not a number of rows.`);
    } else if (name === 'explain' || name === 'analyze') {
      if (value === 'true' || value === 'false') flags = { ...flags, [name]: value === 'true' };
      else report(`'${value}' is neither true nor false.`);
    } else {
      const known = [...FLAGS.keys()].join(', ');
      report(`'${name}' is no query flag; known are ${known}.`);
    }
  }
  return { flags, problems };
}
