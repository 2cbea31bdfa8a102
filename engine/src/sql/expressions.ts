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

interface Lookup {
  readonly alias: string;
  readonly table: string;
  readonly keySql: string;
  readonly columns: Set<string>;
}

/**
 * Turns the expressions of one operator into SQL over its input `s`, and collects the lookups they
 * need. Lookups of the same key in the same table share one.
 */
export class ExpressionWriter {
  readonly #facts: ExpressionFacts;
  readonly #lookups = new Map<string, Lookup>();

  constructor(facts: ExpressionFacts) {
    this.#facts = facts;
  }

  expression(expr: Expr): string {
    if (expr.kind === 'literal') return literalSql(expr);
    if (expr.kind === 'column') return `s.${quoteName(expr.name)}`;
    return this.#call(expr);
  }

  aggregate(call: CallExpr): string {
    const rule = aggregateRule(call.name);
    if (rule?.kind !== 'sql') throw new Error(`px.${call.name} cannot aggregate here`);
    return rule.sql(call.args.map((arg) => this.#argument(arg)));
  }

  /**
   * `input` with the found rows as further columns, as `s`. Written as scalar subqueries because
   * the database's join for these keeps the order of rows, which its outer joins do not. A later
   * lookup may need what an earlier one found, so each wraps the one before.
   */
  from(input: string): string {
    let from = `${input} AS s`;
    for (const { alias, table, keySql, columns } of this.#lookups.values()) {
      const fields = [...columns].map((column) => `${quoteName(column)} := m.${quoteName(column)}`);
      const found = `SELECT struct_pack(${fields.join(', ')}) FROM ${table} AS m WHERE m.key = ${keySql}`;
      from = `(SELECT s.*, (${found}) AS ${alias} FROM ${from}) AS s`;
    }
    return from;
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
          const alias = this.#lookup(dimensionTable(dimension), keySql, column);
          return `coalesce(s.${alias}.${quoteName(column)}, ${fallbackSql})`;
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

  #lookup(table: string, keySql: string, column: string): string {
    const name = `${table} ${keySql}`;
    // No column of a script can have this name: a backslash is no part of identifiers.
    const alias = quoteName(`\\m${String(this.#lookups.size)}`);
    const lookup = this.#lookups.get(name) ?? { alias, table, keySql, columns: new Set<string>() };
    lookup.columns.add(column);
    this.#lookups.set(name, lookup);
    return lookup.alias;
  }
}
