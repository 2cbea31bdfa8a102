/** Finds expressions at a place. */
import type { Expression, Module, Statement } from '../syntax/tree.ts';

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
          if ('targets' in child || child.kind === 'Function' || child.kind === 'Return')
            visit(child);
          else if (isExpression(child)) visitExpression(child);
          else visit(child);
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

const STATEMENTS: ReadonlySet<string> = new Set<Statement['kind']>([
  ...(['ExpressionStatement', 'Assign', 'Import', 'ImportFrom', 'Function', 'Return'] as const),
  ...(['UnsupportedStatement', 'BrokenStatement'] as const),
]);
const isExpression = (node: Expression | Statement): node is Expression =>
  !STATEMENTS.has(node.kind);

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
