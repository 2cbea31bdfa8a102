/**
 * Expressions, tried in the real parser's order so that its errors come out as it reports them.
 *
 * @see pixie-io/libpypa src/pypa/parser/parser.cc
 */
import { atom } from './atoms.ts';
import type { ParserState } from './state.ts';
import { trailers } from './trailers.ts';
import type { Expression, TupleExpression } from './tree.ts';
import type { ExpressionParsers } from './parsers.ts';

type Parse = (s: ParserState) => Expression | undefined;

const spanning = (first: Expression, last: Expression) => ({
  start: first.span.start,
  end: Math.max(first.span.end, last.span.end),
});

/** Reports what is missing; while typing a stand-in takes its place. */
function failedOrMissing(s: ParserState, message: string): Expression | undefined {
  s.fail(message);
  return s.missing();
}

export function test(s: ParserState): Expression | undefined {
  return s.shallow(() => s.nested(() => s.attempt(() => conditional(s))));
}

function conditional(s: ParserState): Expression | undefined {
  const body = orTest(s);
  if (body === undefined) return lambda(s);
  if (!s.takeKeyword('if')) return body;
  const at = s.token.start;
  const condition = orTest(s);
  if (condition === undefined) return failedOrMissing(s, 'Expected expression after `if`');
  if (!s.takeKeyword('else')) {
    s.fail('Expected `else`');
    return s.tolerant ? condition : undefined;
  }
  const otherwise = test(s);
  if (otherwise === undefined) return failedOrMissing(s, 'Expected expression after `else`');
  const span = spanning(body, otherwise);
  const children = [body, condition, otherwise];
  return { kind: 'UnsupportedExpression', astName: 'IfExpr', children, at, span };
}

function lambda(s: ParserState): Expression | undefined {
  const { start } = s.token;
  if (!s.takeKeyword('lambda')) return undefined;
  while (s.is('name') || s.isOp(',') || s.isOp('*') || s.isOp('**') || s.isOp('=')) {
    if (s.advance().text === '=' && test(s) === undefined) {
      return s.fail('Expected expression after `=`');
    }
  }
  if (!s.takeOp(':')) return s.fail('Expected `:`');
  const body = test(s);
  if (body === undefined) return failedOrMissing(s, 'Expected expression');
  const span = { start, end: body.span.end };
  return { kind: 'UnsupportedExpression', astName: 'Lambda', children: [body], at: start, span };
}

function booleans(s: ParserState, operator: 'and' | 'or', operand: Parse): Expression | undefined {
  const { pos } = s;
  const first = operand(s);
  if (first === undefined || !s.isKeyword(operator)) return first;
  const node = s.token;
  const operands = [first];
  while (s.takeKeyword(operator)) {
    const next = operand(s) ?? s.missing();
    if (next === undefined) {
      s.fail('Expected expression after operator', node);
      s.pos = pos;
      return undefined;
    }
    operands.push(next);
  }
  const span = spanning(first, operands.at(-1) ?? first);
  return { kind: 'Boolean', operator, operands, at: node.start, span };
}

const orTest: Parse = (s) => booleans(s, 'or', andTest);
const andTest: Parse = (s) => booleans(s, 'and', notTest);

function notTest(s: ParserState): Expression | undefined {
  const { start } = s.token;
  if (!s.isKeyword('not')) return comparison(s);
  return s.attempt(() => {
    s.advance();
    const operand = s.nested(() => notTest(s)) ?? s.missing();
    if (operand === undefined) return undefined;
    const span = { start, end: operand.span.end };
    return { kind: 'Unary', operator: 'not', operand, at: start, span };
  });
}

const COMPARISONS = new Set(['<', '>', '==', '>=', '<=', '!=', '<>']);

function comparisonOperator(s: ParserState): string | undefined {
  if (s.is('op') && COMPARISONS.has(s.token.text)) {
    const { text } = s.advance();
    return text === '<>' ? '!=' : text;
  }
  if (s.takeKeyword('in')) return 'in';
  if (s.takeKeyword('is')) return s.takeKeyword('not') ? 'is not' : 'is';
  return s.attempt(() => (s.takeKeyword('not') && s.takeKeyword('in') ? 'not in' : undefined));
}

const mayCompare = (s: ParserState): boolean => s.is('op') || s.is('keyword');

function comparison(s: ParserState): Expression | undefined {
  const { pos } = s;
  const left = bitOr(s);
  if (left === undefined || !mayCompare(s)) return left;
  const operators: string[] = [];
  const comparators: Expression[] = [];
  for (let op = comparisonOperator(s); op !== undefined; op = comparisonOperator(s)) {
    operators.push(op);
    const right = bitOr(s) ?? s.missing();
    if (right === undefined) {
      s.fail('Expected expression after comparison operator');
      s.pos = pos;
      return undefined;
    }
    comparators.push(right);
  }
  const last = comparators.at(-1);
  if (last === undefined) return left;
  return { kind: 'Compare', left, operators, comparators, at: left.at, span: spanning(left, last) };
}

interface BinaryRule {
  readonly operators: readonly string[];
  readonly operand: Parse;
  /** Whether the node stands at its operator or at the right operand. */
  readonly atOperator: boolean;
  readonly message: string;
}

function binary(s: ParserState, rule: BinaryRule): Expression | undefined {
  const { pos } = s;
  let left = rule.operand(s);
  while (left !== undefined && s.is('op') && rule.operators.includes(s.token.text)) {
    const operatorToken = s.advance();
    s.link();
    const node = rule.atOperator ? operatorToken : s.token;
    const right = rule.operand(s) ?? s.missing();
    if (right === undefined) {
      s.fail(rule.message, node);
      s.pos = pos;
      return undefined;
    }
    const span = spanning(left, right);
    left = { kind: 'Binary', operator: operatorToken.text, left, right, at: node.start, span };
  }
  return left;
}

const EXPECTED = 'Expected expression after operator';
const TERM: BinaryRule = {
  operators: ['*', '/', '%', '//'],
  operand: factor,
  atOperator: false,
  message: EXPECTED,
};
const ARITHMETIC: BinaryRule = {
  operators: ['+', '-'],
  operand: (s) => binary(s, TERM),
  atOperator: true,
  message: EXPECTED,
};
const SHIFT: BinaryRule = {
  operators: ['<<', '>>'],
  operand: (s) => binary(s, ARITHMETIC),
  atOperator: true,
  message: 'Expected expression',
};
const BIT_AND: BinaryRule = {
  operators: ['&'],
  operand: (s) => binary(s, SHIFT),
  atOperator: false,
  message: EXPECTED,
};
const BIT_XOR: BinaryRule = {
  operators: ['^'],
  operand: (s) => binary(s, BIT_AND),
  atOperator: false,
  message: EXPECTED,
};
const BIT_OR: BinaryRule = {
  operators: ['|'],
  operand: (s) => binary(s, BIT_XOR),
  atOperator: false,
  message: EXPECTED,
};
const bitOr: Parse = (s) => binary(s, BIT_OR);

function factor(s: ParserState): Expression | undefined {
  const { start, text } = s.token;
  if (!s.isOp('+') && !s.isOp('-') && !s.isOp('~')) return power(s);
  return s.attempt(() => {
    s.advance();
    const operand = s.nested(() => factor(s)) ?? s.missing();
    if (operand === undefined) return undefined;
    const operator = text === '+' ? '+' : text === '-' ? '-' : '~';
    const span = { start, end: operand.span.end };
    return { kind: 'Unary', operator, operand, at: start, span };
  });
}

function power(s: ParserState): Expression | undefined {
  return s.attempt(() => {
    const start = atom(s, parsers);
    if (start === undefined) return undefined;
    const left = trailers(s, start, parsers);
    if (!s.takeOp('**')) return left;
    const node = s.token;
    const right = s.nested(() => factor(s)) ?? s.missing();
    if (right === undefined) return s.fail('Expected expression after `**`', node);
    return {
      kind: 'Binary',
      operator: '**',
      left,
      right,
      at: node.start,
      span: spanning(left, right),
    };
  });
}

/** Expressions separated by commas; one without a comma is itself, otherwise a tuple. */
export function testList(s: ParserState): Expression | undefined {
  return s.attempt(() => {
    const { start } = s.token;
    const first = test(s);
    if (first === undefined) return undefined;
    const elements = [first];
    let endsWithComma = false;
    while (s.takeOp(',')) {
      const next = test(s);
      endsWithComma = next === undefined;
      if (next === undefined) break;
      elements.push(next);
    }
    if (elements.length === 1 && !endsWithComma) return first;
    const tuple: TupleExpression = {
      kind: 'Tuple',
      elements,
      at: start,
      span: { start, end: s.previousEnd },
    };
    return tuple;
  });
}

/** `expr (, expr)*`, the targets of `for` and `del`. */
export function expressionList(s: ParserState): Expression | undefined {
  return s.attempt(() => {
    const { start } = s.token;
    const elements: Expression[] = [];
    const part = () => s.shallow(() => bitOr(s));
    for (let next = part(); next !== undefined; next = part()) {
      elements.push(next);
      if (!s.takeOp(',')) break;
    }
    const [first] = elements;
    if (first === undefined) return undefined;
    if (elements.length === 1) return first;
    return { kind: 'Tuple', elements, at: start, span: { start, end: s.previousEnd } };
  });
}

/** `for x in y if z …` behind an element. @returns the parts, undefined when there is no `for`. */
function comprehension(s: ParserState, plainIterable: Parse): Expression[] | undefined {
  return s.attempt(() => {
    const parts: Expression[] = [];
    if (!s.isKeyword('for')) return undefined;
    while (s.takeKeyword('for')) {
      const target = expressionList(s);
      if (target === undefined) return s.fail('Expected expression after `for`');
      if (!s.takeKeyword('in')) return s.fail('Expected `in`');
      const iterable = plainIterable(s);
      if (iterable === undefined) return s.fail('Expected expression after `in`');
      parts.push(target, iterable);
      while (s.takeKeyword('if')) {
        const condition = orTest(s) ?? lambda(s);
        if (condition === undefined) return s.fail('Expected condition after `if`');
        parts.push(condition);
      }
    }
    return parts;
  });
}

function yieldExpression(s: ParserState): Expression | undefined {
  const { start } = s.token;
  if (!s.takeKeyword('yield')) return undefined;
  const value = testList(s);
  const children = value === undefined ? [] : [value];
  const span = { start, end: s.previousEnd };
  return { kind: 'UnsupportedExpression', astName: 'YieldExpr', children, at: start, span };
}

/** What atoms and trailers need of this file; given to them, so that files form no cycle. */
export const parsers: ExpressionParsers = {
  test,
  orTest,
  testList,
  comprehension,
  yieldExpression,
};
