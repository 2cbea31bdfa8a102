/** Finds expressions at a place. */
import type { Expression, Module, Statement } from './tree.ts';
import { childrenOf, isStatement } from './walk.ts';

/** Expressions that contain `offset` or end there, outermost first. */
export function expressionPath(tree: Module, offset: number): readonly Expression[] {
  const path: Expression[] = [];
  const within = ({ span }: { readonly span: { start: number; end: number } }) =>
    span.start <= offset && offset <= span.end;
  const visitExpression = (node: Expression): void => {
    if (!within(node)) return;
    path.push(node);
    childrenOf(node).forEach(visitExpression);
  };
  const visit = (node: Statement): void => {
    if (!within(node)) return;
    switch (node.kind) {
      case 'ExpressionStatement':
        visitExpression(node.value);
        break;
      case 'Assign':
        [...node.targets, node.value].forEach(visitExpression);
        break;
      case 'Return':
        if (node.value !== undefined) visitExpression(node.value);
        break;
      case 'Function':
        for (const { annotation } of node.parameters) if (annotation) visitExpression(annotation);
        node.body.statements.forEach(visit);
        break;
      case 'UnsupportedStatement':
        for (const child of node.children) {
          if (isStatement(child)) visit(child);
          else visitExpression(child);
        }
        break;
      case 'BrokenStatement':
        node.parts.forEach(visitExpression);
        break;
      case 'Import':
      case 'ImportFrom':
        break;
    }
  };
  tree.statements.forEach(visit);
  return path;
}
/** The innermost statement that contains `offset` or ends there. */
export function enclosingStatement(tree: Module, offset: number): Statement | undefined {
  let found: Statement | undefined;
  let statements: readonly Statement[] = tree.statements;
  for (;;) {
    const next = statements.find(({ span }) => span.start <= offset && offset <= span.end);
    if (next === undefined) return found;
    found = next;
    if (next.kind !== 'Function') return found;
    statements = next.body.statements;
  }
}
