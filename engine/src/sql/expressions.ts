/** Expressions of a plan to SQL. */
import type { CallExpr, Expr, LiteralExpr } from '#language';
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

/** An expression over the columns of `s`. */
export function expressionSql(expr: Expr, context: RuleContext): string {
  if (expr.kind === 'literal') return literalSql(expr);
  if (expr.kind === 'column') return `s.${quoteName(expr.name)}`;
  const rule = scalarRule(expr.name);
  if (rule?.kind !== 'sql') throw new Error(`px.${expr.name} cannot run here`);
  return rule.sql(argumentsOf(expr, context), context);
}

/** An aggregate over groups of rows of `s`. */
export function aggregateSql(call: CallExpr, context: RuleContext): string {
  const rule = aggregateRule(call.name);
  if (rule?.kind !== 'sql') throw new Error(`px.${call.name} cannot aggregate here`);
  return rule.sql(argumentsOf(call, context));
}

const argumentsOf = (call: CallExpr, context: RuleContext): SqlArg[] =>
  call.args.map((arg) => ({
    sql: expressionSql(arg, context),
    dataType: arg.dataType,
    literal: arg.kind === 'literal' ? arg.value : undefined,
  }));
