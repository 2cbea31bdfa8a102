/** Doubtful arguments. */
import type { CallExpression, Expression, StringLiteral } from '../../syntax/tree.ts';
import { isFrame, relationOf, type Report, type WarningContext } from './context.ts';

export function warnOfCall(node: CallExpression, context: WarningContext, report: Report): void {
  for (const { span } of node.starArgs) {
    report('ignoredArguments', span, 'Arguments behind a star are not passed on.');
  }
  const callee = context.valueOf(node.callee);
  if (callee?.kind !== 'function') return;
  const { name, flavour } = callee;
  if (flavour === 'uda') {
    const message = `px.${name} works on whole groups: use it in agg(), not in a column.`;
    report('aggregateInColumn', node.span, message);
  }
  if (name === 'DataFrame' && flavour === 'builtin') warnOfTimes(node, context, report);
  if (name === 'parse_duration') warnOfUnits(node.args[0], report);
  if (name === 'agg' && flavour === 'method') warnOfAggregates(node, context, report);
  if (name === 'head' && flavour === 'method') warnOfRows(node, context, report);
}

function warnOfRows(node: CallExpression, context: WarningContext, report: Report): void {
  const { start, end } = node.span;
  const isClamped = context.clampedHeads.some((one) => one.start === start && one.end === end);
  const rows = argument(node, 'n', 0);
  if (!isClamped || rows === undefined) return;
  const message = `A result table has ${String(context.rowLimit)} rows at most.`;
  report('aboveRowLimit', rows.span, message);
}

const argument = (node: CallExpression, key: string, index: number): Expression | undefined =>
  node.keywords.find((one) => one.name.text === key)?.value ?? node.args[index];

function warnOfTimes(node: CallExpression, context: WarningContext, report: Report): void {
  const start = argument(node, 'start_time', 2);
  if (start === undefined && node.starArgs.length === 0) {
    const message = 'Without start_time this reads everything the cluster keeps of the table.';
    report('noStartTime', node.callee.span, message);
  }
  for (const time of [start, argument(node, 'end_time', 3)]) {
    if (time === undefined) continue;
    const inner = time.kind === 'Unary' ? time.operand : time;
    const value = context.valueOf(time);
    const isColumn = time.kind === 'Attribute' && isFrame(time.value, context);
    const isFloat = value?.kind === 'expression' && value.dataType === 'FLOAT64';
    if (inner.kind === 'Integer') {
      const message =
        'A number is nanoseconds since 1970; a time relative to now is a text: "-5m".';
      report('absoluteTime', time.span, message);
    } else if (isColumn || isFloat) {
      const what = isColumn ? 'A column' : 'A number with a fraction';
      report('noTime', time.span, `${what} is no time: it counts as 0, the year 1970.`);
    }
    warnOfUnits(time, report);
  }
}

const SEVERAL_UNITS = /^\s*-?\d+(?:ms|[smhd])\s*\d+(?:ms|[smhd])/;

function warnOfUnits(node: Expression | undefined, report: Report): void {
  if (node?.kind !== 'String' || !SEVERAL_UNITS.test(node.value)) return;
  report('severalUnits', node.span, 'Only the first amount and unit of a duration counts.');
}

function warnOfAggregates(node: CallExpression, context: WarningContext, report: Report): void {
  const { callee } = node;
  const parent = callee.kind === 'Attribute' ? callee.value : undefined;
  const relation = parent === undefined ? undefined : relationOf(parent, context);
  const groups = parent === undefined ? [] : groupNames(parent, context);
  for (const { name, value } of node.keywords) {
    if (groups.includes(name.text)) {
      const message = `'${name.text}' is a group already: the table would have two such columns.`;
      report('groupNameClash', name.span, message);
    }
    const [first, ...others] = value.kind === 'Tuple' ? value.elements : [];
    const last = others.at(-1);
    const fn = last === undefined ? undefined : context.valueOf(last);
    if (first === undefined || last === undefined || fn?.kind !== 'function') continue;
    if (fn.flavour === 'udf') {
      const message = `px.${fn.name} works on single values: it cannot aggregate a group.`;
      report('scalarInAggregate', last.span, message);
    }
    const column = relation?.find((one) => first.kind === 'String' && one.name === first.value);
    const losesUnit = fn.name === 'sum' && column?.semanticType === 'ST_DURATION_NS';
    if (losesUnit) {
      const message = 'A sum of durations loses its unit; px.DurationNanos() gives it back.';
      report('sumWithoutUnit', last.span, message, { cast: name.text });
    }
  }
}

/** Names in the grouping right before an aggregate. */
function groupNames(node: Expression, context: WarningContext): readonly string[] {
  if (node.kind !== 'Call') return [];
  const callee = context.valueOf(node.callee);
  if (callee?.kind !== 'function' || callee.name !== 'groupby') return [];
  const by = argument(node, 'by', 0);
  if (by === undefined) return [];
  const items = by.kind === 'List' || by.kind === 'Tuple' ? by.elements : [by];
  return items.flatMap((item) => (item.kind === 'String' ? [item.value] : []));
}

/** The text that names a displayed table. */
export const displayName = (node: CallExpression): StringLiteral | undefined => {
  const name = argument(node, 'name', 1);
  return name?.kind === 'String' ? name : undefined;
};
