/** Expressions of a plan to SQL. */
import type { CallExpr, Expr, LiteralExpr } from '#language';
import { aggregateRule, scalarRule } from '../functions/functionTable.ts';
import { ALL_QUANTILES } from '../functions/quantiles.ts';
import type { ClusterContext, RuleContext, SqlArg } from '../functions/rules.ts';
import type { DimensionName } from '../metadata/clusterMetadata.ts';
import { KEY_COLUMN, type Dimension, type FindDimension } from '../metadata/dimensionCache.ts';
import { quoteDouble, quoteName, quoteString } from '../store/quoting.ts';
import { pluckedQuantile } from './quantileColumns.ts';

/** A literal as SQL of its physical type. */
function literalSql({ dataType, value }: LiteralExpr): string {
  switch (dataType) {
    case 'BOOLEAN':
      return value === true ? 'true' : 'false';
    case 'INT64':
    case 'TIME64NS':
      return `'${String(value)}'::BIGINT`;
    case 'UINT128':
      return `'${String(value)}'::UHUGEINT`;
    case 'FLOAT64':
      return quoteDouble(Number(value));
    case 'STRING':
      return quoteString(String(value));
  }
}

/** What is known of the columns an expression may read. */
export interface InputColumns {
  /** Parts the database may put in place of the column, see `FENCE_SIZE`. */
  size(name: string): number;
  /** Whether the column holds quantiles as numbers, see quantileColumns.ts. */
  holdsQuantiles(name: string): boolean;
  /** The enumeration of a column that holds texts of the cluster's facts as their codes. */
  codeType(name: string): string | undefined;
}

/** Text kept as a code, which only who hands it on unread can use. */
export interface Coded {
  readonly sql: string;
  readonly type: string;
}

interface Written {
  readonly sql: string;
  /** Parts of the expression when every column and macro is written out. */
  readonly size: number;
  /** Number of layers that must lie below. */
  readonly level: number;
  /** The same value as a code. */
  readonly coded?: Coded;
}

/**
 * The database writes an expression out in full wherever a macro or a condition above names it, and
 * evaluates what is inside of CASE every time. Beyond this many parts a value is computed once and
 * fenced, so that nested calls and chains of columns stay linear.
 */
export const FENCE_SIZE = 48;
/** How often a macro names its argument, roughly. */
const MACRO_USES = 4;

/** Keeps an expression from being copied upwards: `error` counts as volatile; no value is NULL. */
export const fenced = (sql: string): string =>
  `coalesce(${sql}, error('an expression has no value'))`;

/** The text of a code. */
export const codedTextSql = (column: string): string => `${column}::VARCHAR`;

/** The text of quantiles kept as numbers. */
export const quantilesTextSql = (column: string): string => `px_js_quantiles(${column})`;

/** Where expressions find what is no column of their input. */
export interface Surroundings {
  readonly context: ClusterContext;
  readonly findDimension: FindDimension;
  /** Whether the order of rows matters to what follows. */
  readonly ordered: boolean;
}

/** Columns and joined tables below an operator's own columns. */
interface Layer {
  /** Names by expression. */
  readonly columns: Map<string, string>;
  readonly joins: Map<string, Join>;
}
interface Join {
  readonly alias: string;
  readonly dimension: Dimension;
  readonly key: string;
  readonly columns: Set<string>;
}

/** A value of a dimension table that a rule asked for; the key still holds marks. */
interface LookUp {
  readonly dimension: Dimension;
  readonly key: string;
  readonly column: string;
  readonly fallback: string;
}

/** Whether computing an expression calls functions outside of the database. */
export function callsScripts(expr: Expr, context: ClusterContext): boolean {
  if (expr.kind !== 'call') return false;
  const rule = scalarRule(expr.name);
  const args = expr.args.map((arg) => argument(arg, ''));
  const sql = rule?.kind === 'sql' ? rule.sql(args, { ...context, lookup: () => '' }) : '';
  return sql.includes('px_js_') || expr.args.some((arg) => callsScripts(arg, context));
}

/** Writes the expressions of one operator over its input `s`. */
export class ExpressionWriter {
  readonly #surroundings: Surroundings;
  readonly #columns: InputColumns;
  /** Lowest first. */
  readonly #layers: Layer[] = [];

  constructor(surroundings: Surroundings, columns: InputColumns) {
    this.#surroundings = surroundings;
    this.#columns = columns;
  }

  /** Call `input` after the last expression. */
  write(expr: Expr): Written {
    switch (expr.kind) {
      case 'literal':
        return { sql: literalSql(expr), size: 1, level: 0 };
      case 'column':
        return this.#column(expr.name);
      case 'call':
        return this.#quantile(expr) ?? this.#call(expr);
    }
  }

  /** An aggregate over groups of rows; of quantiles only the wanted ones are read. */
  aggregate(call: CallExpr, wantedQuantiles: Iterable<number> = ALL_QUANTILES): string {
    const rule = aggregateRule(call.name);
    if (rule?.kind !== 'sql') throw new Error(`px.${call.name} cannot aggregate here`);
    const args = call.args.map((arg) => argument(arg, this.write(arg).sql));
    return rule.sql(args, [...wantedQuantiles]);
  }

  /** `from`, an input named `s`, with the layers the expressions need. */
  input(from: string): string {
    return this.#layers.reduce((below, { columns, joins }) => {
      const type = this.#surroundings.ordered ? 'JOIN' : 'LEFT JOIN';
      const tables = [...joins.values()].map((join) => ` ${type} ${joinedSql(join)}`);
      const own = [...columns].map(([sql, name]) => `${sql} AS ${name}`);
      const items = ['s.*', ...own, ...[...joins.values()].flatMap(foundColumns)];
      return `(SELECT ${items.join(', ')} FROM ${below}${tables.join('')}) AS s`;
    }, from);
  }

  #column(name: string): Written {
    const sql = `s.${quoteName(name)}`;
    if (this.#columns.holdsQuantiles(name)) {
      return { sql: quantilesTextSql(sql), size: FENCE_SIZE, level: 0 };
    }
    const size = this.#columns.size(name);
    const type = this.#columns.codeType(name);
    if (type === undefined) return { sql, size, level: 0 };
    return { sql: codedTextSql(sql), size, level: 0, coded: { sql, type } };
  }

  /** One quantile taken from quantiles that are still numbers. */
  #quantile(call: CallExpr): Written | undefined {
    const index = pluckedQuantile(call);
    const [column] = call.args;
    if (index === undefined || column?.kind !== 'column') return;
    if (!this.#columns.holdsQuantiles(column.name)) return;
    const sql = `px_quantile_at(s.${quoteName(column.name)}, ${String(index + 1)})`;
    return { sql, size: MACRO_USES, level: 0 };
  }

  #call(expr: CallExpr): Written {
    const rule = scalarRule(expr.name);
    if (rule?.kind !== 'sql') throw new Error(`px.${expr.name} cannot run here`);
    // Marks stand for the arguments, so that their uses can be counted before they are written.
    const marked = expr.args.map((arg, index) =>
      argument(arg, arg.kind === 'literal' ? literalSql(arg) : mark(index)),
    );
    const lookUps: LookUp[] = [];
    const template = rule.sql(marked, this.#ruleContext(lookUps));
    const texts = [template, ...lookUps.map(({ key }) => key)];
    const factor = /px_(?!js_)/u.test(template) ? MACRO_USES : 1;
    const uses = expr.args.map((_, index) =>
      texts.reduce((sum, text) => sum + factor * (text.split(mark(index)).length - 1), 0),
    );
    let args = expr.args.map((arg) => this.write(arg));
    const sizeOf = (parts: readonly Written[]): number =>
      parts.reduce((sum, { size }, index) => sum + size * (uses[index] ?? 0), 1);
    if (sizeOf(args) > FENCE_SIZE) {
      args = args.map((arg, index) =>
        expr.args[index]?.kind === 'call' && (uses[index] ?? 0) > 1 ? this.#hoisted(arg) : arg,
      );
    }
    let level = Math.max(0, ...args.map((arg) => arg.level));
    const found: string[] = [];
    let coded: Coded | undefined;
    const written = (text: string): string =>
      found.reduce(
        (sql, value, index) => sql.replaceAll(lookUpMark(index), () => value),
        args.reduce((sql, arg, index) => sql.replaceAll(mark(index), () => arg.sql), text),
      );
    for (const { key, ...lookUp } of lookUps) {
      const value = this.#found({ ...lookUp, key: written(key) }, level);
      level = value.level;
      found.push(value.sql);
      coded = value.coded;
    }
    const size = sizeOf(args) + found.length * LOOK_UP_SIZE;
    const all = { sql: written(template), size, level };
    return template === lookUpMark(0) && coded !== undefined ? { ...all, coded } : all;
  }

  #ruleContext(lookUps: LookUp[]): RuleContext {
    return {
      ...this.#surroundings.context,
      lookup: (dimension: DimensionName, key, column, fallback) => {
        const found = this.#surroundings.findDimension(dimension);
        if (found === undefined) return fallback;
        lookUps.push({ dimension: found, key, column, fallback });
        return lookUpMark(lookUps.length - 1);
      },
    };
  }

  #layer(level: number): Layer {
    return (this.#layers[level] ??= { columns: new Map(), joins: new Map() });
  }

  /** A value looked up by what the layers below `level` give. */
  #found({ dimension, key, column, fallback }: LookUp, level: number): Omit<Written, 'size'> {
    const sure = this.#surroundings.ordered ? this.#sureKey(dimension, key, level) : key;
    const at = this.#surroundings.ordered ? level + 1 : level;
    const { joins } = this.#layer(at);
    const id = `${dimension.table} ${sure}`;
    const join: Join = joins.get(id) ?? {
      alias: `\\${String(at)}.${String(joins.size)}`,
      dimension,
      key: sure,
      columns: new Set(),
    };
    joins.set(id, join);
    join.columns.add(column);
    const value = `s.${quoteName(`${join.alias}.${column}`)}`;
    if (!dimension.codedColumns.has(column)) {
      return { sql: `coalesce(${value}, ${fallback})`, level: at + 1 };
    }
    const sql = `coalesce(${codedTextSql(value)}, ${fallback})`;
    if (fallback !== NO_TEXT) return { sql, level: at + 1 };
    const type = dimension.codeType;
    return { sql, level: at + 1, coded: { sql: `coalesce(${value}, ''::${type})`, type } };
  }

  /**
   * The key, or one that has a row without values, so that each row has exactly one match: such a
   * join keeps the order of rows, where a left join would put rows without a match behind others
   * and a subquery can make the database read the rows anew in any order.
   */
  #sureKey({ table, noKey }: Dimension, key: string, level: number): string {
    const isKnown = `${key} IN (SELECT ${quoteName(KEY_COLUMN)} FROM ${table})`;
    return this.#below(`CASE WHEN ${isKnown} THEN ${key} ELSE ${noKey} END`, level);
  }

  #hoisted({ sql, level }: Written): Written {
    return { sql: this.#below(fenced(sql), level), size: 1, level: level + 1 };
  }

  /** A column of the layer `level` for `sql`, one for all its uses. */
  #below(sql: string, level: number): string {
    const { columns } = this.#layer(level);
    const name = columns.get(sql) ?? quoteName(`\\${String(level)}:${String(columns.size)}`);
    columns.set(sql, name);
    return `s.${name}`;
  }
}

const joinedSql = ({ alias, dimension, key }: Join): string =>
  `${dimension.table} AS ${quoteName(alias)} ON ${quoteName(alias)}.${quoteName(KEY_COLUMN)} = ${key}`;

const foundColumns = ({ alias, columns }: Join): string[] =>
  [...columns].map(
    (name) => `${quoteName(alias)}.${quoteName(name)} AS ${quoteName(`${alias}.${name}`)}`,
  );

/** What is known of nothing, a text of every enumeration. */
const NO_TEXT = "''";
/** Parts that a look-up counts for. */
const LOOK_UP_SIZE = 8;

const lookUpMark = (index: number): string => `\u0002${String(index)}\u0002`;
const mark = (index: number): string => `\u0001${String(index)}\u0001`;

const argument = (expr: Expr, sql: string): SqlArg => ({
  sql,
  dataType: expr.dataType,
  literal: expr.kind === 'literal' ? expr.value : undefined,
});
