/** `if` and `else` that give the same names their values: one px.select each. */
import { type Problem, type Expression, type Statement, isStatement } from '#language';
import { indentAt, replace } from '../edits/textEdit.ts';
import { nodeText, spanOf, textOf, type ActionContext, type Fix } from './action.ts';
import { allStatements, sameSpan, withDescendants } from './find.ts';
import { rewritten } from './rewrite.ts';
import { dataTypeOf, pxName } from './typing.ts';

/** Undefined for `else`. */
interface Branch {
  readonly condition: Expression | undefined;
  readonly statements: readonly Statement[];
}

/** What one statement of a branch gives to what. */
interface Given {
  /** As written; `return` gives to the caller. */
  readonly target: string;
  readonly node: Expression | undefined;
  readonly value: Expression;
}

export function valuesByCondition(problem: Problem, context: ActionContext): readonly Fix[] {
  const statement = allStatements(context.analysis.tree.statements).find(
    (node) => node.kind === 'UnsupportedStatement' && sameSpan(node.span, problem.span),
  );
  if (statement?.kind !== 'UnsupportedStatement' || statement.astName !== 'If') return [];
  const branches = branchesOf(statement, context);
  const given = branches?.map(({ statements }) => statements.map((one) => givenBy(one, context)));
  const [first = []] = given ?? [];
  if (branches === undefined || given === undefined || first.length === 0) return [];
  // Without `else` a column keeps its value.
  const kept = first.map((one) => one?.node && { ...one, value: one.node });
  const written = given.map((all, index) =>
    branches[index]?.statements.length === 0 ? kept : all,
  );
  if (written.some((all) => all.length !== first.length)) return [];
  const conditions = branches.flatMap(({ condition }) => (condition ? [condition] : []));
  const lines: string[] = [];
  for (const [index, one] of first.entries()) {
    const values = written.map((all) => all[index]);
    const text = selected(one, values, conditions, context);
    if (text === undefined) return [];
    // A condition that reads what an earlier line has changed is another one by then.
    const isLast = index === first.length - 1;
    if (!isLast && one !== undefined && conditions.some((node) => reads(node, one.target, context)))
      return [];
    lines.push(text);
  }
  const { text } = context.analysis;
  const indent = indentAt(text, statement.span.start);
  const end = statement.span.start + textOf(context, statement.span).trimEnd().length;
  const edits = [replace({ start: statement.span.start, end }, lines.join(`\n${indent}`))];
  const title = `Convert to ${pxName(context.analysis)}.select`;
  return [{ title, edits, isPreferred: true }];
}

/** Undefined for what is more than `if`, `elif` and `else` with statements below each other. */
function branchesOf(
  { children, span }: Statement & { readonly kind: 'UnsupportedStatement' },
  context: ActionContext,
): readonly Branch[] | undefined {
  const branches: { condition: Expression | undefined; statements: Statement[] }[] = [];
  let at = span.start;
  for (const child of children) {
    const between = textOf(context, { start: at, end: child.span.start });
    // A comment would be lost.
    if (between.includes('#')) return undefined;
    if (!isStatement(child)) {
      branches.push({ condition: child, statements: [] });
    } else {
      const startsElse = /\belse\s*:\s*$/.test(between);
      if (startsElse) branches.push({ condition: undefined, statements: [] });
      branches.at(-1)?.statements.push(child);
    }
    at = isStatement(child)
      ? child.span.start + textOf(context, child.span).trimEnd().length
      : spanOf(context, child).end;
  }
  const last = branches.at(-1);
  if (last === undefined || textOf(context, { start: at, end: span.end }).trim() !== '') {
    return undefined;
  }
  return last.condition === undefined
    ? branches
    : [...branches, { condition: undefined, statements: [] }];
}

function givenBy(statement: Statement, context: ActionContext): Given | undefined {
  if (statement.kind === 'Return' && statement.value !== undefined) {
    return { target: 'return', node: undefined, value: statement.value };
  }
  const [node, ...others] = statement.kind === 'Assign' ? statement.targets : [];
  if (statement.kind !== 'Assign' || node === undefined || others.length > 0) return undefined;
  if (node.kind === 'Tuple' || node.kind === 'List') return undefined;
  return { target: nodeText(context, node), node, value: statement.value };
}

/** The statement that gives the value of the branch whose condition holds. */
function selected(
  first: Given | undefined,
  all: readonly (Given | undefined)[],
  conditions: readonly Expression[],
  context: ActionContext,
): string | undefined {
  if (first === undefined) return undefined;
  const { target, node } = first;
  const values = all.map((one) => (one?.target === target ? one.value : undefined));
  const types = values.map(
    (value) => value && dataTypeOf(value, context.analysis, value.span.start),
  );
  const [type] = types;
  // Of DataFrames, or of two types, nothing can be selected.
  if (type === undefined || types.some((one) => one !== type)) return undefined;
  const isBoolean = conditions.every(
    (one) => dataTypeOf(one, context.analysis, one.span.start) === 'BOOLEAN',
  );
  if (!isBoolean) return undefined;
  const px = pxName(context.analysis);
  const texts = values.map((value) => (value === undefined ? '' : rewritten(value, context).text));
  const nested = conditions.reduceRight(
    (otherwise, condition, index) =>
      `${px}.select(${rewritten(condition, context).text}, ${texts[index] ?? ''}, ${otherwise})`,
    texts.at(-1) ?? '',
  );
  return node === undefined ? `return ${nested}` : `${target} = ${nested}`;
}

/** Whether an expression reads what is written as a target. */
const reads = (node: Expression, target: string, context: ActionContext): boolean =>
  withDescendants(node).some((one) => nodeText(context, one) === target);
