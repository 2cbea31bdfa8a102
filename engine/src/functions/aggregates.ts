/**
 * Aggregate functions. A group of no rows exists only without groups; it gives what Carnot's
 * aggregate starts from, never NULL.
 *
 * @see src/carnot/funcs/builtins/math_ops.h in pixie-io/pixie
 */
import { DOUBLE_START_OF_MAX, QUANTILES } from './quantiles.ts';
import {
  argSql,
  differing,
  ROW_NUMBER,
  type AggregateRule,
  type AggregateSql,
  type SqlArg,
} from './rules.ts';

const INT64_MIN = `'-9223372036854775808'::BIGINT`;
const INT64_MAX = '9223372036854775807::BIGINT';
const DOUBLE_MAX = '1.7976931348623157e308::DOUBLE';

const aggregate = (sql: AggregateSql): AggregateRule => ({ kind: 'sql', sql });
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

/** Aggregates whose value depends on the order of rows; `s` then has `ROW_NUMBER`. */
const READS_ORDER = new Set(['any', 'sample', '_build_request_path_clusters', 'pprof']);
export const aggregateReadsOrder = (name: string): boolean => READS_ORDER.has(name);

/** Of the first row, also where several threads read the rows. */
const first = aggregate(
  (args) =>
    `coalesce(arg_min(${x(args)}, s.${ROW_NUMBER}), ${defaultSql(args[0]?.dataType ?? 'STRING')})`,
);

const inOrder = (item: string): string => `list(${item} ORDER BY s.${ROW_NUMBER})`;

/** Threads add in any order; with Kahan's sum that does not show. It cannot add infinities. */
const compensated = (name: 'sum' | 'avg', value: string): string =>
  `CASE WHEN isfinite(${name}(${value})) THEN f${name}(${value}) ELSE ${name}(${value}) END`;

function sum(args: readonly SqlArg[]): string {
  if (isFloat(args)) return `coalesce(${compensated('sum', x(args))}, 0)::DOUBLE`;
  if (args[0]?.dataType === 'BOOLEAN') return `count_if(${x(args)})::BIGINT`;
  return `px_wrap(coalesce(sum(${x(args)}), 0)::HUGEINT)`;
}

export const AGGREGATES: Readonly<Record<string, AggregateRule>> = {
  count: aggregate(() => 'count(*)'),
  sum: aggregate(sum),
  mean: aggregate((args) => {
    // Whole numbers add up exactly, in whatever order.
    const plain = isFloat(args) ? compensated('avg', x(args)) : `avg((${x(args)})::DOUBLE)`;
    // Of no rows: zero divided by zero.
    return `coalesce(${plain}, 'nan'::DOUBLE)`;
  }),
  min: aggregate((args) =>
    isFloat(args)
      ? `least(coalesce(min(${x(args)}) FILTER (NOT isnan(${x(args)})), ${DOUBLE_MAX}), ${DOUBLE_MAX})`
      : `coalesce(min(${x(args)}), ${INT64_MAX})`,
  ),
  max: aggregate((args) =>
    isFloat(args)
      ? `greatest(coalesce(max(${x(args)}) FILTER (NOT isnan(${x(args)})), 0), ${String(DOUBLE_START_OF_MAX)}::DOUBLE)`
      : `coalesce(max(${x(args)}), ${INT64_MIN})`,
  ),
  any: first,
  sample: differing('the first row, where a cluster draws one', first),
  // Numbers, which become text where they are read as such: see sql/quantileColumns.ts.
  quantiles: differing(
    'exact, where a cluster estimates to half a percent',
    aggregate((args, wanted) => {
      const bits = wanted.reduce((sum, index) => sum | (1 << index), 0);
      return `px_js_select_quantiles(coalesce(list((${x(args)})::DOUBLE), []), ${String(bits)})`;
    }),
  ),
  _build_request_path_clusters: differing(
    'of all rows in their order, where a cluster merges what its nodes have found',
    aggregate(
      (args) =>
        `px_js_build_request_path_clusters(coalesce(to_json(${inOrder(x(args))})::VARCHAR, '[]'))`,
    ),
  ),
  pprof: aggregate((args) => {
    const [stack, count, period] = [0, 1, 2].map((index) => argSql(args, index));
    const row = `{'stack': ${String(stack)}, 'count': (${String(count)})::VARCHAR, 'period': (${String(period)})::VARCHAR}`;
    return `px_js_pprof(coalesce(to_json(${inOrder(row)})::VARCHAR, '[]'))`;
  }),
  _kmeans_fit: {
    kind: 'unavailable',
    reason: 'machine learning models are not part of this engine',
  },
};

export const AGGREGATE_MACROS: readonly string[] = [
  // Text of quantiles that are no numbers is cut off, and nothing can be taken from it.
  `px_quantile_at(l, i) AS CASE
     WHEN isfinite(l[1]) AND isfinite(l[${String(QUANTILES.length)}]) THEN l[i] ELSE 0::DOUBLE END`,
];
