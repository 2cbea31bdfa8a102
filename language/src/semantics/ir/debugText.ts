/**
 * Expressions and operators as some of the compiler's messages print them, slips included: a
 * number closes its bracket twice, and of several groups or aggregates only the last is shown.
 *
 * @see pixie-io/pixie src/carnot/planner/ir (DebugString of each node)
 */
import { OPERATOR_NAMES, typeString, type IrColumn, type IrExpr, type NamedExpr } from './ir.ts';

export function exprText(expr: IrExpr): string {
  const head = `${typeString(expr)}(id=${String(expr.id)}`;
  switch (expr.kind) {
    case 'literal':
      if (expr.dataType === 'STRING') return `${head}, val=${String(expr.value)})`;
      if (expr.dataType === 'INT64') return `${head}), ${String(expr.value)})`;
      if (expr.dataType === 'FLOAT64') return `${head}), ${floatText(Number(expr.value))})`;
      return `${head})`;
    case 'column':
      return `${head}, name=${expr.name})`;
    case 'metadata':
      return `${head}, name=${expr.key})`;
    case 'func':
      return `${expr.name}(id=${String(expr.id)}, ${expr.args.map(exprText).join(',')})`;
  }
}

/** Six significant digits, as absl::Substitute prints doubles. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -4 || exponent >= 6) {
    const [digits = '', power = '+0'] = value.toExponential(5).split('e');
    const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
    const size = power.replace(/^[+-]/, '').padStart(2, '0');
    return `${short}e${power.startsWith('-') ? '-' : '+'}${size}`;
  }
  return String(Number(value.toPrecision(6)));
}

/** What is printed of an operator. */
export interface PrintedOp {
  readonly id: number;
  readonly kind: keyof typeof OPERATOR_NAMES;
  readonly table?: string | undefined;
  readonly streaming?: boolean | undefined;
  readonly columns?: readonly NamedExpr[] | undefined;
  readonly condition?: IrExpr | undefined;
  readonly groups?: readonly IrColumn[] | undefined;
}

export function operatorText(op: PrintedOp): string {
  const head = `${OPERATOR_NAMES[op.kind]}(id=${String(op.id)}`;
  switch (op.kind) {
    case 'memorySource':
      return `${head}, table=${op.table ?? ''}, streaming=${String(op.streaming ?? false)})`;
    case 'map': {
      const columns = op.columns?.map(({ name, expr }) => `${name}=${exprText(expr)}`) ?? [];
      return `${head}, ${columns.join(',')})`;
    }
    case 'filter':
      return op.condition === undefined ? `${head})` : `${head}, expr=${exprText(op.condition)})`;
    case 'aggregate': {
      const group = op.groups?.at(-1);
      const aggregate = op.columns?.at(-1);
      const groups = group === undefined ? '' : exprText(group);
      const last = aggregate === undefined ? '' : `${aggregate.name}=${exprText(aggregate.expr)}`;
      return `${head}, groups=[${groups}], aggs={\n${last}\n})`;
    }
    default:
      return `${head})`;
  }
}
