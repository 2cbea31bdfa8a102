/** Stable codes of problems. */
import type { Severity } from './problem.ts';

/** Every code the compiler's own problems can have. */
export const COMPILER_CODES = [
  'PXL001',
  'PXL002',
  'PXL003',
  'PXL101',
  'PXL102',
  'PXL103',
  'PXL104',
  'PXL105',
  'PXL106',
  'PXL107',
  'PXL108',
  'PXL109',
  'PXL110',
  'PXL111',
  'PXL112',
  'PXL120',
  'PXL121',
  'PXL200',
  'PXL201',
  'PXL202',
  'PXL203',
  'PXL204',
  'PXL205',
  'PXL206',
  'PXL207',
  'PXL208',
  'PXL209',
  'PXL210',
  'PXL211',
  'PXL212',
  'PXL213',
  'PXL214',
  'PXL215',
  'PXL216',
  'PXL217',
  'PXL301',
  'PXL302',
  'PXL401',
  'PXL402',
] as const;
export type ProblemCode = (typeof COMPILER_CODES)[number];

/** What is known of a text of a real cluster, which comes without a code. */
const RULES: readonly (readonly [RegExp, ProblemCode])[] = [
  [/^IndentationError: /, 'PXL002'],
  [/^Syntax(Error|Warning): /, 'PXL001'],
  [/^Query should not be empty/, 'PXL003'],
  [/^No runnable code found/, 'PXL003'],
  [/^name '.*' is not defined/s, 'PXL101'],
  [/is not available in this context$/, 'PXL102'],
  [/object has no attribute|^dataframe has no method|^No such attribute/, 'PXL103'],
  [/^ModuleNotFoundError|^cannot import name|^Unexpected import level|^Several modules/, 'PXL104'],
  [/^Can't parse expression of type/, 'PXL105'],
  [/^Expression node '.*' not defined/, 'PXL106'],
  [/^(Unary )?Operator '.*' not handled/, 'PXL107'],
  [/^Expected two arguments to|^Only expected one argument to the right/, 'PXL108'],
  [/not callable|is not subscriptable|indices must be integers|index out of range/, 'PXL109'],
  [/object must be an index$/, 'PXL109'],
  [
    /^(Subscript assignment|Cannot assign|Assignment target|Can only assign|We only support single)/,
    'PXL110',
  ],
  [/^Expected arg 'assignment target'/, 'PXL110'],
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
  [
    /^Config setting is malformed|is not a valid flag|^strconv\.Parse(Int|Bool)|ends with CRLF/,
    'PXL401',
  ],
  [/evaluated for too long|calls itself|nested too deeply|makes too many|is longer than/, 'PXL402'],
];

/** Texts in quotes that are the compiler's own words; what else stands in quotes is a name. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  "'return'",
  "'groupby()'",
  "'suffixes'",
  "'left_on'",
  "'right_on'",
  "'Slice'",
  "'DataFrame'",
  "'assignment target'",
]);

/** Code of a problem that a real cluster reports; PXL200 for what has no code of its own. */
export function codeOf(message: string): ProblemCode {
  // A name may read like another message: a table may be called `assignments`.
  const words = message.replace(/(?<!\w)'[^']*'/g, (text) => (OWN_WORDS.has(text) ? text : "''"));
  return RULES.find(([pattern]) => pattern.test(words))?.[1] ?? 'PXL200';
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

export type Warning = keyof typeof WARNING_CODES;

/** Right often enough to be worth a hint only. */
const HINTS: ReadonlySet<Warning> = new Set<Warning>(['unusedFunction', 'sumWithoutUnit']);

/** What a finding is reported as unless a setting says otherwise. */
export const warningSeverity = (warning: Warning): Severity =>
  HINTS.has(warning) ? 'information' : 'warning';
