/** Moves a tree parsed from a part of a text, or from another text, to its place. */
import type { FunctionStatement, Statement, StringLiteral, Suite } from './tree.ts';

/** @returns a copy whose `span` and `at` are `by` further on, in every node below as well. */
export function shifted<T>(node: T, by: number): T {
  return by === 0 ? node : (move(node, by) as T);
}

/** As `shifted`; the body of a function is copied when somebody looks at it. */
export function shiftedStatement(node: Statement, by: number): Statement {
  return by === 0 || node.kind !== 'Function' ? shifted(node, by) : shiftedFunction(node, by);
}

function shiftedFunction(node: FunctionStatement, by: number): FunctionStatement {
  const { body, ...header } = node;
  return { ...shifted(header, by), body: shiftedSuite(body, by) };
}

function shiftedSuite(suite: Suite, by: number): Suite {
  const [first, ...others] = suite.statements;
  let movedFirst: Statement | undefined;
  let moved: readonly Statement[] | undefined;
  // Apart from the others: the docstring is looked at in every function, and stands there alone.
  const firstMoved = (node: Statement) => (movedFirst ??= shifted(node, by));
  return {
    inline: suite.inline,
    at: suite.at + by,
    span: shifted(suite.span, by),
    get statements() {
      return (moved ??=
        first === undefined ? [] : [firstMoved(first), ...others.map((one) => shifted(one, by))]);
    },
    get docstring() {
      return suite.docstring === undefined || first === undefined
        ? undefined
        : docstringOf([firstMoved(first)]);
    },
  };
}

/** A docstring is the string that stands alone as first statement. */
export function docstringOf(statements: readonly Statement[]): StringLiteral | undefined {
  const [first] = statements;
  if (first?.kind !== 'ExpressionStatement' || first.value.kind !== 'String') return undefined;
  return first.value;
}

function move(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((item) => move(item, by));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  // Plain data: every key is its own.
  for (const key in value) {
    const item: unknown = value[key as keyof typeof value];
    copy[key] =
      typeof item === 'number' && (key === 'at' || key === 'start' || key === 'end')
        ? item + by
        : typeof item === 'object'
          ? move(item, by)
          : item;
  }
  return copy;
}
