/** Ever larger selections around a place: word, expression, argument, statement, function, script. */
import {
  type Analysis,
  type Expression,
  type Statement,
  type Span,
  expressionPath,
  statementsIn,
} from '#language';
import { insideQuotes } from './columnNames.ts';

/** Innermost first; each contains the one before and is larger. Never empty. */
export function selectionRanges({ tree, text }: Analysis, offset: number): readonly Span[] {
  const spans: Span[] = [{ start: 0, end: text.length }];
  const contains = ({ start, end }: Span) => start <= offset && offset <= end;
  for (const statement of statementPath(tree.statements, offset)) {
    spans.push(statement.span);
    if (statement.kind !== 'Function') continue;
    spans.push(suiteSpan(statement.body.statements) ?? statement.span);
    for (const { name, span } of statement.parameters) spans.push(span, name.span);
    spans.push(statement.name.span);
  }
  for (const node of expressionPath(tree, offset)) {
    spans.push(node.span, ...partsOf(node, text));
  }
  spans.push(wordAt(text, offset));
  const wanted = spans
    .filter((span) => contains(span) && span.end > span.start)
    .sort((a, b) => b.end - b.start - (a.end - a.start));
  const chain: Span[] = [];
  for (const span of wanted) {
    const outer = chain.at(-1);
    if (outer === undefined) chain.push(span);
    else if (outer.start <= span.start && span.end <= outer.end && !isSame(outer, span)) {
      chain.push(span);
    }
  }
  return chain.length === 0 ? [{ start: offset, end: offset }] : chain.reverse();
}

const isSame = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

function statementPath(statements: readonly Statement[], offset: number): readonly Statement[] {
  const found = statements.find(({ span }) => span.start <= offset && offset <= span.end);
  return found === undefined ? [] : [found, ...statementPath(statementsIn(found), offset)];
}

function suiteSpan(statements: readonly Statement[]): Span | undefined {
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { start: first.span.start, end: last.span.end };
}

/** Parts of an expression that are no expressions: the text in quotes, what is between brackets. */
function partsOf(node: Expression, text: string): readonly Span[] {
  switch (node.kind) {
    case 'String': {
      const inner = insideQuotes(text, node.span, node.value);
      return inner === undefined ? [] : [inner];
    }
    case 'Attribute':
      return node.name === undefined ? [] : [node.name.span];
    case 'Call':
      return [
        { start: node.callee.span.end + 1, end: node.span.end - 1 },
        ...node.keywords.flatMap(({ span, name }) => [span, name.span]),
      ];
    case 'List':
    case 'Dict':
      return [{ start: node.span.start + 1, end: node.span.end - 1 }];
    case 'Subscript':
      return [node.index.span];
    default:
      return [];
  }
}

function wordAt(text: string, offset: number): Span {
  const isWord = (at: number) => /\w/.test(text[at] ?? '');
  let [start, end] = [offset, offset];
  while (start > 0 && isWord(start - 1)) start -= 1;
  while (isWord(end)) end += 1;
  return { start, end };
}
