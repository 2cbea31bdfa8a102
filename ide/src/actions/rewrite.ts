/** Python expressions that PxL does not have, in PxL's own words. */
import {
  type BinaryExpression,
  type CompareExpression,
  type Expression,
  childrenOf,
} from '#language';
import { nodeText, spanOf, textOf, type ActionContext } from './action.ts';
import { isOperand } from './find.ts';
import { comprehensionElements } from './loops.ts';
import { dataTypeOf, pxName } from './typing.ts';

export interface Rewritten {
  readonly text: string;
  /** Whether it can stand as an operand without brackets. */
  readonly isAtomic: boolean;
  /** What was done, as a title. */
  readonly title: string;
}

type Rule = (context: ActionContext) => Rewritten | undefined;

/** What to write in place of an expression itself; undefined for what PxL has. */
export function ruleOf(node: Expression): Rule | undefined {
  switch (node.kind) {
    case 'UnsupportedExpression':
      if (node.astName === 'ListComp') return (context) => writtenOut(node, context);
      return node.astName === 'IfExpr' ? (context) => ternary(node.children, context) : undefined;
    case 'Compare':
      if (node.operators.length > 1) return (context) => chain(node, context);
      return node.operators.some((operator) => /in|is/.test(operator))
        ? (context) => membership(node, context)
        : undefined;
    case 'Boolean': {
      const { operands, operator } = node;
      return operands.length > 2 ? (context) => nested(operands, operator, context) : undefined;
    }
    case 'Binary':
      return binaryRule(node);
    default:
      return undefined;
  }
}

/** The text of an expression with everything inside it in PxL's words. */
export function rewritten(node: Expression, context: ActionContext): Rewritten {
  const own = ruleOf(node)?.(context);
  if (own !== undefined) return own;
  const whole = spanOf(context, node);
  let text = '';
  let at = whole.start;
  const children = [...childrenOf(node)].sort((a, b) => a.span.start - b.span.start);
  for (const child of children) {
    const place = spanOf(context, child);
    if (place.start < at) continue;
    const inner = rewritten(child, context);
    const isChanged = inner.text !== textOf(context, place);
    const isBracketed = context.brackets.enclosed(place).start < place.start;
    const needsBrackets = isChanged && !inner.isAtomic && isOperand(node) && !isBracketed;
    text += textOf(context, { start: at, end: place.start });
    text += needsBrackets ? `(${inner.text})` : inner.text;
    at = place.end;
  }
  text += textOf(context, { start: at, end: whole.end });
  return { text, isAtomic: !isOperand(node) || node.kind === 'Attribute', title: '' };
}

/** As an operand of an operator that binds tighter. */
const bracketed = (node: Expression, context: ActionContext): string => {
  const { text, isAtomic } = rewritten(node, context);
  return isAtomic ? text : `(${text})`;
};

function ternary(children: readonly Expression[], context: ActionContext): Rewritten | undefined {
  const [body, condition, otherwise] = children;
  if (body === undefined || condition === undefined || otherwise === undefined) return undefined;
  const px = pxName(context.analysis);
  const args = [condition, body, otherwise].map((node) => rewritten(node, context).text);
  return {
    text: `${px}.select(${args.join(', ')})`,
    isAtomic: true,
    title: `Convert to ${px}.select`,
  };
}

/** `[f(x) for x in ['a', 'b']]` */
function writtenOut(
  node: Expression & { readonly kind: 'UnsupportedExpression' },
  context: ActionContext,
): Rewritten | undefined {
  const elements = comprehensionElements(node, context);
  return elements === undefined
    ? undefined
    : { text: `[${elements.join(', ')}]`, isAtomic: true, title: 'Write the list out' };
}

/** `a < b < c`: each comparison by itself, joined by `and`. */
function chain(node: CompareExpression, context: ActionContext): Rewritten {
  const { left, operators, comparators } = node;
  const bitwise = bitwiseBetween(node, context);
  if (bitwise !== undefined) return bitwise;
  const parts = comparators.map((right, index) => {
    const before = index === 0 ? left : (comparators[index - 1] ?? left);
    return comparison(before, operators[index] ?? '', right, context).text;
  });
  const joined = parts.slice(1).reduce((text, part, index) => {
    return `${index === 0 ? `(${text})` : `(${text})`} and (${part})`;
  }, parts[0] ?? '');
  return { text: joined, isAtomic: false, title: "Split into comparisons joined by 'and'" };
}

/** `a > 1 & b < 2` binds as a chain around `1 & b`; `and` and `or` bind as it is meant. */
function bitwiseBetween(node: CompareExpression, context: ActionContext): Rewritten | undefined {
  const { comparators } = node;
  const span = spanOf(context, node);
  const meant = comparators.filter(
    (node): node is BinaryExpression =>
      node.kind === 'Binary' && WORDS[node.operator] !== undefined,
  );
  if (meant.length === 0 || meant.length !== comparators.length - 1) return undefined;
  let text = '';
  let at = span.start;
  for (const { left, right, operator } of meant) {
    text += `${textOf(context, { start: at, end: left.span.end })} ${WORDS[operator] ?? ''} `;
    at = right.span.start;
  }
  text += textOf(context, { start: at, end: span.end });
  const word = WORDS[meant[0]?.operator ?? ''] ?? '';
  return { text, isAtomic: false, title: `Use '${word}'` };
}

const WORDS: Readonly<Record<string, string>> = { '&': 'and', '|': 'or' };

function comparison(
  left: Expression,
  operator: string,
  right: Expression,
  context: ActionContext,
): Rewritten {
  const px = pxName(context.analysis);
  const [a, b] = [rewritten(left, context), rewritten(right, context)];
  if (operator === 'in' || operator === 'not in') {
    const isList = right.kind === 'List' || right.kind === 'Tuple';
    const isText = dataTypeOf(right, context.analysis, right.span.start) === 'STRING';
    const name = isText && !isList ? 'contains' : 'equals_any';
    const args = name === 'contains' ? `${b.text}, ${a.text}` : `${a.text}, ${b.text}`;
    const call = `${px}.${name}(${args})`;
    const title = `Convert to ${px}.${name}`;
    return operator === 'in'
      ? { text: call, isAtomic: true, title }
      : { text: `not ${call}`, isAtomic: false, title };
  }
  if (operator === 'is' || operator === 'is not') {
    const isNone = right.kind === 'Name' && right.id === 'None';
    const sign = operator === 'is' ? '==' : '!=';
    // A missing value is the type's zero value: there is no NULL.
    const value = isNone ? "''" : b.text;
    return {
      text: `${a.text} ${sign} ${value}`,
      isAtomic: false,
      title: `Compare with ${sign} ${value}`,
    };
  }
  return { text: `${a.text} ${operator} ${b.text}`, isAtomic: false, title: '' };
}

function membership(node: CompareExpression, context: ActionContext): Rewritten | undefined {
  const [operator = ''] = node.operators;
  const [right] = node.comparators;
  return right === undefined ? undefined : comparison(node.left, operator, right, context);
}

/** `a and b and c`: two at a time. */
function nested(
  operands: readonly Expression[],
  operator: string,
  context: ActionContext,
): Rewritten {
  const [first, ...others] = operands.map((node) => {
    const { text, isAtomic } = rewritten(node, context);
    const needsBrackets =
      node.kind === 'Boolean' || (!isAtomic && text !== nodeText(context, node));
    return needsBrackets ? `(${text})` : text;
  });
  const text = others.reduce(
    (joined, next, index) => `${index === 0 ? joined : `(${joined})`} ${operator} ${next}`,
    first ?? '',
  );
  return { text, isAtomic: false, title: `Bracket '${operator}' in pairs` };
}

const isCondition = ({ kind }: Expression): boolean => kind === 'Compare' || kind === 'Boolean';

function binaryRule({ operator, left, right }: BinaryExpression): Rule | undefined {
  switch (operator) {
    case '//':
      return (context) => {
        const px = pxName(context.analysis);
        const text = `${px}.floor(${bracketed(left, context)} / ${bracketed(right, context)})`;
        return { text, isAtomic: true, title: `Convert to ${px}.floor` };
      };
    case '*':
      // `a // b * b` rounds down to multiples of b.
      return left.kind === 'Binary' && left.operator === '//'
        ? (context) => binned(left, right, context)
        : undefined;
    case '**':
      return (context) => {
        const px = pxName(context.analysis);
        const args = [left, right].map((node) => rewritten(node, context).text).join(', ');
        return { text: `${px}.pow(${args})`, isAtomic: true, title: `Convert to ${px}.pow` };
      };
    case '&':
    case '|': {
      const word = WORDS[operator] ?? '';
      return isCondition(left) && isCondition(right)
        ? (context) => ({
            text: `(${rewritten(left, context).text}) ${word} (${rewritten(right, context).text})`,
            isAtomic: false,
            title: `Use '${word}'`,
          })
        : undefined;
    }
    default:
      return undefined;
  }
}

function binned(
  { left, right }: BinaryExpression,
  factor: Expression,
  context: ActionContext,
): Rewritten | undefined {
  if (nodeText(context, right) !== nodeText(context, factor)) return undefined;
  const px = pxName(context.analysis);
  const args = [left, right].map((node) => rewritten(node, context).text).join(', ');
  return { text: `${px}.bin(${args})`, isAtomic: true, title: `Convert to ${px}.bin` };
}
