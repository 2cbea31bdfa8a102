/** Names, literals and bracketed expressions. */
import { floatValue, integerValue, stringValue } from './literals.ts';
import type { ExpressionParsers } from './parsers.ts';
import type { ParserState } from './state.ts';
import type { Expression } from './tree.ts';

const unsupported = (
  astName: string,
  children: readonly Expression[],
  at: number,
  span: { start: number; end: number },
): Expression => ({ kind: 'UnsupportedExpression', astName, children, at, span });

export function atom(s: ParserState, parsers: ExpressionParsers): Expression | undefined {
  const { type, start, end, text } = s.token;
  switch (type) {
    case 'name':
      s.advance();
      return { kind: 'Name', id: text, at: start, span: { start, end } };
    case 'integer':
    case 'float':
    case 'complex':
      return s.attempt(() => number(s));
    case 'string':
      return strings(s);
    case 'op':
      return s.attempt(() => bracketed(s, parsers));
    default:
      return undefined;
  }
}

function number(s: ParserState): Expression | undefined {
  const { type, start, end, text } = s.advance();
  const place = { at: start, span: { start, end } };
  if (type === 'complex') return unsupported('Complex', [], start, place.span);
  if (type === 'float') {
    const value = floatValue(text);
    if (value === undefined) {
      s.pos -= 1;
      return s.fail('Invalid floating point number');
    }
    return { kind: 'Float', value, ...place };
  }
  if (s.is('name') && /^[lL]$/.test(s.token.text)) {
    const span = { start, end: s.advance().end };
    // The real parser keeps no value for long integers.
    return { kind: 'Integer', value: 0n, at: start, span };
  }
  const value = integerValue(text);
  if (value === undefined) return undefined;
  const beforeComplex = s.pos;
  s.takeOp('+');
  if (s.is('complex')) {
    const imaginary = s.advance();
    return unsupported('Complex', [], imaginary.start, { start, end: imaginary.end });
  }
  s.pos = beforeComplex;
  return { kind: 'Integer', value, ...place };
}

function strings(s: ParserState): Expression {
  const { start } = s.token;
  let value = '';
  while (s.is('string')) value += stringValue(s.advance().text);
  return { kind: 'String', value, at: start, span: { start, end: s.previousEnd } };
}

function bracketed(s: ParserState, parsers: ExpressionParsers): Expression | undefined {
  const { start } = s.token;
  const close = (mark: string): { start: number; end: number } | undefined => {
    if (!s.takeOp(mark) && !s.tolerant) return s.fail(`Expected \`${mark}\``);
    return { start, end: s.previousEnd };
  };
  if (s.takeOp('`')) return backQuoted(s, parsers, start);
  if (s.takeOp('(')) {
    const inner = s.token.start;
    const content = tupleContent(s, parsers) ?? parsers.yieldExpression(s);
    const span = close(')');
    if (span === undefined) return undefined;
    if (content === undefined) return { kind: 'Tuple', elements: [], at: inner, span };
    return content.kind === 'Tuple' && content.at === inner ? { ...content, span } : content;
  }
  if (s.takeOp('[')) {
    const inner = s.token.start;
    const content = listContent(s, parsers);
    const span = close(']');
    if (span === undefined) return undefined;
    return content === undefined
      ? { kind: 'List', elements: [], at: inner, span }
      : { ...content, span };
  }
  if (s.takeOp('{')) {
    const inner = s.token.start;
    const content = dictContent(s, parsers);
    const span = close('}');
    if (span === undefined) return undefined;
    return content === undefined
      ? { kind: 'Dict', entries: [], at: inner, span }
      : { ...content, span };
  }
  return undefined;
}

/** Elements behind a first one, after commas. */
function moreElements(s: ParserState, parsers: ExpressionParsers, elements: Expression[]): boolean {
  while (s.takeOp(',')) {
    const next = parsers.test(s);
    if (next === undefined) return true;
    elements.push(next);
  }
  return false;
}

function tupleContent(s: ParserState, parsers: ExpressionParsers): Expression | undefined {
  return s.attempt(() => {
    const { start } = s.token;
    const first = parsers.test(s);
    if (first === undefined) return undefined;
    if (s.isKeyword('for')) {
      const at = s.token.start;
      const parts = parsers.comprehension(s, parsers.orTest);
      if (parts === undefined) return undefined;
      return unsupported('Generator', [first, ...parts], at, { start, end: s.previousEnd });
    }
    const elements = [first];
    const endsWithComma = moreElements(s, parsers, elements);
    if (!endsWithComma && elements.length === 1) return first;
    return { kind: 'Tuple', elements, at: start, span: { start, end: s.previousEnd } };
  });
}

function listContent(s: ParserState, parsers: ExpressionParsers): Expression | undefined {
  return s.attempt(() => {
    const { start } = s.token;
    const first = parsers.test(s);
    if (first === undefined) return undefined;
    if (s.isKeyword('for')) {
      const at = s.token.start;
      const parts = parsers.comprehension(s, parsers.testList);
      if (parts === undefined) return undefined;
      return unsupported('ListComp', [first, ...parts], at, { start, end: s.previousEnd });
    }
    const elements = [first];
    moreElements(s, parsers, elements);
    return { kind: 'List', elements, at: start, span: { start, end: s.previousEnd } };
  });
}

function dictContent(s: ParserState, parsers: ExpressionParsers): Expression | undefined {
  return s.attempt(() => {
    const { start } = s.token;
    const first = parsers.test(s);
    if (first === undefined) return undefined;
    if (!s.takeOp(':')) return setContent(s, parsers, first);
    const at = s.token.start;
    const value = parsers.test(s) ?? s.missing();
    if (value === undefined) return s.fail('Expected expression after `:`');
    const spanHere = () => ({ start, end: s.previousEnd });
    if (s.isKeyword('for')) {
      const parts = parsers.comprehension(s, parsers.orTest) ?? [];
      return unsupported('DictComp', [first, value, ...parts], s.token.start, spanHere());
    }
    const entries = [{ key: first, value }];
    while (s.takeOp(',')) {
      const key = parsers.test(s);
      if (key === undefined) break;
      if (!s.takeOp(':') && !s.tolerant) return s.fail('Expected `:`');
      const next = parsers.test(s) ?? s.missing();
      if (next === undefined) return s.fail('Expected expression after `:`');
      entries.push({ key, value: next });
    }
    return { kind: 'Dict', entries, at, span: spanHere() };
  });
}

function setContent(
  s: ParserState,
  parsers: ExpressionParsers,
  first: Expression,
): Expression | undefined {
  const at = s.token.start;
  const { start } = first.span;
  if (s.isKeyword('for')) {
    const parts = parsers.comprehension(s, parsers.orTest);
    if (parts === undefined) return undefined;
    return unsupported('SetComp', [first, ...parts], at, { start, end: s.previousEnd });
  }
  const elements = [first];
  moreElements(s, parsers, elements);
  return unsupported('Set', elements, at, { start, end: s.previousEnd });
}

/** Python 2's `repr`, which the compiler refuses. Its place is the first token inside. */
function backQuoted(
  s: ParserState,
  parsers: ExpressionParsers,
  start: number,
): Expression | undefined {
  const at = s.token.start;
  const value = parsers.testList(s);
  if (value === undefined) return undefined;
  if (!s.takeOp('`')) return s.fail('Expected ``` (back quote)');
  return unsupported('Repr', [value], at, { start, end: s.previousEnd });
}
