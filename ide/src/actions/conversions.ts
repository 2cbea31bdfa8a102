/** Fixes for values of a type that does not fit. */
import { type DataType, DATA_TYPES, type Problem, type Expression } from '#language';
import { nodeText, spanOf, type ActionContext, type Fix } from './action.ts';
import { replace } from '../edits/textEdit.ts';
import { allExpressions, around, isOperand, sameSpan, within } from './find.ts';
import { rewritten } from './rewrite.ts';
import { asText, pxName } from './typing.ts';

const isDataType = (text: string): text is DataType =>
  (DATA_TYPES as readonly string[]).includes(text);

/** `node` as a value of another type; undefined where there is no way. */
function converted(
  node: Expression,
  from: DataType,
  to: DataType,
  context: ActionContext,
): string | undefined {
  const px = pxName(context.analysis);
  const { text } = rewritten(node, context);
  if (to === 'STRING') return node.kind === 'Integer' ? `'${text}'` : asText(text, from, px);
  if (from === 'STRING' && to === 'INT64') {
    if (node.kind === 'String') return /^-?\d+$/.test(node.value) ? node.value : undefined;
    return `${px}.atoi(${text}, 0)`;
  }
  if (from === 'FLOAT64' && to === 'INT64') return `${px}.floor(${text})`;
  if (from === 'INT64' && to === 'FLOAT64') {
    if (node.kind === 'Integer') return `${text}.0`;
    return isOperand(node) && node.kind !== 'Attribute' ? `(${text}) * 1.0` : `${text} * 1.0`;
  }
  if (from === 'TIME64NS' && to === 'INT64') return `${px}.time_to_int64(${text})`;
  if (from === 'INT64' && to === 'TIME64NS') return `${px}.int64_to_time(${text})`;
  if (from === 'INT64' && to === 'BOOLEAN') return `${text} != 0`;
  if (from === 'BOOLEAN' && to === 'INT64') return `${px}.select(${text}, 1, 0)`;
  return undefined;
}

/** `Cannot cast from 'FLOAT64' to 'INT64'.` Types of px keep their meaning; `str(x)` just converts. */
export function wrongCast(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, from = '', to = ''] = /^Cannot cast from '(\w+)' to '(\w+)'/.exec(problem.message) ?? [];
  const call = allExpressions(context.analysis.tree).find(
    (node) => node.kind === 'Call' && node.args.some(({ span }) => sameSpan(span, problem.span)),
  );
  if (call?.kind !== 'Call' || !isDataType(from) || !isDataType(to)) return [];
  const [arg] = call.args;
  if (arg === undefined) return [];
  const text = converted(arg, from, to, context);
  if (text === undefined) return [];
  const isPlain = call.callee.kind === 'Name';
  const target = spanOf(context, isPlain ? call : arg);
  return [{ title: `Convert to ${text}`, edits: [replace(target, text)], isPreferred: true }];
}

/** `Could not find UDF 'add' with arguments [STRING,INT64].`: one argument of another type fits. */
export function noOverload(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, name = '', list = ''] =
    /^Could not find UD[FA] '(.*)' with arguments \[(.*)\]/s.exec(problem.message) ?? [];
  const node = operationAt(problem, context);
  const operands = node === undefined ? [] : operandsOf(node);
  const types = list.split(',').filter(isDataType);
  if (operands.length !== types.length) return [];
  const repeated =
    node?.kind === 'Boolean' ? repeatedComparison(operands, types, context) : undefined;
  if (repeated !== undefined) return [repeated];
  const overloads = context.catalog.functions.get(name)?.overloads ?? [];
  const fixes = new Map<string, Fix>();
  // Text takes anything; a literal is changed sooner than a column.
  const order = operands
    .map((_, index) => index)
    .sort((a, b) => weight(operands[b]) - weight(operands[a]));
  for (const index of order) {
    const [operand, from] = [operands[index], types[index]];
    if (operand === undefined || from === undefined) continue;
    for (const { args } of overloads) {
      const differs = args.filter((type, position) => type !== types[position]).length;
      const wanted = args[index];
      if (args.length !== types.length || differs !== 1 || wanted === undefined || wanted === from)
        continue;
      const text = converted(operand, from, wanted, context);
      if (text === undefined) continue;
      const title = `Convert ${nodeText(context, operand)} to ${text}`;
      fixes.set(title, { title, edits: [replace(spanOf(context, operand), text)] });
    }
  }
  return [...fixes.values()]
    .slice(0, 3)
    .map((fix, index) => ({ ...fix, isPreferred: index === 0 }));
}

const LITERALS: ReadonlySet<string> = new Set(['Integer', 'Float', 'String']);
const weight = (node: Expression | undefined): number =>
  node !== undefined && LITERALS.has(node.kind) ? 1 : 0;

const operationAt = ({ span }: Problem, { analysis }: ActionContext): Expression | undefined =>
  allExpressions(analysis.tree).find(
    (node) => operandsOf(node).length > 0 && sameSpan(node.span, span),
  );

function operandsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'Binary':
      return [node.left, node.right];
    case 'Compare':
      return [node.left, ...node.comparators];
    case 'Boolean':
      return node.operands;
    case 'Call':
      return node.args;
    default:
      return [];
  }
}

/** `a == 'x' or 'y'`: the comparison again, with the other value. */
function repeatedComparison(
  operands: readonly Expression[],
  types: readonly DataType[],
  context: ActionContext,
): Fix | undefined {
  const [first, second] = operands;
  if (first?.kind !== 'Compare' || second === undefined || first.operators.length !== 1)
    return undefined;
  if (types[0] !== 'BOOLEAN' || types[1] === 'BOOLEAN' || !LITERALS.has(second.kind))
    return undefined;
  const left = nodeText(context, first.left);
  const text = `${left} ${first.operators[0] ?? ''} ${nodeText(context, second)}`;
  return {
    title: `Compare with ${left} again`,
    edits: [replace(spanOf(context, second), text)],
    isPreferred: true,
  };
}

/** A filter needs a condition. */
export function notACondition(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, type = ''] = /, got (\w+)$/.exec(problem.message) ?? [];
  const subscript =
    around(context.analysis.tree, problem.span, 'Subscript')?.node ??
    within(context.analysis.tree, problem.span, 'Subscript')?.node;
  const value = subscript?.index.kind === 'Index' ? subscript.index.value : undefined;
  if (value === undefined || !isDataType(type)) return [];
  const test = type === 'STRING' ? "!= ''" : type === 'INT64' ? '!= 0' : undefined;
  if (test === undefined || !(value.kind === 'Attribute' || value.kind === 'Call')) return [];
  return [
    {
      title: `Compare with ${test}`,
      edits: [replace(spanOf(context, value), `${nodeText(context, value)} ${test}`)],
    },
  ];
}
