/**
 * Aggregate functions. A group of no rows exists only without groups; it gives what Carnot's
 * aggregate starts from, never NULL.
 *
 * @see src/carnot/funcs/builtins/math_ops.h in pixie-io/pixie
 */
import { doubleText } from './jsonText.ts';
import { argSql, type AggregateRule, type ScriptFunction, type SqlArg } from './rules.ts';

const INT64_MIN = `'-9223372036854775808'::BIGINT`;
const INT64_MAX = '9223372036854775807::BIGINT';
/** Carnot's maximum of doubles starts from the smallest positive one, see udfs.json. */
const DOUBLE_START_OF_MAX = '2.2250738585072014e-308::DOUBLE';
const DOUBLE_MAX = '1.7976931348623157e308::DOUBLE';

const aggregate = (build: (args: readonly SqlArg[]) => string): AggregateRule => ({
  kind: 'sql',
  sql: build,
});
const isFloat = (args: readonly SqlArg[]): boolean => args[0]?.dataType === 'FLOAT64';
const x = (args: readonly SqlArg[]): string => argSql(args, 0);

const DEFAULTS: Readonly<Record<SqlArg['dataType'], string>> = {
  BOOLEAN: 'false',
  INT64: '0::BIGINT',
  UINT128: '0::UHUGEINT',
  FLOAT64: '0::DOUBLE',
  STRING: "''",
  TIME64NS: '0::BIGINT',
};
/** The value a column has where there is no row. */
export const defaultSql = (dataType: SqlArg['dataType']): string => DEFAULTS[dataType];

const first = aggregate(
  (args) => `coalesce(first(${x(args)}), ${defaultSql(args[0]?.dataType ?? 'STRING')})`,
);

function sum(args: readonly SqlArg[]): string {
  if (isFloat(args)) return `coalesce(sum(${x(args)}), 0)::DOUBLE`;
  if (args[0]?.dataType === 'BOOLEAN') return `count_if(${x(args)})::BIGINT`;
  return `px_wrap(coalesce(sum(${x(args)}), 0)::HUGEINT)`;
}

const QUANTILES = [
  ['p01', 0.01],
  ['p10', 0.1],
  ['p25', 0.25],
  ['p50', 0.5],
  ['p75', 0.75],
  ['p90', 0.9],
  ['p99', 0.99],
] as const;

/** The sorted values of a group; shared by the quantiles of one column. */
const sorted = (args: readonly SqlArg[]): string => `list_sort(list((${x(args)})::DOUBLE))`;

export const AGGREGATES: Readonly<Record<string, AggregateRule>> = {
  count: aggregate(() => 'count(*)'),
  sum: aggregate(sum),
  mean: aggregate((args) => `coalesce(avg((${x(args)})::DOUBLE), 0)::DOUBLE`),
  min: aggregate((args) =>
    isFloat(args)
      ? `coalesce(min(${x(args)}) FILTER (NOT isnan(${x(args)})), ${DOUBLE_MAX})`
      : `coalesce(min(${x(args)}), ${INT64_MAX})`,
  ),
  max: aggregate((args) =>
    isFloat(args)
      ? `greatest(coalesce(max(${x(args)}) FILTER (NOT isnan(${x(args)})), 0), ${DOUBLE_START_OF_MAX})`
      : `coalesce(max(${x(args)}), ${INT64_MIN})`,
  ),
  any: first,
  // Any value is a sample of size one.
  sample: first,
  quantiles: aggregate((args) => `px_quantiles(${sorted(args)})`),
  _build_request_path_clusters: aggregate(
    (args) => `px_js_build_request_path_clusters(to_json(list(${x(args)}))::VARCHAR)`,
  ),
  pprof: { kind: 'unavailable', reason: 'profiles in pprof form are not built on this machine' },
  _kmeans_fit: {
    kind: 'unavailable',
    reason: 'machine learning models are not part of this engine',
  },
};

export const AGGREGATE_MACROS: readonly string[] = [
  // Position q*n - 1/2 between neighbours, which is what a t-digest gives while it keeps every
  // value apart, and within its error beyond.
  `px_quantile(l, q) AS CASE
     WHEN len(l) = 0 THEN 'nan'::DOUBLE
     WHEN len(l) = 1 OR q * len(l) <= 0.5 THEN l[1]
     WHEN q * len(l) >= len(l) - 0.5 THEN greatest(l[len(l)], ${DOUBLE_START_OF_MAX})
     ELSE l[floor(q * len(l) + 0.5)::BIGINT] +
       (q * len(l) + 0.5 - floor(q * len(l) + 0.5)) *
       (l[floor(q * len(l) + 0.5)::BIGINT + 1] - l[floor(q * len(l) + 0.5)::BIGINT]) END`,
  `px_quantiles(l) AS px_js_quantiles(${QUANTILES.map(([, q]) => `px_quantile(coalesce(l, []), ${String(q)})`).join(', ')})`,
];

export const AGGREGATE_SCRIPTS: readonly ScriptFunction[] = [
  {
    name: 'quantiles',
    parameters: QUANTILES.map(() => 'FLOAT64' as const),
    returns: 'STRING',
    call: (...values) => quantilesText(values.map(Number)),
  },
];

/** The JSON writer stops at what is no number, which is all there is of an empty group. */
function quantilesText(values: readonly number[]): string {
  let text = '{';
  for (const [index, [name]] of QUANTILES.entries()) {
    const value = values[index] ?? Number.NaN;
    text += `${index === 0 ? '' : ','}"${name}":`;
    if (!Number.isFinite(value)) return text;
    text += doubleText(value);
  }
  return `${text}}`;
}
