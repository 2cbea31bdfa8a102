/**
 * Statements, tried in the real parser's order.
 *
 * @see pixie-io/libpypa src/pypa/parser/parser.cc
 */
import { expressionList, parsers, test, testList } from './expressions.ts';
import type { Span } from '../text/span.ts';
import { docstringOf } from './shift.ts';
import type { ParserState } from './state.ts';
import { callArguments } from './trailers.ts';
import type {
  Decorator,
  Expression,
  FunctionStatement,
  Identifier,
  ImportedName,
  Parameter,
  Statement,
  Suite,
  UnsupportedStatement,
} from './tree.ts';

const unsupported = (
  s: ParserState,
  astName: string,
  at: number,
  children: readonly (Expression | Statement)[],
): UnsupportedStatement => ({
  kind: 'UnsupportedStatement',
  astName,
  children,
  at,
  span: { start: at, end: s.previousEnd },
});

/** One logical line, several statements when separated by `;`, or one compound statement. */
export function statement(s: ParserState): readonly Statement[] | undefined {
  return s.nested(() => s.attempt(() => simpleStatement(s)) ?? compoundStatement(s));
}

function compoundStatement(s: ParserState): readonly Statement[] | undefined {
  const found = s.attempt(() => {
    if (s.isKeyword('def')) return functionDefinition(s, []);
    if (s.isOp('@')) return decorated(s);
    return refusedBlock(s);
  });
  return found === undefined ? undefined : [found];
}

function simpleStatement(s: ParserState): readonly Statement[] | undefined {
  const first = smallStatement(s);
  if (first === undefined) return undefined;
  const statements = [first];
  while (s.takeOp(';')) {
    const next = smallStatement(s);
    if (next === undefined) break;
    statements.push(next);
  }
  if (s.is('end')) return statements;
  if (!s.takeType('newline')) return s.fail('Expected new line after statement');
  while (s.takeType('newline'));
  return statements;
}

function smallStatement(s: ParserState): Statement | undefined {
  return s.attempt(() => printStatement(s)) ?? expressionStatement(s) ?? keywordStatement(s);
}

function printStatement(s: ParserState): Statement | undefined {
  const { start, text } = s.token;
  if (text !== 'print' || !s.is('name')) return undefined;
  s.advance();
  const children: Expression[] = [];
  if (s.takeOp('>>')) {
    const destination = test(s);
    if (destination === undefined) return s.fail('Expected expression after `>>`');
    children.push(destination);
  } else {
    const value = test(s);
    if (value !== undefined) children.push(value);
  }
  while (s.takeOp(',')) {
    const value = test(s);
    if (value === undefined) break;
    children.push(value);
  }
  return unsupported(s, 'Print', start, children);
}

const RESERVED = new Set(['True', 'False', 'None']);

/** Why an expression cannot be assigned to, in the compiler's words. */
function assignmentProblem(target: Expression, augmented: boolean): string | undefined {
  switch (target.kind) {
    case 'Name':
      return RESERVED.has(target.id) ? `can't assign to ${target.id}` : undefined;
    case 'Attribute':
    case 'Subscript':
      return undefined;
    case 'Integer':
    case 'Float':
    case 'String':
    case 'Dict':
      return "can't assign to literal";
    case 'List':
      return augmented ? 'Illegal expression for augmented assignment' : undefined;
    case 'Tuple':
      if (!augmented && target.elements.length > 0) return undefined;
      break;
    case 'UnsupportedExpression':
      if (target.astName === 'Generator') return "can't assign to generator expression";
      if (target.astName === 'SetComp') return "can't assign to set comprehension";
      if (target.astName === 'ListComp') return "can't assign to list comprehension";
      break;
    case 'Missing':
      return undefined;
    case 'Call':
    case 'Binary':
    case 'Boolean':
    case 'Compare':
    case 'Unary':
      break;
  }
  return `Illegal expression for ${augmented ? 'augmented ' : ''}assignment`;
}

const AUGMENTED = /^(\+|-|\*|\/|%|&|\||\^|<<|>>|\*\*|\/\/)=$/;

function expressionStatement(s: ParserState): Statement | undefined {
  return s.attempt(() => {
    const target = testList(s);
    if (target === undefined) return undefined;
    if (s.is('op') && AUGMENTED.test(s.token.text)) return augmentedAssignment(s, target);
    if (s.isOp('=')) return assignment(s, target);
    return { kind: 'ExpressionStatement', value: target, at: target.at, span: target.span };
  });
}

function augmentedAssignment(s: ParserState, target: Expression): Statement | undefined {
  s.advance();
  const problem = assignmentProblem(target, true);
  if (problem !== undefined) return s.fail(problem);
  const node = s.token;
  const value = parsers.yieldExpression(s) ?? testList(s) ?? s.missing();
  if (value === undefined) {
    return s.fail('Expected expression after augmented assignment operator', node);
  }
  const found = unsupported(s, 'AugAssign', node.start, [target, value]);
  return { ...found, span: { start: target.span.start, end: value.span.end } };
}

function assignment(s: ParserState, target: Expression): Statement | undefined {
  const node = s.token;
  const problem = assignmentProblem(target, false);
  if (problem !== undefined && !s.tolerant) return s.fail(problem);
  const targets = [target];
  let value: Expression | undefined;
  while (s.takeOp('=')) {
    if (value !== undefined) {
      const again = assignmentProblem(value, false);
      if (again !== undefined && !s.tolerant) return s.fail(again);
      targets.push(value);
    }
    value = parsers.yieldExpression(s) ?? testList(s) ?? s.missing();
    if (value === undefined) return s.fail('Expected expression after assignment operator', node);
  }
  if (value === undefined) return undefined;
  const span = { start: target.span.start, end: value.span.end };
  return { kind: 'Assign', targets, value, at: node.start, span };
}

function keywordStatement(s: ParserState): Statement | undefined {
  if (!s.is('keyword')) return undefined;
  return s.attempt(() => {
    const { start, text } = s.token;
    switch (text) {
      case 'return': {
        s.advance();
        const value = testList(s);
        return { kind: 'Return', value, at: start, span: { start, end: s.previousEnd } };
      }
      case 'import':
        return importStatement(s);
      case 'from':
        return importFromStatement(s);
      case 'pass':
      case 'break':
      case 'continue':
        s.advance();
        return unsupported(s, text.charAt(0).toUpperCase() + text.slice(1), start, []);
      case 'yield': {
        const value = parsers.yieldExpression(s);
        return unsupported(s, 'Yield', start, value === undefined ? [] : [value]);
      }
      case 'del':
      case 'raise':
      case 'global':
      case 'exec':
      case 'assert':
        return refusedStatement(s, text);
      default:
        return undefined;
    }
  });
}

const REFUSED_NAMES = {
  del: 'Delete',
  raise: 'Raise',
  global: 'Global',
  exec: 'Exec',
  assert: 'Assert',
} as const;

/** Python statements that parse and that PxL does not have. */
function refusedStatement(
  s: ParserState,
  keyword: keyof typeof REFUSED_NAMES,
): Statement | undefined {
  const first = s.advance();
  // The compiler looks at `raise` from behind the word.
  const start = keyword === 'raise' ? s.token.start : first.start;
  const children: Expression[] = [];
  const need = (value: Expression | undefined, message: string): boolean => {
    if (value === undefined) s.fail(message);
    else children.push(value);
    return value !== undefined;
  };
  const name = () => (s.is('name') ? test(s) : undefined);
  let ok = true;
  if (keyword === 'del') ok = need(expressionList(s), 'Expected expression(s) after `del`');
  if (keyword === 'assert') {
    ok = need(test(s), 'Expected expression after `assert`');
    if (ok && s.takeOp(',')) ok = need(test(s), 'Expected expression after `,`');
  }
  if (keyword === 'exec') {
    ok = need(expressionList(s), 'Expected expression after `exec`');
    if (ok && s.takeKeyword('in')) ok = need(test(s), 'Expected expression after `in`');
  }
  if (keyword === 'global') {
    ok = need(name(), 'Expected identifier after `global`');
    while (ok && s.takeOp(',')) ok = need(name(), 'Expected identifier after `,`');
  }
  if (keyword === 'raise') {
    const first = test(s);
    if (first !== undefined) children.push(first);
    if (first !== undefined && s.takeOp(',')) {
      ok = need(test(s), 'Expected 2nd argument after comma');
      if (ok && s.takeOp(',')) ok = need(test(s), 'Expected 3rd argument after comma');
    }
  }
  return ok ? unsupported(s, REFUSED_NAMES[keyword], start, children) : undefined;
}

/** `a.b.c` as one name. */
function dottedName(s: ParserState): Identifier | undefined {
  return s.attempt(() => {
    if (!s.is('name')) return undefined;
    const node = s.advance();
    if (!s.takeOp('.')) return { text: node.text, span: { start: node.start, end: node.end } };
    const rest = dottedName(s);
    if (rest === undefined) return s.fail('Expected identifier after `.`', node);
    const span = { start: node.start, end: rest.span.end };
    return { text: `${node.text}.${rest.text}`, span };
  });
}

function identifier(s: ParserState): Identifier | undefined {
  if (!s.is('name')) return undefined;
  const { text, start, end } = s.advance();
  return { text, span: { start, end } };
}

function importedName(
  s: ParserState,
  parse: (s: ParserState) => Identifier | undefined,
): ImportedName | undefined {
  return s.attempt(() => {
    const node = s.token;
    const name = parse(s);
    if (name === undefined) return undefined;
    let alias: Identifier | undefined;
    if (s.takeKeyword('as')) {
      alias = identifier(s);
      if (alias === undefined) return s.fail('Expected identifier after `as`', node);
    }
    return { name, alias, at: node.start };
  });
}

function importStatement(s: ParserState): Statement | undefined {
  const { start } = s.advance();
  const names: ImportedName[] = [];
  for (let next = importedName(s, dottedName); next; next = importedName(s, dottedName)) {
    names.push(next);
    if (!s.takeOp(',')) break;
  }
  // The real parser reports this and takes the statement nevertheless.
  if (names.length === 0) s.fail('Expected module name to import');
  return { kind: 'Import', names, at: start, span: { start, end: s.previousEnd } };
}

function importFromStatement(s: ParserState): Statement | undefined {
  const node = s.advance();
  let level = 0;
  while (s.takeOp('.')) level += 1;
  const module = dottedName(s);
  if (module === undefined && level === 0) return s.fail('Expected name of module', node);
  if (!s.takeKeyword('import')) return s.fail("Expected 'import'", node);
  const names: ImportedName[] = [];
  if (s.isOp('*')) {
    const { start, end } = s.advance();
    names.push({ name: { text: '*', span: { start, end } }, alias: undefined, at: start });
  } else {
    const bracketed = s.takeOp('(');
    for (let next = importedName(s, identifier); next; next = importedName(s, identifier)) {
      names.push(next);
      if (!s.takeOp(',')) break;
    }
    if (!s.is('newline') && !s.isOp(';') && !s.isOp(')') && !s.is('end')) {
      return s.fail('Unexpected token');
    }
    if (names.length === 0 || (bracketed && !s.takeOp(')'))) return undefined;
  }
  const span = { start: node.start, end: s.previousEnd };
  return { kind: 'ImportFrom', module, level, names, at: node.start, span };
}

function decorated(s: ParserState): Statement | undefined {
  const decorators: Decorator[] = [];
  const first = s.token.start;
  while (s.isOp('@')) {
    const next = s.attempt(() => decorator(s));
    if (next === undefined) break;
    decorators.push(next);
  }
  const [outermost] = decorators;
  if (outermost === undefined) return undefined;
  const found = s.isKeyword('def') ? functionDefinition(s, decorators) : refusedBlock(s);
  if (found === undefined) return undefined;
  const span = { start: first, end: found.span.end };
  return { ...found, at: outermost.at, span };
}

function decorator(s: ParserState): Decorator | undefined {
  const node = s.advance();
  let name: Expression | undefined = s.is('name') ? nameExpression(s) : undefined;
  if (name === undefined) return s.fail('Expected identifier after `@`', node);
  while (s.takeOp('.')) {
    const part = identifier(s);
    if (part === undefined) {
      s.fail('Expected identifier after `.`');
      return s.fail('Expected identifier after `@`', node);
    }
    const span: Span = { start: name.span.start, end: part.span.end };
    name = { kind: 'Attribute', value: name, name: part, at: s.token.start, span };
  }
  let expression: Expression = name;
  if (s.takeOp('(')) {
    const found = callArguments(s, parsers);
    if (found === undefined) return undefined;
    const span = { start: name.span.start, end: s.previousEnd };
    expression = { kind: 'Call', callee: name, ...found, at: node.start, span };
  }
  if (!s.takeType('newline')) return s.fail('Expected new line after decorator usage', node);
  return { expression, at: expression.at, span: { start: node.start, end: expression.span.end } };
}

function nameExpression(s: ParserState): Expression {
  const { text, start, end } = s.advance();
  return { kind: 'Name', id: text, at: start, span: { start, end } };
}

function functionDefinition(
  s: ParserState,
  decorators: readonly Decorator[],
): FunctionStatement | undefined {
  const node = s.advance();
  const name = identifier(s);
  if (name === undefined) return s.fail('Expected identifier after `def`', node);
  const parameters = s.attempt(() => parameterList(s));
  if (parameters === undefined) return s.fail('Expected parameter declaration', node);
  if (!s.takeOp(':')) return s.fail('Expected `:`', node);
  const body = suite(s);
  if (body === undefined) return undefined;
  const span = { start: node.start, end: body.span.end };
  return { kind: 'Function', name, parameters, decorators, body, at: node.start, span };
}

function parameterList(s: ParserState): readonly Parameter[] | undefined {
  const node = s.token;
  if (!s.takeOp('(')) return undefined;
  const found = s.attempt(() => parameterItems(s));
  if (!s.takeOp(')')) return s.fail('Expected `)`', node);
  return found ?? [];
}

function parameterItems(s: ParserState): Parameter[] | undefined {
  const items: Parameter[] = [];
  while (!s.isOp('*') && !s.isOp('**')) {
    const next = s.attempt(() => parameter(s));
    if (next === undefined) break;
    if (!s.takeOp('=')) {
      items.push(next);
    } else {
      const defaultValue = test(s);
      if (defaultValue === undefined) return s.fail('Expected expression after `=`');
      items.push({ ...next, defaultValue });
    }
    if (!s.takeOp(',')) break;
  }
  for (const variadic of ['*', '**'] as const) {
    if (!s.takeOp(variadic)) continue;
    const at = s.token.start;
    const name = identifier(s);
    if (name === undefined) return s.fail(`Expected identifier after \`${variadic}\``);
    const rest = { annotation: undefined, defaultValue: undefined, variadic };
    items.push({ name, ...rest, at, span: name.span });
    if (variadic === '*') s.takeOp(',');
  }
  return items;
}

function parameter(s: ParserState): Parameter | undefined {
  const node = s.token;
  const name = identifier(s);
  if (name === undefined) {
    return s.isOp(')') ? undefined : s.fail('Expected name identifier in args', node);
  }
  let annotation: Expression | undefined;
  if (s.takeOp(':')) {
    annotation = test(s) ?? s.missing();
    if (annotation === undefined) return s.fail('Expected identifier for the annotation');
  }
  const span = { start: node.start, end: s.previousEnd };
  return { name, annotation, defaultValue: undefined, variadic: undefined, at: node.start, span };
}

function suite(s: ParserState): Suite | undefined {
  // A body that is not indented is taken for one on the header's line, behind the line's end.
  const indented = s.takeType('newline') ? s.attempt(() => indentedSuite(s)) : undefined;
  return indented ?? inlineSuite(s);
}

function inlineSuite(s: ParserState): Suite | undefined {
  const { start } = s.token;
  const statements = s.attempt(() => simpleStatement(s));
  if (statements === undefined) return undefined;
  const end = statements.at(-1)?.span.end ?? s.previousEnd;
  return { statements, docstring: undefined, inline: true, at: start, span: { start, end } };
}

function indentedSuite(s: ParserState): Suite | undefined {
  const node = s.token;
  while (s.takeType('newline'));
  if (!s.takeType('indent')) return undefined;
  const { start } = s.token;
  const first = statement(s);
  if (first === undefined) return undefined;
  const statements = [...first];
  for (let next = statement(s); next !== undefined; next = statement(s)) statements.push(...next);
  if (!s.takeType('dedent') && !s.is('end')) {
    const unexpected = s.takeType('indent');
    return s.report('IndentationError', unexpected ? 'unexpected indent' : s.token.text, s.token);
  }
  const end = statements.at(-1)?.span.end ?? start;
  const docstring = docstringOf(statements);
  return { statements, docstring, inline: false, at: node.start, span: { start, end } };
}

const BLOCK_NAMES: Readonly<Record<string, string>> = {
  if: 'If',
  while: 'While',
  for: 'For',
  try: 'TryExcept',
  with: 'With',
  class: 'ClassDef',
};

/** Python blocks that parse and that PxL does not have. */
function refusedBlock(s: ParserState): Statement | undefined {
  const { start, text } = s.token;
  const astName = s.is('keyword') ? BLOCK_NAMES[text] : undefined;
  if (astName === undefined) return undefined;
  s.advance();
  const children: (Expression | Statement)[] = [];
  if (!blockHeader(s, text, children)) return undefined;
  let name = astName;
  if (!block(s, children)) return undefined;
  for (;;) {
    const clause = s.token.text;
    const fits =
      (text === 'if' && (clause === 'elif' || clause === 'else')) ||
      (text === 'try' && ['except', 'else', 'finally'].includes(clause)) ||
      ((text === 'for' || text === 'while') && clause === 'else');
    if (!s.is('keyword') || !fits) break;
    s.advance();
    if (clause === 'finally') name = 'TryFinally';
    if (clause === 'elif') {
      const condition = test(s);
      if (condition === undefined) return s.fail('Expected expression after `elif`');
      children.push(condition);
    }
    if (clause === 'except') {
      for (let item = test(s); item !== undefined; item = undefined) {
        children.push(item);
        if (s.takeKeyword('as') || s.takeOp(',')) test(s);
      }
    }
    if (!s.takeOp(':')) {
      return s.fail(
        clause === 'else' && text !== 'while' ? 'Expected `:` after `else`' : 'Expected `:`',
      );
    }
    if (!block(s, children)) return undefined;
  }
  return unsupported(s, name, start, children);
}

function blockHeader(
  s: ParserState,
  keyword: string,
  children: (Expression | Statement)[],
): boolean {
  const need = (value: Expression | undefined, message: string): boolean => {
    if (value === undefined) s.fail(message);
    else children.push(value);
    return value !== undefined;
  };
  if (keyword === 'if' && !need(test(s), 'Expected expression after `if`')) return false;
  if (keyword === 'while' && !need(test(s), 'Expected condition after `while`')) return false;
  if (keyword === 'for') {
    if (!need(expressionList(s), 'Expected one or more expressions after `for`')) return false;
    if (!s.takeKeyword('in')) {
      s.fail('Expected `in`');
      return false;
    }
    if (!need(testList(s), 'Expected expression after `in`')) return false;
  }
  if (keyword === 'with') {
    do {
      const context = test(s);
      if (context === undefined) return false;
      children.push(context);
      if (s.takeKeyword('as') && !need(expressionList(s), 'Expected expression after `as`')) {
        return false;
      }
    } while (s.takeOp(','));
  }
  if (keyword === 'class') {
    if (identifier(s) === undefined) {
      s.fail('Expected identifier after `class`');
      return false;
    }
    if (s.takeOp('(')) {
      const bases = testList(s);
      if (bases !== undefined) children.push(bases);
      if (!s.takeOp(')')) {
        s.fail('Expected `)`');
        return false;
      }
    }
  }
  if (s.takeOp(':')) return true;
  if (keyword !== 'try') s.fail('Expected `:`');
  return false;
}

function block(s: ParserState, children: (Expression | Statement)[]): boolean {
  const body = suite(s);
  if (body !== undefined) children.push(...body.statements);
  return body !== undefined;
}
