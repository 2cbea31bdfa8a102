/** `#px:set name=value` lines. @see pixie-io/pixie src/vizier/services/query_broker/controllers/query_flags.go */
import type { PlanFlags } from '../plan/plan.ts';

const DEFAULT_FLAGS: PlanFlags = {
  maxOutputRowsPerTable: 10_000,
  explain: false,
  analyze: false,
};

export interface FlagProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

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
      const known = 'max_output_rows_per_table, explain, analyze';
      report(`'${name}' is no query flag; known are ${known}.`);
    }
  }
  return { flags, problems };
}
