/** Did you mean …? Names that are not there, and what is there instead. */
import {
  type Problem,
  type ValueDescription,
  METHOD_NAMES,
  memberNames,
  MODULE_NAMES,
  METADATA_KEYS,
  type CallExpression,
  type Expression,
  type Span,
} from '#language';
import { importOffset, insert, lineSpan, replace } from '../edits/textEdit.ts';
import { nodeText, type ActionContext, type Fix } from './action.ts';
import {
  allExpressions,
  statementAt,
  around,
  covers,
  functionAt,
  sameSpan,
  within,
} from './find.ts';
import { changeTo } from './similar.ts';
import { pxName } from './typing.ts';

const GLOBALS = ['True', 'False', 'None', 'str', 'int', 'float', 'bool', 'list'];
/** What other languages call it. */
const SPELLINGS: Readonly<Record<string, string>> = {
  true: 'True',
  false: 'False',
  null: 'None',
  none: 'None',
  nil: 'None',
  string: 'str',
  boolean: 'bool',
  double: 'float',
  long: 'int',
};

/** Functions of px under the names other languages give them. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  len: 'length',
  lower: 'tolower',
  upper: 'toupper',
  strip: 'trim',
  substr: 'substring',
  iff: 'select',
  ifelse: 'select',
};

/** `name 'x' is not defined` */
export function undefinedName(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, name = ''] = /^name '(.*)' is not defined$/s.exec(problem.message) ?? [];
  const { analysis, catalog } = context;
  const edit = (text: string) => [replace(problem.span, text)];
  const known = SPELLINGS[name];
  if (known !== undefined) {
    return [{ title: `Change to '${known}'`, edits: edit(known), isPreferred: true }];
  }
  if (MODULE_NAMES.includes(name)) return [addImport(name, context)];
  const local = analysis.namesAt(problem.span.start).map((one) => one.name);
  const parameters = functionAt(analysis.tree, problem.span.start)?.parameters ?? [];
  const names = [...local, ...parameters.map((one) => one.name.text), ...GLOBALS];
  const px = pxName(analysis);
  const members = memberNames('px', catalog);
  const member = FUNCTIONS[name] ?? (members.includes(name) ? name : undefined);
  const title = `Change to '${px}.${member ?? ''}'`;
  const onPx = { title, edits: edit(`${px}.${member ?? ''}`), isPreferred: true };
  return [...(member === undefined ? [] : [onPx]), ...changeTo(name, names, edit)];
}

function addImport(name: string, context: ActionContext): Fix {
  const { analysis } = context;
  const last = analysis.tree.statements.findLast(({ kind }) => kind === 'Import');
  const before = last !== undefined && name !== 'px';
  const offset = before ? lineSpan(analysis.text, last.span).end : importOffset(context);
  const startsLine = offset === 0 || analysis.text[offset - 1] === '\n';
  return {
    title: `Add 'import ${name}'`,
    edits: [insert(offset, `${startsLine ? '' : '\n'}import ${name}\n`)],
    isPreferred: true,
    isSafe: name === 'px',
  };
}

/** Methods as other libraries call them. */
const METHODS: Readonly<Record<string, string>> = {
  limit: 'head',
  take: 'head',
  top: 'head',
  where: 'filter',
  query: 'filter',
  join: 'merge',
  union: 'append',
  concat: 'append',
  group_by: 'groupby',
  groupBy: 'groupby',
  aggregate: 'agg',
  summarize: 'agg',
  window: 'rolling',
};

/** `'px' object has no attribute 'x'`, `dataframe has no method 'x'`, `… object has no attribute` */
export function unknownAttribute(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, name = ''] =
    /(?:has no attribute|has no method|No such attribute|contain attribute) '(.*)'$/s.exec(
      problem.message,
    ) ?? [];
  const found = within(
    context.analysis.tree,
    problem.span,
    'Attribute',
    (node) => node.name?.text === name,
  );
  const { node } = found ?? {};
  if (node?.name === undefined) return [];
  const { span } = node.name;
  const edit = (text: string) => [replace(span, text)];
  if (problem.message.startsWith('dataframe ')) {
    const known = METHODS[name];
    if (known !== undefined) {
      return [{ title: `Change to '${known}'`, edits: edit(known), isPreferred: true }];
    }
    return changeTo(
      name,
      METHOD_NAMES.filter((one) => one !== 'map'),
      edit,
    );
  }
  if (problem.message.startsWith("'ctx' ")) {
    const rest = { start: node.value.span.end, end: node.span.end };
    const isKey = METADATA_KEYS.has(name);
    const subscript = { title: `Change to ctx['${name}']`, edits: [replace(rest, `['${name}']`)] };
    return isKey ? [{ ...subscript, isPreferred: true, isSafe: true }] : [];
  }
  const owner = context.analysis.valueOf(node.value);
  const members = owner?.kind === 'module' ? owner.members() : [];
  // Names with a leading underscore are for the cluster's own use.
  const names = members.map((one) => one.name).filter((one) => !one.startsWith('_'));
  return changeTo(name, names, edit);
}

/** `No module named 'x'`, `cannot import name 'x' from 'm'` */
export function unknownModule(
  problem: Problem,
  { analysis, catalog }: ActionContext,
): readonly Fix[] {
  const statement = statementAt(analysis.tree, problem.span);
  const [, name, module] =
    /^cannot import name '(.*)' from '(.*)'$/s.exec(problem.message) ??
    /No module named '(.*)'$/s.exec(problem.message) ??
    [];
  if (name === undefined || statement === undefined) return [];
  if (statement.kind === 'ImportFrom' && module !== undefined) {
    const imported = statement.names.find((one) => one.name.text === name);
    if (imported === undefined) return [];
    // Without an alias, the script uses the misspelt name too.
    const uses = allExpressions(analysis.tree).filter(
      (node) => node.kind === 'Name' && node.id === name && imported.alias === undefined,
    );
    const places = [imported.name, ...uses].map(({ span }) => span);
    return changeTo(name, memberNames(module, catalog), (text) =>
      places.map((span) => replace(span, text)),
    );
  }
  const written =
    statement.kind === 'ImportFrom'
      ? statement.module
      : statement.kind === 'Import'
        ? statement.names.find((one) => one.name.text === name)?.name
        : undefined;
  if (written === undefined) return [];
  const edit = (text: string) => [replace(written.span, text)];
  const [outer = ''] = name.split('.');
  if (outer !== name && MODULE_NAMES.includes(outer)) {
    return [{ title: `Change to 'import ${outer}'`, edits: edit(outer), isPreferred: true }];
  }
  return changeTo(name, MODULE_NAMES, edit);
}

const columnNames = (value: ValueDescription | undefined): readonly string[] =>
  value?.kind === 'dataFrame' || value?.kind === 'metadata'
    ? value.relation.map(({ name }) => name)
    : [];

/** `Column 'x' not found in parent dataframe`, `cannot find column x in table` */
export function unknownColumn(problem: Problem, context: ActionContext): readonly Fix[] {
  const { analysis, catalog } = context;
  const [, name = ''] =
    /^Column '(.*)' not found/s.exec(problem.message) ??
    /^cannot find column (.*) in table/s.exec(problem.message) ??
    [];
  const attribute = within(
    analysis.tree,
    problem.span,
    'Attribute',
    (node) => node.name?.text === name,
  )?.node;
  const literal = within(analysis.tree, problem.span, 'String', ({ value }) => value === name);
  const call = around(analysis.tree, literal?.node.span ?? problem.span, 'Call')?.node;
  if (
    attribute?.name !== undefined &&
    (literal === undefined || attribute.span.start < literal.node.span.start)
  ) {
    const { span } = attribute.name;
    const names = columnNames(analysis.valueOf(attribute.value));
    return changeTo(name, names, (text) => [replace(span, text)]);
  }
  if (literal === undefined) return [];
  const quote = analysis.text[literal.node.span.start] ?? "'";
  const edit = (text: string) => [replace(literal.node.span, `${quote}${text}${quote}`)];
  const subscript = literal.parents.findLast((node) => node.kind === 'Subscript');
  if (subscript !== undefined && (call === undefined || covers(call.span, subscript.span))) {
    return changeTo(name, columnNames(analysis.valueOf(subscript.value)), edit);
  }
  if (call?.callee.kind !== 'Attribute') return [];
  if (problem.message.startsWith('cannot find')) {
    const table = argumentOf(call, 'table', 0);
    const relation =
      table?.kind === 'String' ? catalog.tables.get(table.value)?.relation : undefined;
    return changeTo(name, relation?.map((column) => column.name) ?? [], edit);
  }
  const rightKeys = argumentOf(call, 'right_on', 3);
  const isRight = rightKeys !== undefined && covers(rightKeys.span, literal.node.span);
  const frame = isRight ? argumentOf(call, 'right', 0) : call.callee.value;
  return frame === undefined ? [] : changeTo(name, columnNames(analysis.valueOf(frame)), edit);
}

const argumentOf = (
  { keywords, args }: CallExpression,
  name: string,
  index: number,
): Expression | undefined => keywords.find((one) => one.name.text === name)?.value ?? args[index];

function changeString(
  problem: Problem,
  context: ActionContext,
  written: string,
  names: Iterable<string>,
): readonly Fix[] {
  const literal = within(
    context.analysis.tree,
    problem.span,
    'String',
    ({ value }) => value === written,
  );
  if (literal === undefined) return [];
  const quote = nodeText(context, literal.node)[0] ?? "'";
  return changeTo(written, names, (text) => [
    replace(literal.node.span, `${quote}${text}${quote}`),
  ]);
}

/** `Table 'x' not found.` */
export function unknownTable(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, name = ''] = /^Table '(.*)' not found/s.exec(problem.message) ?? [];
  return changeString(problem, context, name, context.catalog.tables.keys());
}

/** `'x' unavailable metadata key.` Keys that the columns allow come first. */
export function unknownKey(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, name] = /^'(.*)' unavailable metadata key/s.exec(problem.message) ?? [];
  if (name === undefined) return [];
  const subscript = around(context.analysis.tree, problem.span, 'Subscript')?.node;
  const base = subscript === undefined ? undefined : context.analysis.valueOf(subscript.value);
  const columns = columnNames(base);
  const keys = [...METADATA_KEYS].filter(
    ([, { sources }]) => columns.length === 0 || sources.some((source) => columns.includes(source)),
  );
  return changeString(
    problem,
    context,
    name,
    keys.map(([key]) => key),
  );
}

/** `'x' join type not supported. Only {inner,left,…} are available.` */
export function unknownJoin(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, name = '', kinds = ''] =
    /^'(.*)' join type not supported\. Only \{(.*)\}/s.exec(problem.message) ?? [];
  return changeString(problem, context, name, kinds.split(','));
}

/** Parameters of what a call calls; none where they are not known. */
function parametersOf(call: CallExpression, { analysis }: ActionContext): readonly string[] {
  const value = analysis.valueOf(call.callee);
  return value?.kind === 'function' ? value.parameters : [];
}

/** `f() got an unexpected keyword argument 'x'` */
export function unknownKeyword(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, name] = /unexpected keyword argument '(.*)'$/s.exec(problem.message) ?? [];
  if (name === undefined) return [];
  const call = callAt(problem.span, context, (one) =>
    one.keywords.some((keyword) => keyword.name.text === name),
  );
  const keyword = call?.keywords.find((one) => one.name.text === name);
  if (call === undefined || keyword === undefined) return [];
  const value = context.analysis.valueOf(call.callee);
  if (value?.kind === 'function' && (value.flavour === 'udf' || value.flavour === 'uda')) {
    const span = { start: keyword.name.span.start, end: keyword.value.span.start };
    return [{ title: `Pass '${name}' by position`, edits: [replace(span, '')], isPreferred: true }];
  }
  const given = call.keywords.map((one) => one.name.text);
  const free = parametersOf(call, context).filter(
    (one, index) => !given.includes(one) && index >= call.args.length && !one.startsWith('_'),
  );
  const changes = changeTo(name, free, (text) => [replace(keyword.name.span, text)]);
  return [...changes, removal(`Remove the argument '${name}'`, call, keyword, context)];
}

/** The call a complaint is about. */
function callAt(
  span: Span,
  { analysis }: ActionContext,
  holds: (call: CallExpression) => boolean,
): CallExpression | undefined {
  const calls = allExpressions(analysis.tree)
    .filter((node) => node.kind === 'Call')
    .filter(holds);
  return (
    calls.find((call) => sameSpan(call.span, span)) ?? calls.find((call) => covers(span, call.span))
  );
}

/** Takes an argument out, with the comma that goes with it. */
function removal(
  title: string,
  call: CallExpression,
  argument: { readonly span: Span },
  { analysis }: ActionContext,
): Fix {
  const all = [...call.args, ...call.keywords].sort((a, b) => a.span.start - b.span.start);
  const index = all.findIndex(({ span }) => sameSpan(span, argument.span));
  const [previous, next] = [all[index - 1], all[index + 1]];
  const { text } = analysis;
  const span =
    previous !== undefined
      ? { start: previous.span.end, end: argument.span.end }
      : { start: argument.span.start, end: next?.span.start ?? argument.span.end };
  const comma =
    previous === undefined && next === undefined ? /^\s*,/.exec(text.slice(span.end)) : null;
  return { title, edits: [replace({ ...span, end: span.end + (comma?.[0].length ?? 0) }, '')] };
}

/** `f() takes 2 arguments but 3 were given.` */
export function surplusArguments(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, wanted] = /takes (\d+) arguments but \d+ were given/.exec(problem.message) ?? [];
  if (wanted === undefined) return [];
  const count = Number(wanted);
  const call = callAt(problem.span, context, ({ args }) => args.length > count);
  const last = call?.args.at(-1);
  if (call === undefined || last === undefined) return [];
  const kept = call.args[count - 1];
  const start = kept === undefined ? (call.args[0]?.span.start ?? last.span.start) : kept.span.end;
  const surplus = call.args.length - count;
  const what = surplus === 1 ? 'the last argument' : `the last ${String(surplus)} arguments`;
  return [{ title: `Remove ${what}`, edits: [replace({ start, end: last.span.end }, '')] }];
}

/** `merge() missing 3 required positional arguments …`: keys both sides have are offered. */
export function missingArguments(problem: Problem, context: ActionContext): readonly Fix[] {
  const [, list] = /missing \d+ required positional arguments (.*)$/.exec(problem.message) ?? [];
  const call = list === undefined ? undefined : callAt(problem.span, context, () => true);
  if (list === undefined || call === undefined) return [];
  const names = [...list.matchAll(/'([^']*)'/g)].map(([, name = '']) => name);
  const values = mergeDefaults(call, context);
  const order = parametersOf(call, context);
  const missing = [...names].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  if (values === undefined || missing.some((name) => values[name] === undefined)) return [];
  const added = missing.map((name) => `${name}=${values[name] ?? ''}`).join(', ');
  const close = call.span.end - 1;
  const before = context.analysis.text.slice(call.at + 1, close).trimEnd();
  const comma = before === '' || before.endsWith(',') ? '' : ', ';
  return [{ title: `Add ${added}`, edits: [insert(close, `${comma}${added}`)] }];
}

function mergeDefaults(
  call: CallExpression,
  { analysis }: ActionContext,
): Readonly<Record<string, string>> | undefined {
  const value = analysis.valueOf(call.callee);
  const right = argumentOf(call, 'right', 0);
  if (value?.kind !== 'function' || value.name !== 'merge') return undefined;
  if (call.callee.kind !== 'Attribute' || right === undefined) return undefined;
  const [left, other] = [analysis.valueOf(call.callee.value), analysis.valueOf(right)];
  if (left?.kind !== 'dataFrame' || other?.kind !== 'dataFrame') return undefined;
  const shared = left.relation.filter((column) =>
    other.relation.some(
      ({ name, dataType }) => name === column.name && dataType === column.dataType,
    ),
  );
  const key = shared.find(({ name }) => name !== 'time_') ?? shared[0];
  if (key === undefined) return undefined;
  return { how: "'inner'", left_on: `'${key.name}'`, right_on: `'${key.name}'` };
}
