/** Fixes for Python that parses and that PxL refuses. */
import type { Problem, Expression, Statement } from '#language';
import { indentAt, lineSpan, replace } from '../edits/textEdit.ts';
import { nodeText, spanOf, textOf, type ActionContext, type Fix } from './action.ts';
import { allStatements, covers, isOperand, locate, sameSpan, statementAt, within } from './find.ts';
import { rewritten, ruleOf } from './rewrite.ts';
import { pxName } from './typing.ts';

/** Ternaries, `in`, `//`, `**`, chains and the like, wherever the complaint came up. */
export function refusedExpression(problem: Problem, context: ActionContext): readonly Fix[] {
  const hasRule = (node: Expression): node is Expression => ruleOf(node) !== undefined;
  const found = locate(context.analysis.tree, hasRule).filter(
    ({ node }) => covers(node.span, problem.span) || covers(problem.span, node.span),
  );
  // The outermost one, since all inside it is converted with it.
  const [outer] = found;
  if (outer === undefined) return [];
  const { node, parents } = outer;
  const whole = rewritten(node, context);
  if (whole.text === nodeText(context, node)) return [];
  const parent = parents.at(-1);
  const place = spanOf(context, node);
  const isBracketed = context.brackets.enclosed(place).start < place.start;
  const needsBrackets =
    !whole.isAtomic && parent !== undefined && isOperand(parent) && !isBracketed;
  const newText = needsBrackets ? `(${whole.text})` : whole.text;
  const title = whole.title || 'Convert to PxL';
  return [{ title, edits: [replace(place, newText)], isPreferred: true, isSafe: true }];
}

/** Augmented assignment, `print`, `pass`. */
export function refusedStatement(problem: Problem, context: ActionContext): readonly Fix[] {
  const statement = statementAt(context.analysis.tree, problem.span);
  if (statement?.kind !== 'UnsupportedStatement') return [];
  const [first, second] = statement.children;
  if (statement.astName === 'AugAssign' && first !== undefined && second !== undefined) {
    return augmented(statement, first as Expression, second as Expression, context);
  }
  if (statement.astName === 'Print' && first !== undefined) {
    return printed(statement, first as Expression, context);
  }
  if (statement.astName !== 'Pass') return [];
  const span = lineSpan(context.analysis.text, statement.span);
  const isAlone = textOf(context, span).trim() === 'pass';
  return isAlone ? [{ title: "Remove 'pass'", edits: [replace(span, '')] }] : [];
}

function augmented(
  statement: Statement,
  target: Expression,
  value: Expression,
  context: ActionContext,
): readonly Fix[] {
  const between = textOf(context, { start: target.span.end, end: spanOf(context, value).start });
  const [, operator = ''] = /^\)*\s*(\S+)=\s*\(*$/.exec(between) ?? [];
  const [left, right] = [nodeText(context, target), rewritten(value, context).text];
  const isSingle = rewritten(value, context).isAtomic;
  const operand = isSingle ? right : `(${right})`;
  const px = pxName(context.analysis);
  const calls: Readonly<Record<string, string>> = {
    '//': `${px}.floor(${left} / ${operand})`,
    '**': `${px}.pow(${left}, ${right})`,
  };
  if (!['+', '-', '*', '/', '%', '//', '**'].includes(operator)) return [];
  const text = `${left} = ${calls[operator] ?? `${left} ${operator} ${operand}`}`;
  const title = `Write as '${left} = ${left} ${operator} …'`;
  return [
    {
      title,
      edits: [replace(context.brackets.balanced(statement.span), text)],
      isPreferred: true,
      isSafe: true,
    },
  ];
}

function printed(statement: Statement, value: Expression, context: ActionContext): readonly Fix[] {
  const shown = value.kind === 'Tuple' ? value.elements[0] : value;
  if (shown === undefined) return [];
  const type = context.analysis.evaluateAt(shown, statement.span.start);
  const isFrame = type === undefined || type.kind === 'dataFrame' || type.kind === 'unknown';
  if (!isFrame || shown.kind === 'String') {
    const span = lineSpan(context.analysis.text, statement.span);
    return [{ title: "Remove 'print'", edits: [replace(span, '')] }];
  }
  const px = pxName(context.analysis);
  const text = `${px}.display(${nodeText(context, shown)})`;
  const title = `Convert to ${px}.display`;
  return [{ title, edits: [replace(statement.span, text)], isPreferred: true, isSafe: true }];
}

/** `f = lambda x: …`: a function of that name. */
export function namedLambda(problem: Problem, context: ActionContext): readonly Fix[] {
  const { analysis } = context;
  const statement = allStatements(analysis.tree.statements).find(
    (node) => node.kind === 'Assign' && sameSpan(node.value.span, problem.span),
  );
  if (statement?.kind !== 'Assign' || statement.targets.length > 1) return [];
  const [target] = statement.targets;
  const { value } = statement;
  if (target?.kind !== 'Name' || value.kind !== 'UnsupportedExpression') return [];
  const [body] = value.children;
  if (value.astName !== 'Lambda' || body === undefined) return [];
  const start = spanOf(context, body).start;
  const head = textOf(context, { start: value.span.start, end: start });
  // What stands in brackets around the body is the body's; defaults and stars are no parameters.
  const [, parameters] = /^lambda\b\s*([\w\s,]*?)\s*:\s*\(*\s*$/.exec(head) ?? [];
  if (parameters === undefined) return [];
  const indent = indentAt(analysis.text, statement.span.start);
  const text = `def ${target.id}(${parameters}):\n${indent}    return ${rewritten(body, context).text}`;
  const edits = [replace(context.brackets.enclosed(statement.span), text)];
  return [{ title: `Convert to def ${target.id}`, edits, isPreferred: true }];
}

/** `import px, pxtrace`: one statement each. */
export function severalModules(problem: Problem, { analysis }: ActionContext): readonly Fix[] {
  const statement = statementAt(analysis.tree, problem.span);
  if (statement?.kind !== 'Import' || statement.names.length < 2) return [];
  const imports = statement.names.map(({ name, alias }) =>
    alias === undefined ? `import ${name.text}` : `import ${name.text} as ${alias.text}`,
  );
  const indent = indentAt(analysis.text, statement.span.start);
  const edits = [replace(statement.span, imports.join(`\n${indent}`))];
  return [{ title: 'Import each module by a statement of its own', edits, isPreferred: true }];
}

/** `a = b = 1` and `a, b = 1, 2`: one assignment each. */
export function severalTargets(problem: Problem, context: ActionContext): readonly Fix[] {
  const statement = allStatements(context.analysis.tree.statements).find(
    (node) => node.kind === 'Assign' && covers(node.span, problem.span),
  );
  if (statement?.kind !== 'Assign') return [];
  const indent = indentAt(context.analysis.text, statement.span.start);
  const [target] = statement.targets;
  const { value } = statement;
  const lines =
    statement.targets.length > 1
      ? [...statement.targets].reverse().map((one, index, all) => {
          const before = all[index - 1];
          return `${nodeText(context, one)} = ${nodeText(context, before ?? value)}`;
        })
      : pairs(target, value).map(
          ([to, from]) => `${nodeText(context, to)} = ${nodeText(context, from)}`,
        );
  if (lines.length === 0) return [];
  const edits = [replace(context.brackets.balanced(statement.span), lines.join(`\n${indent}`))];
  return [{ title: 'Write one assignment per line', edits, isPreferred: true }];
}

function pairs(target: Expression | undefined, value: Expression): [Expression, Expression][] {
  if (target?.kind !== 'Tuple' || (value.kind !== 'Tuple' && value.kind !== 'List')) return [];
  if (target.elements.length !== value.elements.length) return [];
  // A target that a later value reads would have changed by then.
  const names = new Set(target.elements.flatMap((one) => (one.kind === 'Name' ? [one.id] : [])));
  const reads = value.elements.some((one) => one.kind === 'Name' && names.has(one.id));
  if (reads) return [];
  return target.elements.flatMap((to, index) => {
    const from = value.elements[index];
    return from === undefined ? [] : [[to, from] as [Expression, Expression]];
  });
}

/** What is called as a method in Python and as a function of px here. */
const METHODS: Readonly<Record<string, string>> = {
  lower: 'tolower',
  upper: 'toupper',
  strip: 'trim',
  len: 'length',
  match: 'regex_match',
  startswith: 'find',
  substr: 'substring',
};

/** `df.a.contains('x')`: `px.contains(df.a, 'x')` */
export function columnMethod(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, name = ''] =
    /^'(?:Column|String|Func|FuncCall)' object has no attribute '(.*)'$/s.exec(problem.message) ??
    [];
  const { analysis, catalog } = context;
  const call = within(analysis.tree, analysis.tree.span, 'Call', ({ callee }) =>
    sameSpan(callee.span, problem.span),
  )?.node;
  if (call?.callee.kind !== 'Attribute') return [];
  const fn = METHODS[name] ?? name;
  if (catalog.functions.get(fn)?.kind !== 'udf') return [];
  const px = pxName(analysis);
  const inner = rewritten(call.callee.value, context).text;
  // A pattern comes first where functions take one.
  const args = call.args.map((arg) => nodeText(context, arg));
  const all =
    fn === 'regex_match' || fn === 'replace' ? replaceOrder(fn, inner, args) : [inner, ...args];
  const text = `${px}.${fn}(${all.join(', ')})${name === 'startswith' ? ' == 0' : ''}`;
  return [
    {
      title: `Convert to ${px}.${fn}`,
      edits: [replace(spanOf(context, call), text)],
      isPreferred: true,
    },
  ];
}

const replaceOrder = (
  fn: string,
  text: string,
  [pattern = '', ...rest]: readonly string[],
): readonly string[] => (fn === 'replace' ? [pattern, text, ...rest] : [pattern, text]);

/** `('latency', px.sum)` is written with the column's name. */
export function aggregatedColumn(problem: Problem, context: ActionContext): readonly Fix[] {
  const node = within(context.analysis.tree, problem.span, 'Attribute', ({ span }) =>
    sameSpan(span, problem.span),
  )?.node;
  const name = node?.name?.text;
  if (name === undefined || !problem.message.startsWith('All elements of the agg tuple')) return [];
  const title = `Use the column's name '${name}'`;
  return [{ title, edits: [replace(problem.span, `'${name}'`)], isPreferred: true, isSafe: true }];
}
