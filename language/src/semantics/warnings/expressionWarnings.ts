/** Doubtful literals, operators and columns. */
import type { Column } from '../../catalog/types.ts';
import type {
  AssignStatement,
  BinaryExpression,
  CompareExpression,
  Expression,
  IntegerLiteral,
} from '../../syntax/tree.ts';
import { eachBelow } from '../../syntax/walk.ts';
import { columnAccess, relationOf, type Report, type WarningContext } from './context.ts';

export function warnOfExpression(node: Expression, context: WarningContext, report: Report): void {
  switch (node.kind) {
    case 'Integer':
      warnOfInteger(node, context, report);
      break;
    case 'Binary':
      if (node.operator === '%') warnOfModulo(node, context, report);
      if (node.operator === '+') warnOfAddition(node, context, report);
      break;
    case 'Compare':
      warnOfUnknownValue(node, context, report);
      break;
    default:
      break;
  }
}

/** The parser reads the digits of any base as decimal ones, and nothing of a long integer. */
function warnOfInteger(
  { value, span }: IntegerLiteral,
  { text }: WarningContext,
  report: Report,
): void {
  const written = text.slice(span.start, span.end);
  if (/[lL]$/.test(written)) {
    report('longInteger', span, `'${written}' counts as 0: leave out the '${written.slice(-1)}'.`);
  } else if (/^0[xXbBoO0-9]/.test(written) && value !== 0n) {
    report('numberBase', span, `'${written}' counts as ${String(value)}: digits are decimal.`);
  }
}

function warnOfModulo(node: BinaryExpression, { valueOf }: WarningContext, report: Report): void {
  const right = valueOf(node.right);
  if (right?.kind !== 'expression' || right.literal !== 0n) return;
  report('moduloByZero', node.span, 'A remainder of a division by zero stops the query.');
}

function warnOfAddition(node: BinaryExpression, { valueOf }: WarningContext, report: Report): void {
  const [left, right] = [valueOf(node.left), valueOf(node.right)];
  if (left?.kind !== 'expression' || right?.kind !== 'expression') return;
  const types = [left.dataType, right.dataType];
  const isMixed = types.includes('STRING') && types.some((one) => one && NUMBERS.has(one));
  if (!isMixed) return;
  const message = 'A text and a number cannot be added: px.itoa() makes a text of an integer.';
  report('textPlusNumber', node.span, message);
}

const NUMBERS: ReadonlySet<string> = new Set(['INT64', 'FLOAT64']);
const MAX_VALUES_TOLD = 6;

/** A column of codes compared with a code it never has. */
function warnOfUnknownValue(
  { left, operators: [operator], comparators: [right] }: CompareExpression,
  context: WarningContext,
  report: Report,
): void {
  if (right === undefined || (operator !== '==' && operator !== '!=')) return;
  const onLeft = columnOf(left, context);
  const column = onLeft ?? columnOf(right, context);
  const other = onLeft === undefined ? left : right;
  const value = context.valueOf(other);
  if (column?.values === undefined || value?.kind !== 'expression') return;
  const { literal } = value;
  if (typeof literal !== 'bigint' || Object.hasOwn(column.values, String(literal))) return;
  const codes = Object.entries(column.values).map(([code, name]) => `${code} (${name})`);
  const known = codes.slice(0, MAX_VALUES_TOLD).join(', ');
  const more = codes.length > MAX_VALUES_TOLD ? ', …' : '';
  const message = `'${column.name}' is never ${String(literal)}: it is one of ${known}${more}.`;
  report('unknownValue', other.span, message);
}

/** The column an expression such as `df.x` or `df['x']` reads. */
function columnOf(node: Expression, context: WarningContext): Column | undefined {
  const access = columnAccess(node);
  if (access === undefined) return undefined;
  return relationOf(access.base, context)?.find(({ name }) => name === access.name);
}

/** `df.x = other.y` reads the column `y` of `df`: columns are names only. */
export function warnOfOtherFrame(
  { targets: [target], value }: AssignStatement,
  context: WarningContext,
  report: Report,
): void {
  if (target?.kind !== 'Attribute' && target?.kind !== 'Subscript') return;
  const { value: own } = target;
  if (own.kind !== 'Name') return;
  eachBelow(value, (node) => {
    if (node.kind !== 'Attribute' || node.value.kind !== 'Name' || node.value.id === own.id) return;
    const column = node.name?.text ?? '';
    if (relationOf(node.value, context) === undefined) return;
    if (context.valueOf(node)?.kind !== 'expression') return;
    // What was grouped or merged from the other one still has its column.
    if (context.hasColumnOf(own, node.value, column)) return;
    const message = `This reads '${own.id}.${column}': a column of '${node.value.id}' needs a merge.`;
    report('otherDataFrame', node.span, message);
  });
}
