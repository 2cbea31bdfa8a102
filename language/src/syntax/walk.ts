/** Visits every node of a tree, in text order as far as the tree keeps it. */
import type { Expression, Module, Statement } from './tree.ts';

const STATEMENT_KINDS: ReadonlySet<string> = new Set<Statement['kind']>([
  ...(['ExpressionStatement', 'Assign', 'Import', 'ImportFrom', 'Function', 'Return'] as const),
  ...(['UnsupportedStatement', 'BrokenStatement'] as const),
]);

export const isStatement = (node: Expression | Statement): node is Statement =>
  STATEMENT_KINDS.has(node.kind);

/** Expressions directly inside an expression. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'Attribute':
      return [node.value];
    case 'Call':
      return [
        node.callee,
        ...node.args,
        ...node.keywords.map(({ value }) => value),
        ...node.starArgs,
      ];
    case 'Subscript':
      return [node.value, ...(node.index.kind === 'Index' ? [node.index.value] : node.index.parts)];
    case 'List':
    case 'Tuple':
      return node.elements;
    case 'Dict':
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case 'Binary':
      return [node.left, node.right];
    case 'Boolean':
      return node.operands;
    case 'Compare':
      return [node.left, ...node.comparators];
    case 'Unary':
      return [node.operand];
    case 'UnsupportedExpression':
      return node.children;
    case 'Name':
    case 'Integer':
    case 'Float':
    case 'String':
    case 'Missing':
      return [];
  }
}

/** A statement's own expressions; those of statements inside it are not its own. */
export function expressionsOf(node: Statement): readonly Expression[] {
  switch (node.kind) {
    case 'ExpressionStatement':
      return [node.value];
    case 'Assign':
      return [...node.targets, node.value];
    case 'Return':
      return node.value === undefined ? [] : [node.value];
    case 'Function':
      return [
        ...node.decorators.map(({ expression }) => expression),
        ...node.parameters.flatMap(({ annotation, defaultValue }) => [
          ...(annotation === undefined ? [] : [annotation]),
          ...(defaultValue === undefined ? [] : [defaultValue]),
        ]),
      ];
    case 'UnsupportedStatement':
      return node.children.filter((child): child is Expression => !isStatement(child));
    case 'BrokenStatement':
      return node.parts;
    case 'Import':
    case 'ImportFrom':
      return [];
  }
}

/** Statements directly inside a statement. */
export function statementsIn(node: Statement): readonly Statement[] {
  if (node.kind === 'Function') return node.body.statements;
  return node.kind === 'UnsupportedStatement' ? node.children.filter(isStatement) : [];
}

export function eachStatement(
  statements: readonly Statement[],
  visit: (node: Statement) => void,
): void {
  for (const node of statements) {
    visit(node);
    eachStatement(statementsIn(node), visit);
  }
}

export function eachExpression(
  { statements }: Pick<Module, 'statements'>,
  visit: (node: Expression) => void,
): void {
  eachStatement(statements, (statement) => {
    for (const expression of expressionsOf(statement)) eachBelow(expression, visit);
  });
}

/** An expression and all below it, outermost first. */
export function eachBelow(node: Expression, visit: (node: Expression) => void): void {
  visit(node);
  for (const child of childrenOf(node)) eachBelow(child, visit);
}

/** Whether expressions are nested deeper than `limit`; for trees too deep to recurse into. */
export function isDeeper(root: Expression, limit: number): boolean {
  const pending = [{ node: root, depth: 1 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const depth = next.depth + 1;
    if (depth > limit + 1) return true;
    for (const node of childrenOf(next.node)) pending.push({ node, depth });
  }
  return false;
}
