/** Looks for nodes of the tree. */
import {
  type Expression,
  type FunctionStatement,
  type Module,
  type Statement,
  type Span,
  childrenOf,
  expressionsOf,
  statementsIn,
} from '#language';

/** Every statement, in text order, those of functions included. */
export function allStatements(statements: readonly Statement[]): readonly Statement[] {
  return statements.flatMap((statement) => [statement, ...allStatements(statementsIn(statement))]);
}

/** The statement that stands exactly there. */
export const statementAt = ({ statements }: Module, place: Span): Statement | undefined =>
  allStatements(statements).find(({ span }) => sameSpan(span, place));

/** An expression and all below it. */
export function withDescendants(node: Expression): readonly Expression[] {
  return [node, ...childrenOf(node).flatMap(withDescendants)];
}

/** Every expression of a statement itself, without those of statements inside it. */
export function expressionsIn(statement: Statement): readonly Expression[] {
  return expressionsOf(statement).flatMap(withDescendants);
}

export const allExpressions = (tree: Module): readonly Expression[] =>
  allStatements(tree.statements).flatMap(expressionsIn);

export const covers = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

export const sameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;

/** Whether what stands in it is an operand, which binds by precedence. */
export const isOperand = ({ kind }: Expression): boolean =>
  kind === 'Binary' ||
  kind === 'Boolean' ||
  kind === 'Compare' ||
  kind === 'Unary' ||
  kind === 'Attribute';

export interface Located<T extends Expression = Expression> {
  readonly node: T;
  /** From the outermost expression of the statement to the node's parent. */
  readonly parents: readonly Expression[];
  readonly statement: Statement;
}

/** Nodes of a kind, with what they stand in. */
export function locate<T extends Expression>(
  tree: Module,
  fits: (node: Expression) => node is T,
): readonly Located<T>[] {
  const found: Located<T>[] = [];
  const visit = (node: Expression, parents: readonly Expression[], statement: Statement) => {
    if (fits(node)) found.push({ node, parents, statement });
    const here = [...parents, node];
    for (const child of childrenOf(node)) visit(child, here, statement);
  };
  for (const statement of allStatements(tree.statements)) {
    for (const part of expressionsOf(statement)) visit(part, [], statement);
  }
  return found;
}

type OfKind<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;
const isKind =
  <K extends Expression['kind']>(kind: K) =>
  (node: Expression): node is OfKind<K> =>
    node.kind === kind;

/** The smallest node of a kind around a place. */
export function around<K extends Expression['kind']>(
  tree: Module,
  span: Span,
  kind: K,
  holds: (node: OfKind<K>) => boolean = () => true,
): Located<OfKind<K>> | undefined {
  return locate(tree, isKind(kind)).findLast(({ node }) => covers(node.span, span) && holds(node));
}

/** The first node of a kind inside a place. */
export function within<K extends Expression['kind']>(
  tree: Module,
  span: Span,
  kind: K,
  holds: (node: OfKind<K>) => boolean = () => true,
): Located<OfKind<K>> | undefined {
  return locate(tree, isKind(kind)).find(({ node }) => covers(span, node.span) && holds(node));
}

/** The function whose body holds an offset. */
export function functionAt(tree: Module, offset: number): FunctionStatement | undefined {
  return allStatements(tree.statements).findLast(
    (node): node is FunctionStatement =>
      node.kind === 'Function' && node.body.span.start <= offset && offset <= node.body.span.end,
  );
}

/** The innermost list of statements around a span. */
export function blockAt(tree: Module, span: Span): readonly Statement[] {
  const inside = allStatements(tree.statements).findLast(
    (node): node is FunctionStatement =>
      node.kind === 'Function' && covers(node.body.span, span) && !sameSpan(node.span, span),
  );
  return inside?.body.statements ?? tree.statements;
}
