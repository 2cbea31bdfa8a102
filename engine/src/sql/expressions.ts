/** Expressions of a plan to SQL. */
import type { CallExpr, Expr, LiteralExpr } from '#language';
import { QUANTILES } from '../functions/quantiles.ts';
import { aggregateRule, scalarRule } from '../functions/functionTable.ts';
import type { RuleContext, SqlArg } from '../functions/rules.ts';
import { quoteDouble, quoteName, quoteString } from '../store/quoting.ts';

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
}

interface Written {
  readonly sql: string;
  /** Parts of the expression when every column and macro is written out. */
  readonly size: number;
  /** Number of layers that must lie below. */
  readonly level: number;
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

/** The text of quantiles kept as numbers. */
export const quantilesTextSql = (column: string): string => `px_js_quantiles(${column})`;

/** Writes the expressions of one operator over its input `s`. */
export class ExpressionWriter {
  readonly #context: RuleContext;
  readonly #columns: InputColumns;
  /** Columns below the operator's own, lowest first. */
  readonly #layers: string[][] = [];

  constructor(context: RuleContext, columns: InputColumns) {
    this.#context = context;
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

  /** An aggregate over groups of rows. */
  aggregate(call: CallExpr): string {
    const rule = aggregateRule(call.name);
    if (rule?.kind !== 'sql') throw new Error(`px.${call.name} cannot aggregate here`);
    return rule.sql(call.args.map((arg) => argument(arg, this.write(arg).sql)));
  }

  /** `from`, an input named `s`, with the layers the expressions need. */
  input(from: string): string {
    return this.#layers.reduce(
      (below, columns) => `(SELECT s.*, ${columns.join(', ')} FROM ${below}) AS s`,
      from,
    );
  }

  #column(name: string): Written {
    const sql = `s.${quoteName(name)}`;
    if (!this.#columns.holdsQuantiles(name))
      return { sql, size: this.#columns.size(name), level: 0 };
    return { sql: quantilesTextSql(sql), size: FENCE_SIZE, level: 0 };
  }

  /** One quantile taken from quantiles that are still numbers. */
  #quantile({ name, args: [column, key] }: CallExpr): Written | undefined {
    if (name !== 'pluck_float64' || column?.kind !== 'column' || key?.kind !== 'literal') return;
    if (!this.#columns.holdsQuantiles(column.name)) return;
    const at = QUANTILES.findIndex(([quantile]) => quantile === key.value);
    if (at < 0) return;
    const sql = `px_quantile_at(s.${quoteName(column.name)}, ${String(at + 1)})`;
    return { sql, size: MACRO_USES, level: 0 };
  }

  #call(expr: CallExpr): Written {
    const rule = scalarRule(expr.name);
    if (rule?.kind !== 'sql') throw new Error(`px.${expr.name} cannot run here`);
    // Marks stand for the arguments, so that their uses can be counted before they are written.
    const template = rule.sql(
      expr.args.map((arg, index) =>
        argument(arg, arg.kind === 'literal' ? literalSql(arg) : mark(index)),
      ),
      this.#context,
    );
    const factor = /px_(?!js_)/u.test(template) ? MACRO_USES : 1;
    const uses = expr.args.map((_, index) => factor * (template.split(mark(index)).length - 1));
    let args = expr.args.map((arg) => this.write(arg));
    const sizeOf = (parts: readonly Written[]): number =>
      parts.reduce((sum, { size }, index) => sum + size * (uses[index] ?? 0), 1);
    if (sizeOf(args) > FENCE_SIZE) {
      args = args.map((arg, index) =>
        expr.args[index]?.kind === 'call' && (uses[index] ?? 0) > 1 ? this.#hoisted(arg) : arg,
      );
    }
    const sql = args.reduce(
      (text, arg, index) => text.replaceAll(mark(index), () => arg.sql),
      template,
    );
    return { sql, size: sizeOf(args), level: Math.max(0, ...args.map(({ level }) => level)) };
  }

  #hoisted({ sql, level }: Written): Written {
    const layer = (this.#layers[level] ??= []);
    const name = quoteName(`\\${String(level)}.${String(layer.length)}`);
    layer.push(`${fenced(sql)} AS ${name}`);
    return { sql: `s.${name}`, size: 1, level: level + 1 };
  }
}

const mark = (index: number): string => `\u0001${String(index)}\u0001`;

const argument = (expr: Expr, sql: string): SqlArg => ({
  sql,
  dataType: expr.dataType,
  literal: expr.kind === 'literal' ? expr.value : undefined,
});
