/** What the findings mean that the compiler does not make. */
import type { Severity } from './problem.ts';
import type { ProblemDocumentation } from './problemDocumentation.ts';

export const WARNING_DOCS: readonly ProblemDocumentation[] = [
  {
    code: 'PXL601',
    name: 'unusedImport',
    severity: 'warning',
    title: "The import isn't used",
    why: 'It has no effect.',
    fix: 'Remove it.',
  },
  {
    code: 'PXL602',
    name: 'unusedDataFrame',
    severity: 'warning',
    title: "The DataFrame isn't used",
    why: 'Nothing reads or displays it, so the compiler skips it.',
    fix: 'Display it, use it, or remove it.',
  },
  {
    code: 'PXL603',
    name: 'otherDataFrame',
    severity: 'warning',
    title: 'A column of another DataFrame is read only by name',
    why: "df.x = other.y doesn't read other. It reads the column y of df, if there is one.",
    fix: "Merge the two DataFrames, or write df.y if that's what you mean.",
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
    title: 'A number used as a time is absolute',
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
    why: 'Without start_time, the query reads everything that the cluster stores, which can be slow.',
    fix: "Add a start_time such as '-5m'.",
  },
  {
    code: 'PXL608',
    name: 'scalarInAggregate',
    severity: 'warning',
    title: "A scalar function can't aggregate",
    why: 'The script compiles, but the query fails while it runs.',
    fix: 'Use an aggregate such as px.mean, px.max, px.any or px.count.',
  },
  {
    code: 'PXL609',
    name: 'aggregateInColumn',
    severity: 'warning',
    title: 'An aggregate is used in a column',
    why: 'Aggregates work on whole groups. The script compiles, but the query fails while it runs.',
    fix: 'Aggregate with agg(), then merge the result.',
  },
  {
    code: 'PXL610',
    name: 'displayNameClash',
    severity: 'warning',
    title: 'Two tables have the same name',
    why: 'The second one is shown with a number after its name.',
    fix: 'Give each px.display its own name.',
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
    why: 'px.sum keeps the unit of bytes but not of durations, so the column is shown as a plain number.',
    fix: 'Cast the sum, as in px.DurationNanos(df.total).',
  },
  {
    code: 'PXL613',
    name: 'textPlusNumber',
    severity: 'warning',
    title: 'A string and a number are added',
    why: "PxL can't add them. The compiler rejects the script as soon as the column is used.",
    fix: 'Convert the number with px.itoa.',
  },
  {
    code: 'PXL614',
    name: 'ignoredArguments',
    severity: 'warning',
    title: 'Starred arguments are ignored',
    why: 'The compiler ignores the arguments after * and **.',
    fix: 'Write out the arguments.',
  },
  {
    code: 'PXL615',
    name: 'longInteger',
    severity: 'warning',
    title: 'A long integer counts as 0',
    why: 'The parser drops the value of a number that ends in L.',
    fix: 'Remove the L.',
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
    title: "The value isn't a time",
    why: 'A column, or a number with a fraction, counts as 0, which is in the year 1970.',
    fix: "Use a literal time, such as '-5m'.",
  },
  {
    code: 'PXL618',
    name: 'groupNameClash',
    severity: 'warning',
    title: 'A group and an aggregate have the same name',
    why: 'The table would have two columns with this name.',
    fix: 'Rename the aggregate.',
  },
  {
    code: 'PXL619',
    name: 'lostAssignment',
    severity: 'warning',
    title: 'The column is assigned and never used',
    why: 'df.x = … creates a new DataFrame for this name only. The caller and other names keep the old one.',
    fix: 'Return or display it, or remove the assignment.',
  },
  {
    code: 'PXL620',
    name: 'moduloByZero',
    severity: 'warning',
    title: 'Remainder of a division by zero',
    why: 'It stops the query engine.',
    fix: 'Use another divisor.',
  },
  {
    code: 'PXL621',
    name: 'unknownValue',
    severity: 'warning',
    title: 'The column never has this value',
    why: "The column contains codes, and this isn't one of them.",
    fix: 'Use one of the codes. Hover over the column to see them.',
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
