/** Stable codes of problems, from the compiler's own words. */

const RULES: readonly (readonly [RegExp, string])[] = [
  [/^IndentationError: /, 'PXL002'],
  [/^Syntax(Error|Warning): /, 'PXL001'],
  [/^Query should not be empty/, 'PXL003'],
  [/^No runnable code found/, 'PXL003'],
  [/^name '.*' is not defined/s, 'PXL101'],
  [/is not available in this context$/, 'PXL102'],
  [/object has no attribute|^dataframe has no method|^No such attribute/, 'PXL103'],
  [/^ModuleNotFoundError|^cannot import name|^Unexpected import level/, 'PXL104'],
  [/^Can't parse expression of type/, 'PXL105'],
  [/^Expression node '.*' not defined/, 'PXL106'],
  [/^(Unary )?Operator '.*' not handled/, 'PXL107'],
  [/^Expected two arguments to|^Only expected one argument to the right/, 'PXL108'],
  [/not callable|is not subscriptable|indices must be integers|index out of range/, 'PXL109'],
  [/object must be an index$/, 'PXL109'],
  [/assign|^We only support single target/i, 'PXL110'],
  [/^'return' outside function/, 'PXL111'],
  [/function definitions?$|^function body of type/, 'PXL112'],
  [/takes \d+ arguments|multiple values for|unexpected keyword|missing \d+ required/, 'PXL120'],
  [/^Expected (arg )?'.*' (as type|in arg|, received)|^Expected '.*', received/s, 'PXL121'],
  [/^Table '.*' not found/, 'PXL201'],
  [/^Column '.*' not found|^cannot find column/, 'PXL202'],
  [/^Could not find (UDF|UDA|function)/, 'PXL203'],
  [/init argument/, 'PXL204'],
  [/unavailable metadata key|^Can't resolve metadata/, 'PXL205'],
  [/^Expected Boolean for Filter/, 'PXL206'],
  [/'groupby\(\)' should be followed/, 'PXL207'],
  [
    /^join columns specified|after merge|'suffixes'|'left_on' and|join type not supported/,
    'PXL208',
  ],
  [/^Table schema disagreement/, 'PXL209'],
  [/agg tuple|second tuple argument|^Expected tuple for|aggregate function/, 'PXL210'],
  [/^Cannot cast from/, 'PXL211'],
  [/must execute (before|after) blocking nodes/, 'PXL212'],
  [/df\.stream\(\)|^Rolling operator|^Windowing|^Window size/, 'PXL213'],
  [/^query does not output a result/, 'PXL214'],
  [/^Time string is in wrong format|^Failed to parse time/, 'PXL215'],
  [/is not a valid UUID|out of range for a 32-bit|^UPID must be/, 'PXL216'],
  [/^Expected DataFrame|^Expected 'DataFrame'/, 'PXL217'],
  [/^Function '|Function to execute|func_name|^Output_table_prefix|^Arg type annotation/, 'PXL301'],
  [/^Failed to parse arg|^All arguments to executed|^Passing arg of type/, 'PXL302'],
  [/query flag|number of rows|neither true nor false/, 'PXL401'],
  [/evaluated for too long|calls itself|nested too deeply|makes too many|is longer than/, 'PXL402'],
];

/** Every code the compiler's own problems can have. */
export const COMPILER_CODES: readonly string[] = [
  ...new Set([...RULES.map(([, code]) => code), 'PXL200']),
];

/** Code of a problem the compiler reports; PXL200 for what has no code of its own. */
export function codeOf(message: string): string {
  return RULES.find(([pattern]) => pattern.test(message))?.[1] ?? 'PXL200';
}

/** Codes of findings the compiler does not make. */
export const WARNING_CODES = {
  unusedImport: 'PXL601',
  unusedDataFrame: 'PXL602',
  otherDataFrame: 'PXL603',
  unusedFunction: 'PXL604',
  absoluteTime: 'PXL605',
  severalUnits: 'PXL606',
  noStartTime: 'PXL607',
  scalarInAggregate: 'PXL608',
  aggregateInColumn: 'PXL609',
  displayNameClash: 'PXL610',
  aboveRowLimit: 'PXL611',
  sumWithoutUnit: 'PXL612',
  textPlusNumber: 'PXL613',
  ignoredArguments: 'PXL614',
  longInteger: 'PXL615',
  numberBase: 'PXL616',
  noTime: 'PXL617',
  groupNameClash: 'PXL618',
  lostAssignment: 'PXL619',
  moduloByZero: 'PXL620',
  unknownValue: 'PXL621',
} as const;
