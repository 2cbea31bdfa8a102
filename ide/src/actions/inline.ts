/** A variable's value in place of the variable. */
import { type Expression, type Statement, type Span, statementsIn } from '#language';
import { lineSpan, replace } from '../edits/textEdit.ts';
import { nodeText, textOf, type ActionContext, type CodeAction } from './action.ts';
import {
  allStatements,
  around,
  blockAt,
  covers,
  locate,
  withDescendants,
  isOperand,
} from './find.ts';
import { assignedName, namesReadWithin } from './scopes.ts';

export function inlineVariable(span: Span, context: ActionContext): readonly CodeAction[] {
  const { analysis } = context;
  const name = around(analysis.tree, span, 'Name')?.node.id;
  if (name === undefined) return [];
  const block = blockAt(analysis.tree, span);
  const definitions = allStatements(block).filter((node) => assignedName(node) === name);
  const [definition] = definitions;
  // One value only, or it would matter which.
  if (definitions.length !== 1 || definition?.kind !== 'Assign') return [];
  if (definition.targets[0]?.kind !== 'Name' || !block.includes(definition)) return [];
  const uses = usesOf(name, definition, block);
  if (uses === undefined || uses.length === 0) return [];
  const last = uses.at(-1)?.statement;
  if (last === undefined || changesBetween(definition, last, block)) return [];
  const calls = withDescendants(definition.value).filter((node) => node.kind === 'Call');
  const hasEffects = calls.some(({ callee }) => {
    const value = analysis.valueOf(callee);
    return value?.kind === 'function' && value.flavour === 'user';
  });
  if (hasEffects && uses.length > 1) return [];
  const line = lineSpan(analysis.text, definition.span);
  const isAlone = textOf(context, line).trim() === textOf(context, definition.span).trim();
  if (!isAlone) return [];
  const value = nodeText(context, definition.value);
  const needsBrackets = isOperand(definition.value) && definition.value.kind !== 'Attribute';
  const edits = uses.map(({ node, parents }) => {
    const parent = parents.at(-1);
    const isInOperation = parent !== undefined && isOperand(parent);
    const postfix = parent?.kind === 'Subscript' && parent.value === node;
    const isBracketed = needsBrackets && (isInOperation || postfix);
    return replace(node.span, isBracketed ? `(${value})` : value);
  });
  const title = `Inline variable '${name}'`;
  return [{ title, kind: 'refactor.inline', edits: [replace(line, ''), ...edits] }];
}

interface Use {
  readonly node: Expression;
  readonly parents: readonly Expression[];
  readonly statement: Statement;
}

/** Undefined when a function reads it: it may be called at any time. */
function usesOf(
  name: string,
  definition: Statement,
  block: readonly Statement[],
): readonly Use[] | undefined {
  const tree = { statements: block, docstring: undefined, at: 0, span: { start: 0, end: 0 } };
  const uses = locate(
    tree,
    (node): node is Expression & { kind: 'Name' } => node.kind === 'Name',
  ).filter(
    ({ node, statement }) =>
      node.id === name &&
      !(
        statement === definition &&
        covers(
          (definition as Statement & { kind: 'Assign' }).targets[0]?.span ?? definition.span,
          node.span,
        )
      ),
  );
  const inBlock = uses.every(
    ({ statement }) => block.includes(statement) && statement.span.start > definition.span.start,
  );
  return inBlock ? uses : undefined;
}

/** Whether something the value reads gets a new value before its last use. */
function changesBetween(
  definition: Statement,
  last: Statement,
  block: readonly Statement[],
): boolean {
  const reads = namesReadWithin(definition);
  const between = block.slice(block.indexOf(definition) + 1, block.indexOf(last));
  return between.some((node) => {
    const name = assignedName(node);
    const isChanged = name !== undefined && reads.has(name);
    return isChanged || statementsIn(node).length > 0;
  });
}
