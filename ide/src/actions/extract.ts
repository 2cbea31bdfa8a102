/** A selected expression as a variable, selected statements as a function. */
import {
  blockAt,
  covers,
  functionAt,
  locate,
  sameSpan,
  allStatements,
  expressionsIn,
  isOperand,
} from './find.ts';
import { assignedName, freshName, namesReadWithin } from './scopes.ts';
import { pxName } from './typing.ts';
import { indentAt, insert, lineSpan, replace } from '../edits/textEdit.ts';
import { nodeText, spanOf, textOf, type ActionContext, type CodeAction } from './action.ts';
import type { Expression, Statement, Span } from '#language';

/** Without the blanks at its ends. */
function trimmed({ start, end }: Span, text: string): Span {
  const part = text.slice(start, end);
  const from = start + part.length - part.trimStart().length;
  return { start: from, end: Math.max(from, end - (part.length - part.trimEnd().length)) };
}

/** What a value is called when nobody has said so. */
function suggestedName(node: Expression): string {
  switch (node.kind) {
    case 'Attribute':
      return node.name?.text ?? 'value';
    case 'Subscript':
      return node.index.kind === 'Index' &&
        node.index.value.kind === 'String' &&
        /^[A-Za-z_]\w*$/.test(node.index.value.value)
        ? node.index.value.value
        : 'filtered';
    case 'Call':
      return node.callee.kind === 'Attribute'
        ? callName(node.callee.name?.text ?? 'value')
        : 'result';
    case 'Compare':
    case 'Boolean':
      return 'condition';
    default:
      return 'value';
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  DataFrame: 'df',
  agg: 'totals',
  groupby: 'groups',
  merge: 'merged',
  append: 'all_rows',
  head: 'first_rows',
  filter: 'filtered',
  drop: 'kept',
  select: 'choice',
  now: 'now',
};
const callName = (name: string): string =>
  NOUNS[name] ?? (/^[a-z]\w*$/.test(name) ? name : 'value');

/** A name on the left of `=` is no value. */
const isTarget = (statement: Statement, node: Expression): boolean =>
  statement.kind === 'Assign' && statement.targets.some((target) => covers(target.span, node.span));

/** An operand goes with the brackets around it. */
const placeOf = (node: Expression, parent: Expression | undefined, context: ActionContext): Span =>
  parent !== undefined && isOperand(parent) && parent.kind !== 'Attribute'
    ? context.brackets.enclosed(node.span)
    : spanOf(context, node);

export function extractVariable(span: Span, context: ActionContext): readonly CodeAction[] {
  const { analysis } = context;
  const selected = trimmed(span, analysis.text);
  if (selected.start === selected.end) return [];
  const [first] = locate(analysis.tree, (node): node is Expression =>
    covers(selected, node.span),
  ).filter(({ node, parents }) => sameSpan(placeOf(node, parents.at(-1), context), selected));
  if (first === undefined) return [];
  const { node, statement } = first;
  if (node.kind === 'Name' || node.kind === 'Missing' || isTarget(statement, node)) return [];
  if (statement.kind === 'Function' || (statement.kind === 'Assign' && node === statement.value))
    return [];
  // The object before a call's bracket is a method, not a value.
  const isCallee = locate(
    analysis.tree,
    (one): one is Expression & { kind: 'Call' } => one.kind === 'Call',
  ).some(
    ({ node: call }) => call.callee === node && analysis.valueOf(call.callee)?.kind === 'function',
  );
  if (isCallee) return [];
  const name = freshName(suggestedName(node), analysis.text);
  const at = statement.span.start;
  const startsLine =
    textOf(context, { start: lineSpan(analysis.text, statement.span).start, end: at }).trim() ===
    '';
  if (!startsLine) return [];
  const line = `${name} = ${nodeText(context, node)}\n${indentAt(analysis.text, at)}`;
  return [
    {
      title: `Extract to variable '${name}'`,
      kind: 'refactor.extract',
      edits: [insert(at, line), replace(selected, name)],
    },
  ];
}

interface Selection {
  readonly statements: readonly Statement[];
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
}

/** Whole statements of one block, as the selection covers them. */
function selectedStatements(span: Span, { analysis }: ActionContext): Selection | undefined {
  const selected = trimmed(span, analysis.text);
  if (selected.start === selected.end) return undefined;
  const block = blockAt(analysis.tree, selected);
  const statements = block.filter((node) => covers(selected, node.span));
  const cut = block.some(
    (node) =>
      !covers(selected, node.span) &&
      node.span.start < selected.end &&
      selected.start < node.span.end,
  );
  const [first] = statements;
  if (first === undefined || cut || first.span.start !== selected.start) return undefined;
  if (statements.some(({ kind }) => !EXTRACTABLE.has(kind))) return undefined;
  const [from, to] = [block.indexOf(first), block.indexOf(first) + statements.length];
  return { statements, before: block.slice(0, from), after: block.slice(to) };
}

const EXTRACTABLE: ReadonlySet<string> = new Set<Statement['kind']>([
  ...(['Assign', 'ExpressionStatement', 'Return'] as const),
]);

/** Parameters are the values made before, results those read after. */
export function extractFunction(span: Span, context: ActionContext): readonly CodeAction[] {
  const found = selectedStatements(span, context);
  if (found === undefined) return [];
  const { analysis } = context;
  const { statements, before, after } = found;
  const inside = functionAt(analysis.tree, span.start);
  const returned = statements.findIndex(({ kind }) => kind === 'Return');
  if (returned >= 0 && (returned < statements.length - 1 || inside === undefined)) return [];
  const [first, last] = [statements[0], statements.at(-1)];
  if (first === undefined || last === undefined) return [];
  const given = new Set([
    ...(inside?.parameters.map(({ name }) => name.text) ?? []),
    ...before.filter(({ kind }) => kind === 'Assign').flatMap((node) => assignedName(node) ?? []),
  ]);
  const parameters = readBeforeAssigned(statements).filter((name) => given.has(name));
  const assigned = new Set(statements.flatMap((node) => assignedName(node) ?? []));
  const readLater = new Set(after.flatMap((node) => [...namesReadWithin(node)]));
  const results = returned >= 0 ? [] : [...assigned].filter((name) => readLater.has(name));
  const name = freshName('extracted', analysis.text);
  const body = textOf(context, { start: first.span.start, end: last.span.end });
  const indent = indentAt(analysis.text, first.span.start);
  const lines = body
    .split('\n')
    .map((line, index) => (index === 0 ? line : reindented(line, indent)));
  const result = results.length === 1 ? results[0] : `(${results.join(', ')})`;
  const ending = results.length === 0 ? '' : `\n    return ${result ?? ''}`;
  const signature = parameters.map((one) => annotated(one, first.span.start, context)).join(', ');
  const definition = `def ${name}(${signature}):\n    ${lines.join('\n')}${ending}\n\n\n`;
  const call = `${name}(${parameters.join(', ')})`;
  const calling = callText(call, { results, returns: returned >= 0, indent, text: analysis.text });
  const top = analysis.tree.statements.find((node) => covers(node.span, first.span));
  if (top === undefined) return [];
  const place = lineSpan(analysis.text, top.span).start;
  const edits = [replace({ start: first.span.start, end: last.span.end }, calling)];
  // Where both stand at one place, the definition comes first.
  const all =
    place === first.span.start
      ? [replace({ start: place, end: last.span.end }, definition + calling)]
      : [insert(place, definition), ...edits];
  return [{ title: `Extract to function '${name}'`, kind: 'refactor.extract', edits: all }];
}

const reindented = (line: string, indent: string): string =>
  line.trim() === ''
    ? ''
    : `    ${line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()}`;

/** Names that hold a value from before when the statements read them. */
function readBeforeAssigned(statements: readonly Statement[]): readonly string[] {
  const assigned = new Set<string>();
  const read = new Set<string>();
  for (const statement of statements) {
    for (const name of namesReadWithin(statement)) if (!assigned.has(name)) read.add(name);
    const name = assignedName(statement);
    if (name !== undefined) assigned.add(name);
  }
  return [...read];
}

/** A DataFrame's type is said, so that its columns are known inside. */
function annotated(name: string, offset: number, { analysis }: ActionContext): string {
  const px = pxName(analysis);
  const isFrame = lastValue(name, offset, analysis.tree.statements, analysis);
  return isFrame && analysis.namesAt(offset).some((one) => one.name === px)
    ? `${name}: ${px}.DataFrame`
    : name;
}

function lastValue(
  name: string,
  offset: number,
  statements: readonly Statement[],
  analysis: ActionContext['analysis'],
): boolean {
  const uses = allStatements(statements)
    .filter(({ span }) => span.start >= offset)
    .flatMap(expressionsIn)
    .filter((node) => node.kind === 'Name' && node.id === name);
  const [first] = uses;
  return first !== undefined && analysis.valueOf(first)?.kind === 'dataFrame';
}

function callText(
  call: string,
  {
    results,
    returns,
    indent,
    text,
  }: {
    readonly results: readonly string[];
    readonly returns: boolean;
    readonly indent: string;
    readonly text: string;
  },
): string {
  if (returns) return `return ${call}`;
  const [only] = results;
  if (only === undefined) return call;
  if (results.length === 1) return `${only} = ${call}`;
  const all = freshName('results', text);
  const parts = results.map((name, index) => `${name} = ${all}[${String(index)}]`);
  return [`${all} = ${call}`, ...parts].join(`\n${indent}`);
}
