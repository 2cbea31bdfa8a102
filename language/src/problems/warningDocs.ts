/** What the findings mean that the compiler does not make. */
import type { Severity } from './problem.ts';
import type { ProblemDocumentation } from './problemDocumentation.ts';

export const WARNING_DOCS: readonly ProblemDocumentation[] = [
  {
    code: 'PXL601',
    name: 'unusedImport',
    severity: 'warning',
    title: 'The import is not used',
    why: 'It costs nothing but attention.',
    fix: 'Remove it.',
  },
  {
    code: 'PXL602',
    name: 'unusedDataFrame',
    severity: 'warning',
    title: 'The DataFrame is not used',
    why: 'Nothing reads it and nothing displays it: the compiler leaves it out.',
    fix: 'Display it, use it, or remove it.',
  },
  {
    code: 'PXL603',
    name: 'otherDataFrame',
    severity: 'warning',
    title: 'A column of another DataFrame is read by name only',
    why: 'df.x = other.y does not read other: it reads the column y of df, if there is one.',
    fix: 'Merge the two DataFrames, or write df.y if that is meant.',
  },
  {
    code: 'PXL604',
    name: 'unusedFunction',
    severity: 'information',
    title: 'The function is never called',
    why: 'Neither the script nor vis.json calls it.',
    fix: 'Call it, name it in vis.json, or remove it.',
  },
  {
    code: 'PXL605',
    name: 'absoluteTime',
    severity: 'warning',
    title: 'A number as a time is absolute',
    why: 'start_time=-300 is 300 ns before 1970, not five minutes ago.',
    fix: "Write '-5m', or px.now() - px.minutes(5).",
  },
  {
    code: 'PXL606',
    name: 'severalUnits',
    severity: 'warning',
    title: 'Only the first unit of a duration counts',
    why: "'1h30m' is read as one hour.",
    fix: "Use one unit: '90m'.",
  },
  {
    code: 'PXL607',
    name: 'noStartTime',
    severity: 'warning',
    title: 'The table is read from its beginning',
    why: 'Without start_time everything the cluster keeps is read, which may be slow.',
    fix: "Give a start_time such as '-5m'.",
  },
  {
    code: 'PXL608',
    name: 'scalarInAggregate',
    severity: 'warning',
    title: 'A scalar function cannot aggregate',
    why: 'The compiler accepts it; the query fails while it runs.',
    fix: 'Use an aggregate such as px.mean, px.max, px.any or px.count.',
  },
  {
    code: 'PXL609',
    name: 'aggregateInColumn',
    severity: 'warning',
    title: 'An aggregate is used in a column',
    why: 'It works on whole groups. The compiler accepts it here; the query fails while it runs.',
    fix: 'Aggregate with agg(), then merge the result.',
  },
  {
    code: 'PXL610',
    name: 'displayNameClash',
    severity: 'warning',
    title: 'Two tables have one name',
    why: 'The second is shown with a number behind its name.',
    fix: 'Give each px.display a name of its own.',
  },
  {
    code: 'PXL611',
    name: 'aboveRowLimit',
    severity: 'warning',
    title: 'head() asks for more rows than a result has',
    why: 'A result table has 10,000 rows unless #px:set max_output_rows_per_table says otherwise.',
    fix: 'Ask for fewer, or set the flag.',
  },
  {
    code: 'PXL612',
    name: 'sumWithoutUnit',
    severity: 'information',
    title: 'The sum of durations has no unit',
    why: 'px.sum keeps the meaning of bytes, not of durations: the column is shown as a plain number.',
    fix: 'Cast the sum: px.DurationNanos(df.total).',
  },
  {
    code: 'PXL613',
    name: 'textPlusNumber',
    severity: 'warning',
    title: 'A text and a number are added',
    why: 'There is no such addition: the script is refused as soon as the column is used.',
    fix: 'Convert the number with px.itoa.',
  },
  {
    code: 'PXL614',
    name: 'ignoredArguments',
    severity: 'warning',
    title: 'Starred arguments are ignored',
    why: 'The call is read without what stands behind * and **.',
    fix: 'Write the arguments out.',
  },
  {
    code: 'PXL615',
    name: 'longInteger',
    severity: 'warning',
    title: 'A long integer counts as 0',
    why: 'The parser keeps no value of a number that ends in L.',
    fix: 'Leave out the L.',
  },
  {
    code: 'PXL616',
    name: 'numberBase',
    severity: 'warning',
    title: "The number's base is ignored",
    why: '0x10 is read as 10, and 017 as 17.',
    fix: 'Write the number in decimal.',
  },
  {
    code: 'PXL617',
    name: 'noTime',
    severity: 'warning',
    title: 'The value is no time',
    why: 'A column or a number with a fraction counts as 0, the year 1970.',
    fix: "Give a literal time, such as '-5m'.",
  },
  {
    code: 'PXL618',
    name: 'groupNameClash',
    severity: 'warning',
    title: 'A group and an aggregate have one name',
    why: 'The table would have two columns of this name.',
    fix: 'Name the aggregate differently.',
  },
  {
    code: 'PXL619',
    name: 'lostAssignment',
    severity: 'warning',
    title: 'The column is assigned and never used',
    why: "df.x = … makes a new DataFrame of that name here; the caller's and other names keep the old one.",
    fix: 'Return or display it, or remove the assignment.',
  },
  {
    code: 'PXL620',
    name: 'moduloByZero',
    severity: 'warning',
    title: 'A remainder of a division by zero',
    why: "The query's engine stops there.",
    fix: 'Divide by something else.',
  },
  {
    code: 'PXL621',
    name: 'unknownValue',
    severity: 'warning',
    title: 'The column never has this value',
    why: 'The column holds codes, and this is none of them.',
    fix: 'Use one of the codes; hover over the column shows them.',
  },
];

const SEVERITIES: ReadonlyMap<string, Severity> = new Map(
  WARNING_DOCS.map(({ code, severity }) => [code, severity]),
);

/** What a finding is reported as unless a setting says otherwise. @throws for a code that is none. */
export function warningSeverity(code: string): Severity {
  const found = SEVERITIES.get(code);
  if (found === undefined) throw new Error(`${code} has no documentation`);
  return found;
}
