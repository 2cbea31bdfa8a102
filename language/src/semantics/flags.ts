/** `#px:set name=value` lines. @see pixie-io/pixie src/vizier/services/query_broker/controllers/query_flags.go */
import type { PlanFlags } from '../plan/plan.ts';

const DEFAULT_FLAGS: PlanFlags = { maxOutputRowsPerTable: 10_000, explain: false, analyze: false };

export interface FlagProblem {
  readonly message: string;
  /** Only the line end is wrong, which the runner corrects before a script is sent. */
  readonly isLineEnd: boolean;
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
      about: 'Rows after which a result table is cut off. 0 and less mean no limit.',
      initial: String(DEFAULT_FLAGS.maxOutputRowsPerTable),
      values: ['1000', '10000', '100000', '0'],
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
const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

type Read =
  | { readonly kind: 'flags'; readonly flags: Partial<PlanFlags> }
  | { readonly kind: 'wrong'; readonly message: string };

const wrong = (message: string): Read => ({ kind: 'wrong', message });

/**
 * Flags of a script, read as the query broker reads them. It stops at the first line that is wrong;
 * here each is reported and left out. Messages begin with the broker's own words.
 */
export function readFlags(text: string): {
  readonly flags: PlanFlags;
  readonly problems: readonly FlagProblem[];
} {
  const problems: FlagProblem[] = [];
  let flags = DEFAULT_FLAGS;
  for (const { line, start } of flagLines(text)) {
    const isLineEnd = line.endsWith('\r');
    const read = readLine(isLineEnd ? line.slice(0, -1) : line);
    const place = { start, end: start + line.length };
    if (read.kind === 'wrong') {
      problems.push({ message: read.message, isLineEnd: false, ...place });
    } else {
      flags = { ...flags, ...read.flags };
      if (isLineEnd) problems.push({ message: LINE_END, isLineEnd, ...place });
    }
  }
  return { flags, problems };
}

/** Only LF ends a line here. */
function* flagLines(text: string): Generator<{ readonly line: string; readonly start: number }> {
  for (let at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
    if (at > 0 && text[at - 1] !== '\n') continue;
    const newline = text.indexOf('\n', at);
    yield { line: text.slice(at, newline < 0 ? undefined : newline), start: at };
  }
}

function readLine(line: string): Read {
  const [, setting = '', ...others] = line.split(' ');
  const [name = '', value, ...more] = setting.split('=');
  if (others.length > 0 || value === undefined || more.length > 0) {
    return wrong('Config setting is malformed: write name=value and nothing behind it.');
  }
  if (!FLAGS.has(name)) {
    return wrong(`${name} is not a valid flag: use ${[...FLAGS.keys()].join(', ')}.`);
  }
  return name === 'max_output_rows_per_table' ? readRows(name, value) : readSwitch(name, value);
}

/** @see Go strconv.ParseBool */
function readSwitch(name: string, value: string): Read {
  if (TRUE.has(value)) return { kind: 'flags', flags: { [name]: true } };
  if (FALSE.has(value)) return { kind: 'flags', flags: { [name]: false } };
  return wrong(`${parseError(name, value)}: write true or false.`);
}

/** The carriage return belongs to the value, which then is none. */
const LINE_END =
  "A line that ends with CRLF is refused by Pixie: px and Pixie's own clients send it as it is. Save the script with LF.";

const MAX_INT64 = 2n ** 63n - 1n;

/** @see Go strconv.ParseInt; planner/compiler_state.h: what is not above 0 means no limit. */
function readRows(name: string, value: string): Read {
  if (!/^[+-]?\d+$/.test(value)) {
    return wrong(`${parseError(name, value)}: write a whole number.`);
  }
  const rows = BigInt(value.replace(/^\+/, ''));
  if (rows > MAX_INT64 || rows < -MAX_INT64 - 1n) {
    return wrong(`${parseError(name, value, 'value out of range')}: it does not fit INT64.`);
  }
  // No result has so many rows that a double could not count them.
  const limit = rows > 0n && rows <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(rows) : undefined;
  return { kind: 'flags', flags: { maxOutputRowsPerTable: limit } };
}

function parseError(name: string, value: string, reason = 'invalid syntax'): string {
  const parse = name === 'max_output_rows_per_table' ? 'ParseInt' : 'ParseBool';
  return `strconv.${parse}: parsing ${JSON.stringify(value)}: ${reason}`;
}
