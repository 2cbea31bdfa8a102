/** What the findings mean that the compiler does not make. */
import { WARNING_CODES, warningSeverity, type ProblemDocumentation, type Warning } from '#language';

const TEXTS: Readonly<Record<Warning, Pick<ProblemDocumentation, 'title' | 'why' | 'fix'>>> = {
  unusedImport: { title: "The import isn't used", why: 'It has no effect.', fix: 'Remove it.' },
  unusedDataFrame: {
    title: "The DataFrame isn't used",
    why: 'Nothing reads or displays it, so the compiler skips it.',
    fix: 'Display it, use it, or remove it.',
  },
  otherDataFrame: {
    title: 'A column of another DataFrame is read only by name',
    why: "df.x = other.y doesn't read other. It reads the column y of df, if there is one.",
    fix: "Merge the two DataFrames, or write df.y if that's what you mean.",
  },
  unusedFunction: {
    title: 'The function is never called',
    why: 'Neither the script nor vis.json calls it.',
    fix: 'Call it, name it in vis.json, or remove it.',
  },
  absoluteTime: {
    title: 'A number used as a time is absolute',
    why: 'start_time=-300 is 300 ns before 1970, not five minutes ago.',
    fix: "Write '-5m', or px.now() - px.minutes(5).",
  },
  severalUnits: {
    title: 'Only the first unit of a duration counts',
    why: "'1h30m' is read as one hour.",
    fix: "Use one unit: '90m'.",
  },
  noStartTime: {
    title: 'The table is read from its beginning',
    why: 'Without start_time, the query reads everything that the cluster stores, which can be slow.',
    fix: "Add a start_time such as '-5m'.",
  },
  scalarInAggregate: {
    title: "A scalar function can't aggregate",
    why: 'The script compiles, but the query fails while it runs.',
    fix: 'Use an aggregate such as px.mean, px.max, px.any or px.count.',
  },
  aggregateInColumn: {
    title: 'An aggregate is used in a column',
    why: 'Aggregates work on whole groups. The script compiles, but the query fails while it runs.',
    fix: 'Aggregate with agg(), then merge the result.',
  },
  displayNameClash: {
    title: 'Two tables have the same name',
    why: 'The second one is shown with a number after its name.',
    fix: 'Give each px.display its own name.',
  },
  aboveRowLimit: {
    title: 'head() asks for more rows than a result has',
    why: 'A result table has 10,000 rows unless #px:set max_output_rows_per_table says otherwise.',
    fix: 'Ask for fewer, or set the flag.',
  },
  sumWithoutUnit: {
    title: 'The sum of durations has no unit',
    why: 'px.sum keeps the unit of bytes but not of durations, so the column is shown as a plain number.',
    fix: 'Cast the sum, as in px.DurationNanos(df.total).',
  },
  textPlusNumber: {
    title: 'A string and a number are added',
    why: "PxL can't add them. The compiler rejects the script as soon as the column is used.",
    fix: 'Convert the number with px.itoa.',
  },
  ignoredArguments: {
    title: 'Starred arguments are ignored',
    why: 'The compiler ignores the arguments after * and **.',
    fix: 'Write out the arguments.',
  },
  longInteger: {
    title: 'A long integer counts as 0',
    why: 'The parser drops the value of a number that ends in L.',
    fix: 'Remove the L.',
  },
  numberBase: {
    title: "The number's base is ignored",
    why: '0x10 is read as 10, and 017 as 17.',
    fix: 'Write the number in decimal.',
  },
  noTime: {
    title: "The value isn't a time",
    why: 'A column, or a number with a fraction, counts as 0, which is in the year 1970.',
    fix: "Use a literal time, such as '-5m'.",
  },
  groupNameClash: {
    title: 'A group and an aggregate have the same name',
    why: 'The table would have two columns with this name.',
    fix: 'Rename the aggregate.',
  },
  lostAssignment: {
    title: 'The column is assigned and never used',
    why: 'df.x = … creates a new DataFrame for this name only. The caller and other names keep the old one.',
    fix: 'Return or display it, or remove the assignment.',
  },
  moduloByZero: {
    title: 'Remainder of a division by zero',
    why: 'It stops the query engine.',
    fix: 'Use another divisor.',
  },
  unknownValue: {
    title: 'The column never has this value',
    why: "The column contains codes, and this isn't one of them.",
    fix: 'Use one of the codes. Hover over the column to see them.',
  },
};

const documentationOf = ([name, code]: readonly [Warning, string]): ProblemDocumentation => ({
  code,
  name,
  severity: warningSeverity(name),
  ...TEXTS[name],
});

export const WARNING_DOCS: readonly ProblemDocumentation[] = Object.entries(WARNING_CODES).map(
  ([name, code]) => documentationOf([name as Warning, code]),
);
