/** Loops over a list that is written out: what they do, once for each element. */
import {
  type Problem,
  type Expression,
  type Statement,
  childrenOf,
  isStatement,
  type Span,
} from '#language';
import { applyEdits, indentAt, replace, type TextEdit } from '../edits/textEdit.ts';
import { nodeText, spanOf, textOf, type ActionContext, type Fix } from './action.ts';
import { allExpressions, allStatements, expressionsIn, isOperand, sameSpan } from './find.ts';

/** Longer loops are better rewritten by hand. */
const MAX_TURNS = 20;

/** Statements of one line of code, which need no indentation of their own. */
const SIMPLE: ReadonlySet<string> = new Set(['AugAssign', 'Print', 'Pass']);

/** What the loop's names stand for in one turn. */
type Turn = ReadonlyMap<string, Expression>;

/** `for x in ['a', 'b']: …`: the body for each of them. */
export function literalLoop(problem: Problem, context: ActionContext): readonly Fix[] {
  const { analysis } = context;
  const statement = allStatements(analysis.tree.statements).find(
    (node) => node.kind === 'UnsupportedStatement' && sameSpan(node.span, problem.span),
  );
  if (statement?.kind !== 'UnsupportedStatement' || statement.astName !== 'For') return [];
  const [target, over, ...rest] = statement.children;
  const body = rest.filter(isStatement);
  const [first] = body;
  const isPlain = target !== undefined && over !== undefined && first !== undefined;
  if (!isPlain || isStatement(target) || isStatement(over) || body.length < rest.length) return [];
  const turns = turnsOf(target, over);
  const written = textOf(context, statement.span).trimEnd();
  const end = statement.span.start + written.length;
  const names = new Set(turns?.[0]?.keys());
  const isReadLater = allExpressions(analysis.tree).some(
    (node) => node.kind === 'Name' && names.has(node.id) && node.span.start >= end,
  );
  if (turns === undefined || isReadLater) return [];
  if (!body.every((one) => isSimple(one, names, context)) || hasElse(body, context)) return [];
  const span = { start: first.span.start, end };
  const inner = indentAt(analysis.text, first.span.start);
  const indent = indentAt(analysis.text, statement.span.start);
  const roots = body.flatMap(expressionRoots);
  const copies = turns.map((turn) =>
    textWith(span, substitutions(roots, turn, context), context).replaceAll(
      `\n${inner}`,
      `\n${indent}`,
    ),
  );
  const edits = [replace({ start: statement.span.start, end }, copies.join(`\n${indent}`))];
  return [{ title: 'Write the loop out', edits, isPreferred: true }];
}

/** The elements of `[f(x) for x in ['a', 'b']]`; undefined where they are not written out. */
export function comprehensionElements(
  { children, span }: Expression & { readonly kind: 'UnsupportedExpression' },
  context: ActionContext,
): readonly string[] | undefined {
  const [element, target, over, ...more] = children;
  if (element === undefined || over === undefined || more.length > 0) return undefined;
  const end = textOf(context, { start: spanOf(context, over).end, end: span.end });
  const place = spanOf(context, element);
  return /^\s*\]?$/.test(end)
    ? turnsOf(target, over)?.map((turn) =>
        textWith(place, substitutions([element], turn, context), context),
      )
    : undefined;
}

function turnsOf(target: Expression | undefined, over: Expression): readonly Turn[] | undefined {
  if (over.kind !== 'List' && over.kind !== 'Tuple') return undefined;
  const { elements } = over;
  if (elements.length === 0 || elements.length > MAX_TURNS) return undefined;
  const turns = elements.flatMap((element) => turnOf(target, element) ?? []);
  return turns.length === elements.length ? turns : undefined;
}

function turnOf(target: Expression | undefined, element: Expression): Turn | undefined {
  if (target?.kind === 'Name') return new Map([[target.id, element]]);
  const isPair = element.kind === 'Tuple' || element.kind === 'List';
  if (target?.kind !== 'Tuple' || !isPair) return undefined;
  if (target.elements.length !== element.elements.length) return undefined;
  const parts = new Map<string, Expression>();
  for (const [index, name] of target.elements.entries()) {
    const value = element.elements[index];
    if (name.kind !== 'Name' || value === undefined) return undefined;
    parts.set(name.id, value);
  }
  return parts;
}

/** Edits that put a turn's values where the loop's names are read. */
function substitutions(
  roots: readonly Expression[],
  turn: Turn,
  context: ActionContext,
): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const visit = (node: Expression, parent: Expression | undefined): void => {
    const value = node.kind === 'Name' ? turn.get(node.id) : undefined;
    if (value !== undefined) {
      const text = nodeText(context, value);
      const isTight = value.kind === 'Attribute' || !isOperand(value);
      const needsBrackets = parent !== undefined && isOperand(parent) && !isTight;
      edits.push(replace(node.span, needsBrackets ? `(${text})` : text));
      return;
    }
    for (const child of childrenOf(node)) visit(child, node);
  };
  for (const root of roots) visit(root, undefined);
  return edits;
}

/** The text of a span with edits inside it. */
const textWith = (span: Span, edits: readonly TextEdit[], context: ActionContext): string =>
  applyEdits(
    textOf(context, span),
    edits.map(({ span: { start, end }, newText }) =>
      replace({ start: start - span.start, end: end - span.start }, newText),
    ),
  );

const expressionRoots = (statement: Statement): readonly Expression[] => {
  const inside = new Set(expressionsIn(statement).flatMap(childrenOf));
  return expressionsIn(statement).filter((node) => !inside.has(node));
};

/** Whether a statement of the body can be copied, names replaced, without losing its meaning. */
function isSimple(
  statement: Statement,
  names: ReadonlySet<string>,
  context: ActionContext,
): boolean {
  const isOne =
    statement.kind === 'Assign' ||
    statement.kind === 'ExpressionStatement' ||
    (statement.kind === 'UnsupportedStatement' && SIMPLE.has(statement.astName));
  const targets = statement.kind === 'Assign' ? statement.targets : [];
  const assigns = targets
    .flatMap((one) => (one.kind === 'Tuple' ? one.elements : [one]))
    .some((one) => one.kind === 'Name' && names.has(one.id));
  // Indentation inside a text belongs to it.
  const hasLongText = expressionsIn(statement).some(
    (node) => node.kind === 'String' && nodeText(context, node).includes('\n'),
  );
  return isOne && !assigns && !hasLongText;
}

/** `else` of a loop; the tree has its statements behind those of the body. */
const hasElse = (body: readonly Statement[], context: ActionContext): boolean =>
  body.some(({ span }, index) => {
    const before = body[index - 1];
    const between = before && textOf(context, { start: before.span.end, end: span.start });
    return before !== undefined && /(^|\n)\s*else\s*:/.test(`\n${between ?? ''}`);
  });
