/** What follows an atom: calls, subscripts and attributes. */
import type { ExpressionParsers } from './parsers.ts';
import type { ParserState } from './state.ts';
import type { CallExpression, Expression, KeywordArgument, SubscriptIndex } from './tree.ts';

export function trailers(s: ParserState, atom: Expression, parsers: ExpressionParsers): Expression {
  let value = atom;
  for (;;) {
    const target = value;
    const next = s.attempt(() => trailer(s, target, parsers));
    if (next === undefined) return value;
    s.link();
    value = next;
  }
}

function trailer(s: ParserState, value: Expression, parsers: ExpressionParsers) {
  if (s.isOp('(')) return call(s, value, parsers);
  if (s.isOp('[')) return subscript(s, value, parsers);
  if (s.isOp('.')) return attribute(s, value);
  return undefined;
}

function attribute(s: ParserState, value: Expression): Expression | undefined {
  const dot = s.advance();
  if (!s.is('name')) {
    if (!s.tolerant) return s.fail('Expected identifier after `.`');
    const span = { start: value.span.start, end: dot.end };
    return { kind: 'Attribute', value, name: undefined, at: dot.start, span };
  }
  const { text, start, end } = s.advance();
  const name = { text, span: { start, end } };
  return { kind: 'Attribute', value, name, at: dot.start, span: { start: value.span.start, end } };
}

interface Arguments {
  readonly args: Expression[];
  readonly keywords: KeywordArgument[];
  readonly starArgs: Expression[];
}

/** The arguments of a call or decorator, up to and with the closing bracket. */
export function callArguments(s: ParserState, parsers: ExpressionParsers): Arguments | undefined {
  const open = s.previous;
  const found: Arguments = { args: [], keywords: [], starArgs: [] };
  const complete = s.attempt(() => (argumentList(s, parsers, found) ? true : undefined));
  if (!s.takeOp(')')) {
    if (!s.tolerant) return s.fail('Expected `)`', open);
    skipToClosing(s);
  }
  // What the failed list had collected is no part of the call.
  return complete === true || s.tolerant ? found : { args: [], keywords: [], starArgs: [] };
}

/** While typing, whatever stands before the closing bracket is passed over. */
function skipToClosing(s: ParserState): void {
  let depth = 0;
  while (!s.is('end') && !s.is('newline')) {
    if (depth === 0 && s.isOp(')')) break;
    if (s.is('op') && '([{'.includes(s.token.text)) depth += 1;
    if (s.is('op') && ')]}'.includes(s.token.text)) depth -= 1;
    s.advance();
  }
  s.takeOp(')');
}

function call(s: ParserState, callee: Expression, parsers: ExpressionParsers) {
  const open = s.advance();
  const found = callArguments(s, parsers);
  if (found === undefined) return undefined;
  const span = { start: callee.span.start, end: s.previousEnd };
  const node: CallExpression = { kind: 'Call', callee, ...found, at: open.start, span };
  return node;
}

/**
 * Positional arguments, keywords and stars. The list is read in two rounds of which the second
 * takes keywords only: this is how one missing comma before a keyword passes.
 */
function argumentList(s: ParserState, parsers: ExpressionParsers, found: Arguments): boolean {
  const open = s.previous;
  const star = () => s.isOp('*') || s.isOp('**');
  const refuse = (message: string): boolean => {
    s.fail(message, open);
    return s.tolerant;
  };
  while (!star()) {
    const item = argument(s, parsers, false);
    if (item === undefined) break;
    if ('missingComma' in item) found.keywords.push(item);
    else if (found.keywords.length > 0) return refuse('Expected keyword argument');
    else found.args.push(item);
    if (!s.takeOp(',')) break;
  }
  const afterComma = s.takeOp(',');
  while (s.takeOp('*')) {
    const value = parsers.test(s) ?? s.missing();
    if (value === undefined) return refuse('Expected expression after `*`');
    found.starArgs.push(value);
    if (!s.takeOp(',')) break;
  }
  const previous = s.previous;
  let commaMissing = !afterComma && previous?.text !== ',' && previous !== open;
  while (!s.isOp('**')) {
    const item = argument(s, parsers, commaMissing);
    if (item === undefined) break;
    commaMissing = false;
    if (!('missingComma' in item)) return refuse('Expected keyword argument');
    found.keywords.push(item);
    if (!s.takeOp(',')) break;
  }
  s.takeOp(',');
  if (s.takeOp('**')) {
    const value = parsers.test(s) ?? s.missing();
    if (value === undefined) return refuse('Expected expression after `**`');
    found.starArgs.push(value);
  }
  return true;
}

function argument(
  s: ParserState,
  parsers: ExpressionParsers,
  missingComma: boolean,
): Expression | KeywordArgument | undefined {
  return s.attempt<Expression | KeywordArgument>(() => {
    const first = parsers.test(s);
    if (first === undefined) return undefined;
    if (!s.takeOp('=')) {
      const at = s.token.start;
      const parts = parsers.comprehension(s, parsers.orTest);
      if (parts === undefined) return first;
      const span = { start: first.span.start, end: s.previousEnd };
      const children = [first, ...parts];
      return { kind: 'UnsupportedExpression', astName: 'Generator', children, at, span };
    }
    const node = s.token;
    if (first.kind !== 'Name') {
      return s.fail('Expected identifier before `=` in keyword argument', node);
    }
    const value = parsers.test(s) ?? s.missing();
    if (value === undefined) return s.fail('Expected expression after `=`', node);
    const name = { text: first.id, span: first.span };
    const span = { start: first.span.start, end: value.span.end };
    return { name, value, missingComma, at: node.start, span };
  });
}

function subscript(s: ParserState, value: Expression, parsers: ExpressionParsers) {
  const open = s.advance();
  const first = subscriptItem(s, parsers);
  if (first === undefined) {
    if (!s.tolerant) return s.fail('Expected expression within `[]`', open);
  }
  const items = first === undefined ? [] : [first];
  while (first !== undefined && s.takeOp(',')) {
    const next = subscriptItem(s, parsers);
    if (next === undefined) break;
    items.push(next);
  }
  if (!s.takeOp(']') && !s.tolerant) return s.fail('Expected `]`', open);
  const span = { start: value.span.start, end: s.previousEnd };
  const index = items.length === 1 && first !== undefined ? first : extended(s, items);
  const node: Expression = { kind: 'Subscript', value, index, at: open.start, span };
  return node;
}

/** Several slices, or nothing yet while typing. */
function extended(s: ParserState, items: readonly SubscriptIndex[]): SubscriptIndex {
  const [first] = items;
  if (first === undefined) {
    const start = s.previousEnd;
    const span = { start, end: start };
    return { kind: 'Index', value: { kind: 'Missing', at: start, span }, at: start, span };
  }
  const parts = items.flatMap((item) => (item.kind === 'Index' ? [item.value] : item.parts));
  return {
    kind: 'Slice',
    parts,
    at: first.at,
    span: { start: first.span.start, end: s.previousEnd },
  };
}

function subscriptItem(s: ParserState, parsers: ExpressionParsers): SubscriptIndex | undefined {
  return s.attempt(() => {
    const { start } = s.token;
    if (s.isOp('.')) {
      const complete = s.takeOp('.') && s.takeOp('.') && s.takeOp('.');
      if (!complete) return s.fail('Invalid syntax');
      return { kind: 'Slice', parts: [], at: start, span: { start, end: s.previousEnd } };
    }
    const value = indexValue(s, parsers);
    if (s.takeOp(':')) {
      const parts = value === undefined ? [] : [value];
      const upper = parsers.test(s);
      if (upper !== undefined) parts.push(upper);
      const step = s.takeOp(':') ? parsers.test(s) : undefined;
      if (step !== undefined) parts.push(step);
      return { kind: 'Slice', parts, at: start, span: { start, end: s.previousEnd } };
    }
    if (value === undefined) return s.fail('Invalid syntax');
    return { kind: 'Index', value, at: start, span: value.span };
  });
}

/** One expression, or a tuple of those behind commas. */
function indexValue(s: ParserState, parsers: ExpressionParsers): Expression | undefined {
  const first = parsers.test(s);
  if (first === undefined || !s.isOp(',')) return first;
  const elements = [first];
  while (s.takeOp(',')) {
    const next = parsers.test(s);
    if (next === undefined) break;
    elements.push(next);
  }
  const span = { start: first.span.start, end: s.previousEnd };
  return { kind: 'Tuple', elements, at: first.at, span };
}
