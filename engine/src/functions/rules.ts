/** How a PxL function is computed here: the types of the one table in functionTable.ts. */
import type { DataType } from '#language';
import type { ClusterMetadata, DimensionName } from '../metadata/clusterMetadata.ts';

/** An argument as SQL, already of the physical type of `dataType`. */
export interface SqlArg {
  readonly sql: string;
  readonly dataType: DataType;
  /** The value where the argument is a literal. */
  readonly literal: bigint | number | boolean | string | undefined;
}

/** Counts the rows an aggregate reads in arrival order, where `aggregateReadsOrder` says so. */
export const ROW_NUMBER = '"\\row"';

/** Facts that are the same for a whole query. */
export interface ClusterContext {
  readonly metadata: ClusterMetadata;
  /** Facts about the running cluster for `px.vizier_id()` and the like. */
  readonly cluster: { readonly id: string; readonly name: string };
  /** Message of RE2 for each pattern of the plan that is invalid. */
  readonly invalidPatterns: ReadonlyMap<string, string>;
}

/** What a rule can ask for while it builds its SQL. */
export interface RuleContext extends ClusterContext {
  /** `column` of the row of `dimension` whose key equals `keySql`; `fallbackSql` where none does. */
  lookup(dimension: DimensionName, keySql: string, column: string, fallbackSql: string): string;
}

export type ScalarSql = (args: readonly SqlArg[], context: RuleContext) => string;

interface Unavailable {
  readonly kind: 'unavailable';
  readonly reason: string;
}
interface Sql<Build> {
  readonly kind: 'sql';
  readonly sql: Build;
  /** Where the answer can be another than a real cluster's: a clause for the page of functions. */
  readonly differs?: string;
}
export type ScalarRule = Sql<ScalarSql> | Unavailable;

/** `wantedQuantiles` are positions in `QUANTILES` of those that are read of the result. */
export type AggregateSql = (args: readonly SqlArg[], wantedQuantiles: readonly number[]) => string;

/** `sql` sees the rows of one group in arrival order. */
export type AggregateRule = Sql<AggregateSql> | Unavailable;

export const sql = (build: ScalarSql): ScalarRule => ({ kind: 'sql', sql: build });
export const differing = <Rule extends ScalarRule | AggregateRule>(
  differs: string,
  rule: Rule,
): Rule => ({ ...rule, differs });

/** The SQL of argument `index`. The analyzer has checked the count; a gap is a broken plan. */
export function argSql(args: readonly SqlArg[], index: number): string {
  const arg = args[index];
  if (arg === undefined) throw new Error(`argument ${String(index + 1)} is missing in the plan`);
  return arg.sql;
}

/** The text of a literal argument, e.g. a pattern. */
export function argText(args: readonly SqlArg[], index: number): string {
  const literal = args[index]?.literal;
  if (typeof literal !== 'string') {
    throw new Error(`argument ${String(index + 1)} is no string literal in the plan`);
  }
  return literal;
}
