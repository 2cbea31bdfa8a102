/** Operators and mathematical functions. @see src/carnot/funcs/builtins/math_ops.h in pixie-io/pixie */
import { argSql, differing, sql, type ScalarRule, type SqlArg } from './rules.ts';

const INT64_MIN = `'-9223372036854775808'::BIGINT`;

const a = (args: readonly SqlArg[]): string => argSql(args, 0);
const b = (args: readonly SqlArg[]): string => argSql(args, 1);
const double = (value: string): string => `(${value})::DOUBLE`;
const isFloat = (arg: SqlArg | undefined): boolean => arg?.dataType === 'FLOAT64';
const anyFloat = (args: readonly SqlArg[]): boolean => args.some(isFloat);

/** int64 wraps as in C; DuckDB would raise, so it is computed in 128 bits and folded back. */
function wrapping(operator: '+' | '-' | '*'): ScalarRule {
  return sql((args) => {
    if (args.some((arg) => arg.dataType === 'STRING')) return `(${a(args)} || ${b(args)})`;
    if (anyFloat(args)) return `(${double(a(args))} ${operator} ${double(b(args))})`;
    return `px_wrap((${a(args)})::HUGEINT ${operator} (${b(args)})::HUGEINT)`;
  });
}

/** x86's conversion: out of range and NaN give the smallest integer. */
const toInt64 = (value: string): string => `px_int64(${value})`;

function modulo(dividend: string, divisor: SqlArg | undefined): string {
  if (divisor === undefined) throw new Error('modulo without a divisor in the plan');
  if (typeof divisor.literal === 'bigint' && divisor.literal !== 0n && divisor.literal !== -1n) {
    return `((${dividend}) % ${divisor.sql})`;
  }
  return `px_modulo(${dividend}, ${divisor.sql})`;
}

const compare = (operator: string): ScalarRule =>
  sql((args) => {
    const plain = `(${a(args)} ${operator} ${b(args)})`;
    if (!anyFloat(args)) return plain;
    const operands = args.filter((arg) => arg.literal === undefined).map((arg) => arg.sql);
    const guards = operands.map((operand) => `NOT isnan(${double(operand)})`);
    // NaN is the largest number for DuckDB and unordered in C.
    return guards.length === 0 ? plain : `(${plain} AND ${guards.join(' AND ')})`;
  });

function equality(args: readonly SqlArg[]): string {
  const [left, right] = args;
  if (isFloat(left) && isFloat(right)) return `px_near(${a(args)}, ${b(args)})`;
  if (anyFloat(args)) return `(${double(a(args))} = ${double(b(args))})`;
  if (left?.dataType === 'BOOLEAN' && right?.dataType === 'INT64') {
    return `((${a(args)})::BIGINT = ${b(args)})`;
  }
  if (left?.dataType === 'INT64' && right?.dataType === 'BOOLEAN') {
    return `(${a(args)} = (${b(args)})::BIGINT)`;
  }
  return `(${a(args)} = ${b(args)})`;
}

const truth = (arg: SqlArg): string => (arg.dataType === 'BOOLEAN' ? arg.sql : `(${arg.sql} <> 0)`);
const logical = (operator: string): ScalarRule =>
  sql((args) => `(${args.map(truth).join(` ${operator} `)})`);
const unary = (name: string): ScalarRule => sql((args) => `${name}(${double(a(args))})`);

function bin(args: readonly SqlArg[]): string {
  const value = isFloat(args[0]) ? toInt64(`trunc(${a(args)})`) : a(args);
  return `(${value} - ${modulo(value, args[1])})`;
}

const NO_CRASH = 'a divisor of 0 fails the query; on a cluster it ends the process';

export const ARITHMETIC: Readonly<Record<string, ScalarRule>> = {
  add: wrapping('+'),
  subtract: wrapping('-'),
  multiply: wrapping('*'),
  divide: sql((args) => `(${double(a(args))} / ${double(b(args))})`),
  modulo: differing(
    NO_CRASH,
    sql((args) => modulo(a(args), args[1])),
  ),
  bin: differing(NO_CRASH, sql(bin)),
  negate: sql((args) =>
    anyFloat(args) ? `(-${double(a(args))})` : `px_wrap(-((${a(args)})::HUGEINT))`,
  ),
  invert: sql((args) => `(~(${a(args)}))`),
  abs: sql((args) => (anyFloat(args) ? `abs(${a(args)})` : `px_wrap(abs((${a(args)})::HUGEINT))`)),
  ceil: sql((args) => toInt64(`ceil(${a(args)})`)),
  floor: sql((args) => toInt64(`floor(${a(args)})`)),
  round: sql((args) => `px_round(${a(args)}, ${b(args)})`),
  log: sql((args) => `(px_ln(${double(b(args))}) / px_ln(${double(a(args))}))`),
  ln: unary('px_ln'),
  log2: unary('px_log2'),
  log10: unary('px_log10'),
  exp: unary('exp'),
  sqrt: unary('px_sqrt'),
  pow: sql((args) => `pow(${double(a(args))}, ${double(b(args))})`),
  logicalAnd: logical('AND'),
  logicalOr: logical('OR'),
  logicalNot: sql((args) => `(NOT ${args.map(truth).join('')})`),
  equal: sql(equality),
  notEqual: sql((args) =>
    // Not the opposite of equal: neither holds where the difference is no number.
    args.every(isFloat) ? `px_apart(${a(args)}, ${b(args)})` : `(NOT ${equality(args)})`,
  ),
  approxEqual: sql((args) => `px_near(${a(args)}, ${b(args)})`),
  greaterThan: compare('>'),
  greaterThanEqual: compare('>='),
  lessThan: compare('<'),
  lessThanEqual: compare('<='),
  // Both branches are evaluated in Carnot too, but neither can fail.
  select: sql((args) => `(CASE WHEN ${a(args)} THEN ${b(args)} ELSE ${argSql(args, 2)} END)`),
  time_to_int64: sql(a),
  int64_to_time: sql(a),
};

/** Macros behind the rules above, created once per store. */
export const ARITHMETIC_MACROS: readonly string[] = [
  // Folds into 64 bits; the argument is named once, since macros copy it.
  `px_wrap(h) AS (((h + 9223372036854775808::HUGEINT) & 18446744073709551615::HUGEINT)
     - 9223372036854775808::HUGEINT)::BIGINT`,
  `px_int64(f) AS CASE
     WHEN f >= -9223372036854775808::DOUBLE AND f < 9223372036854775808::DOUBLE THEN f::BIGINT
     ELSE ${INT64_MIN} END`,
  `px_modulo(x, y) AS CASE
     WHEN y = 0 THEN error('modulo by zero: the divisor of % or px.bin is 0 in a row')::BIGINT
     WHEN y = -1 THEN 0::BIGINT ELSE x % y END`,
  `px_near(x, y) AS (abs(x - y) < 2.220446049250313e-16::DOUBLE AND NOT isnan(x - y))`,
  `px_apart(x, y) AS (abs(x - y) > 2.220446049250313e-16::DOUBLE AND NOT isnan(x - y))`,
  `px_ln(x) AS CASE WHEN x > 0 AND NOT isnan(x) THEN ln(x)
     WHEN x = 0 THEN '-inf'::DOUBLE ELSE 'nan'::DOUBLE END`,
  `px_log2(x) AS CASE WHEN x > 0 AND NOT isnan(x) THEN log2(x)
     WHEN x = 0 THEN '-inf'::DOUBLE ELSE 'nan'::DOUBLE END`,
  `px_log10(x) AS CASE WHEN x > 0 AND NOT isnan(x) THEN log10(x)
     WHEN x = 0 THEN '-inf'::DOUBLE ELSE 'nan'::DOUBLE END`,
  `px_sqrt(x) AS CASE WHEN x >= 0 THEN sqrt(x) ELSE 'nan'::DOUBLE END`,
  // Fewer than no decimals are what the format has by itself.
  `px_round(x, n) AS printf('%.' || (CASE WHEN n < 0 THEN 6 ELSE least(n, 300) END)::VARCHAR || 'f', x)`,
];
