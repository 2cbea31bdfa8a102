/** Expressions of a plan to SQL. */
import type { CallExpr, DataType, Expr, LiteralExpr } from '#language';
import { aggregateRule, scalarRule } from '../functions/functionTable.ts';
import type { DimensionName, RuleContext, SqlArg } from '../functions/rules.ts';
import { quoteDouble, quoteName, quoteString } from '../store/quoting.ts';

/** A literal as SQL of its physical type. */
export function literalSql({ dataType, value }: LiteralExpr): string {
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

/** What the cluster and the plan give to every expression. */
export type ExpressionFacts = Omit<RuleContext, 'lookup'> & {
  readonly dimensionTable: (dimension: DimensionName) => string;
};

/**
 * Turns the expressions of one operator into SQL over its input `s`, and collects the joins their
 * lookups need. Lookups of the same key in the same table share a join.
 */
export class ExpressionWriter {
  readonly #facts: ExpressionFacts;
  readonly #joins = new Map<string, { alias: string; sql: string }>();

  constructor(facts: ExpressionFacts) {
    this.#facts = facts;
  }

  expression(expr: Expr): string {
    if (expr.kind === 'literal') return literalSql(expr);
    if (expr.kind === 'column') return `s.${quoteName(expr.name)}`;
    return this.#call(expr);
  }

  /** The joins, to be put after `FROM … AS s`. Every key is unique, so rows stay as they are. */
  joins(): string {
    return [...this.#joins.values()].map((join) => join.sql).join(' ');
  }

  aggregate(call: CallExpr): string {
    const rule = aggregateRule(call.name);
    if (rule?.kind !== 'sql') throw new Error(`px.${call.name} cannot aggregate here`);
    return rule.sql(call.args.map((arg) => this.#argument(arg)));
  }

  #call(call: CallExpr): string {
    const rule = scalarRule(call.name);
    if (rule?.kind !== 'sql') throw new Error(`px.${call.name} cannot run here`);
    const { dimensionTable, ...facts } = this.#facts;
    return rule.sql(
      call.args.map((arg) => this.#argument(arg)),
      {
        ...facts,
        lookup: (dimension, keySql, column, fallbackSql) => {
          const alias = this.#join(dimensionTable(dimension), keySql);
          return `coalesce(${alias}.${quoteName(column)}, ${fallbackSql})`;
        },
      },
    );
  }

  #argument(expr: Expr): SqlArg {
    return {
      sql: this.expression(expr),
      dataType: expr.dataType satisfies DataType,
      literal: expr.kind === 'literal' ? expr.value : undefined,
    };
  }

  #join(table: string, keySql: string): string {
    const name = `${table} ${keySql}`;
    const known = this.#joins.get(name);
    if (known !== undefined) return known.alias;
    const alias = `m${String(this.#joins.size)}`;
    this.#joins.set(name, {
      alias,
      sql: `LEFT JOIN ${table} AS ${alias} ON ${alias}.key = ${keySql}`,
    });
    return alias;
  }
}
