/** Visits every node of a tree, in text order as far as the tree keeps it. */
import type { Expression, Module, Statement } from '../syntax/tree.ts';
import { childrenOf } from './nodes.ts';

const STATEMENT_KINDS: ReadonlySet<string> = new Set<Statement['kind']>([
  ...(['ExpressionStatement', 'Assign', 'Import', 'ImportFrom', 'Function', 'Return'] as const),
  ...(['UnsupportedStatement', 'BrokenStatement'] as const),
]);

export const isStatement = (node: Expression | Statement): node is Statement =>
  STATEMENT_KINDS.has(node.kind);

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

export function eachExpression(tree: Module, visit: (node: Expression) => void): void {
  const enter = (node: Expression): void => {
    visit(node);
    childrenOf(node).forEach(enter);
  };
  eachStatement(tree.statements, (statement) => {
    expressionsOf(statement).forEach(enter);
  });
}
