/** What is at a place: values, types, units, columns, documentation. */
import {
  type Catalog,
  type Relation,
  type Analysis,
  type ValueDescription,
  metadataConversion,
  metadataKey,
  durationNs,
  enclosingStatement,
  type CallExpression,
  type Expression,
  type FunctionStatement,
  type Statement,
  type Span,
  code,
  codeBlock,
  plain,
  expressionPath,
  relationText,
  typeText,
  unitText,
} from '#language';
import { CTX_TEXT } from './docs/builtinDocs.ts';
import type { FunctionDescription } from './completion/callContext.ts';
import { moduleNameIn, valueAt, type CompletionContext } from './completion/completion.ts';
import { cursorAt } from './completion/cursor.ts';
import { bytesWords, durationWords, momentText } from './docs/durations.ts';
import { expectedAt } from './completion/expected.ts';
import { readDocstring } from './docs/docstring.ts';
import { flagHover } from './completion/flags.ts';
import { annotationText, docOf, signatureOf } from './signatureHelp.ts';
import { builtinText, functionText, tableText, udtfText, valueText } from './docs/text.ts';

export interface Hover {
  /** Markdown. */
  readonly text: string;
  readonly span: Span;
}

interface Place {
  readonly analysis: Analysis;
  readonly catalog: Catalog;
  readonly offset: number;
}

const within = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

export function hover(analysis: Analysis, offset: number, catalog: Catalog): Hover | undefined {
  const flag = flagHover(analysis, offset);
  if (flag !== undefined) return flag;
  const place: Place = { analysis, catalog, offset };
  const statement = enclosingStatement(analysis.tree, offset);
  const path = expressionPath(analysis.tree, offset);
  const own = statement === undefined ? undefined : ofStatement(place, statement);
  if (own !== undefined) return own;
  const argument = ofKeyword(place, path);
  if (argument !== undefined) return argument;
  const node = path.at(-1);
  if (node === undefined) return undefined;
  switch (node.kind) {
    case 'String':
      return ofString(place, node);
    case 'Attribute':
      return ofAttribute(place, node);
    case 'Name':
      return ofValue(place, node, node.id);
    default:
      return ofValue(place, node, undefined);
  }
}

/** Names a statement binds: functions, parameters, imports, and what is assigned to. */
function ofStatement(place: Place, statement: Statement): Hover | undefined {
  const { analysis, offset } = place;
  switch (statement.kind) {
    case 'Function': {
      if (within(statement.name.span, offset)) {
        const found = analysis
          .namesAt(statement.span.end)
          .find(({ name }) => name === statement.name.text);
        const result = analysis.resultOf(statement.name.text);
        const text =
          found?.value.kind === 'function' ? functionWords(place, found.value) : undefined;
        const gives =
          result?.kind === 'dataFrame' ? `\n\nGives:\n\n${relationText(result.relation)}` : '';
        return text === undefined ? undefined : { text: text + gives, span: statement.name.span };
      }
      const parameter = statement.parameters.find(({ name }) => within(name.span, offset));
      if (parameter === undefined) return undefined;
      const { annotation, name } = parameter;
      const type = annotation === undefined ? undefined : analysis.valueOf(annotation);
      const words = type === undefined ? '' : `: ${annotationText(type)}`;
      const head = codeBlock(`(parameter) ${name.text}${words}`);
      return { text: withWords(head, statement, name.text), span: name.span };
    }
    case 'Import':
    case 'ImportFrom': {
      const imported = statement.names.find(
        ({ name, alias }) => within(name.span, offset) || (alias && within(alias.span, offset)),
      );
      if (imported === undefined) return undefined;
      const { text } = imported.alias ?? imported.name;
      const found = analysis.namesAt(statement.span.end).find(({ name }) => name === text);
      const words = found && wordsOf(place, found.value, imported.name.text);
      return words === undefined ? undefined : { text: words, span: imported.name.span };
    }
    case 'Assign': {
      const [target] = statement.targets;
      if (target === undefined) return undefined;
      const name =
        target.kind === 'Name'
          ? { text: target.id, span: target.span }
          : target.kind === 'Attribute'
            ? target.name
            : undefined;
      if (name === undefined || !within(name.span, offset)) return undefined;
      const value = analysis.valueOf(statement.value);
      const words = value && wordsOf(place, value, name.text);
      return words === undefined ? undefined : { text: words, span: name.span };
    }
    default:
      return undefined;
  }
}

/** `how` of `how='inner'`. */
function ofKeyword(place: Place, path: readonly Expression[]): Hover | undefined {
  const { analysis, catalog, offset } = place;
  const call = path.findLast((node): node is CallExpression => node.kind === 'Call');
  const keyword = call?.keywords.find(({ name }) => within(name.span, offset));
  if (call === undefined || keyword === undefined) return undefined;
  const { text: name, span } = keyword.name;
  const callee = analysis.valueOf(call.callee);
  if (callee?.kind !== 'function') return undefined;
  if (callee.flavour === 'method' && callee.name === 'agg') {
    const result = analysis.valueOf(call);
    const column = result?.kind === 'dataFrame' ? find(result.relation, name) : undefined;
    return column === undefined ? undefined : { text: columnText(column), span };
  }
  const parameter = docOf(callee)?.parameters[name];
  if (parameter !== undefined) {
    const fallback = parameter.defaultValue === undefined ? '' : ` = ${parameter.defaultValue}`;
    const head = codeBlock(`(argument) ${name}: ${parameter.type}${fallback}`);
    return { text: `${head}\n\n${parameter.text}`, span };
  }
  const argument =
    callee.flavour === 'udtf'
      ? catalog.udtfs.get(callee.name)?.args.find((one) => one.name === name)
      : undefined;
  if (argument !== undefined) {
    const head = codeBlock(`(argument) ${name}: ${argument.dataType}`);
    return { text: `${head}\n\n${plain(argument.description)}`, span };
  }
  const annotation = callee.definition?.parameters.find(
    (one) => one.name.text === name,
  )?.annotation;
  const type = annotation === undefined ? undefined : analysis.valueOf(annotation);
  const words = type === undefined ? '' : `: ${annotationText(type)}`;
  const head = codeBlock(`(argument) ${name}${words}`);
  return { text: withWords(head, callee.definition, name), span };
}

/** With what the function's own text says of its parameter. */
function withWords(head: string, definition: FunctionStatement | undefined, name: string): string {
  const words = readDocstring(definition?.body.docstring?.value ?? '').parameters.get(name) ?? '';
  return `${head}\n\n${plain(words)}`.trimEnd();
}

const find = (relation: Relation, name: string) => relation.find((column) => column.name === name);

function ofAttribute(
  place: Place,
  node: Expression & { readonly kind: 'Attribute' },
): Hover | undefined {
  if (node.name === undefined || place.offset < node.name.span.start) return undefined;
  const { text: name, span } = node.name;
  const base = place.analysis.valueOf(node.value);
  if (base?.kind === 'dataFrame') {
    const value = place.analysis.valueOf(node);
    if (value?.kind === 'metadata') return { text: plain(CTX_TEXT), span };
    const column = value?.kind === 'function' ? undefined : find(base.relation, name);
    if (column !== undefined) return { text: columnText(column), span };
  }
  const value = place.analysis.valueOf(node);
  const text = value === undefined ? undefined : wordsOf(place, value, name);
  return text === undefined ? undefined : { text, span };
}

function columnText(column: Relation[number]): string {
  const unit = unitText(column);
  const lines = [
    `${code(column.name)}: ${plain(typeText(column))}${unit === undefined ? '' : `, ${plain(unit)}`}`,
    ...(column.description === undefined ? [] : [plain(column.description)]),
    ...(column.values === undefined ? [] : [codesText(column.values)]),
  ];
  return lines.join('\n\n');
}

const codesText = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([value, name]) => `- ${code(value)} ${plain(name)}`)
    .join('\n');

/** A text by what it is for: a column, a table, a key, a time. */
function ofString(place: Place, node: Expression & { readonly kind: 'String' }): Hover | undefined {
  const { analysis, catalog } = place;
  const { span } = node;
  // Inside the quotes, wherever the pointer is.
  const offset = Math.min(
    Math.max(place.offset, span.start + 1),
    Math.max(span.start + 1, span.end - 1),
  );
  const context: CompletionContext = {
    analysis,
    catalog,
    cursor: cursorAt(analysis.tree, analysis.text, offset),
    options: { snippets: false, entityNames: () => undefined },
    valueOf: valueAt(analysis, offset),
    moduleName: moduleNameIn([]),
    names: [],
    used: new Set<string>(),
    wanted: new Set(),
  };
  const expected = expectedAt(context);
  switch (expected?.kind) {
    case 'tables': {
      const table = catalog.tables.get(node.value);
      return table === undefined ? undefined : { text: tableText(table), span };
    }
    case 'columns': {
      const column = find(expected.relation, node.value);
      return column === undefined ? undefined : { text: columnText(column), span };
    }
    case 'metadataKeys': {
      const text = keyText(node.value, expected.relation, catalog);
      return text === undefined ? undefined : { text, span };
    }
    case 'times': {
      const text = timeText(node.value, expected.back);
      return text === undefined ? undefined : { text, span };
    }
    default:
      return undefined;
  }
}

function keyText(text: string, relation: Relation, catalog: Catalog): string | undefined {
  const key = metadataKey(text);
  if (key === undefined) return undefined;
  const { name, sources } = key;
  const title = name === text ? code(text) : `${code(text)}, the same as ${code(name)}`;
  const conversion = metadataConversion(key, relation);
  if (conversion === undefined) {
    return `${title}\n\nNot possible here: needs one of ${sources.map(code).join(', ')}.`;
  }
  const { fn, columns } = conversion;
  const info = catalog.functions.get(fn);
  const from = `Found through ${columns.map(code).join(', ')} by ${code(`px.${fn}`)}.`;
  const description = info === undefined ? '' : `\n\n${plain(info.description)}`;
  return `${title}\n\n${from}${description}`;
}

function timeText(text: string, back: boolean): string | undefined {
  const ns = durationNs(text);
  if (ns === undefined) return /^\s*\d{4}-/.test(text) ? 'A moment.' : undefined;
  const [amount] = /-?\d+(?:ms|[smhd])/.exec(text) ?? [];
  const rest = amount === text ? '' : `\n\nOnly ${code(amount ?? '')} counts.`;
  const words = durationWords(ns < 0n ? -ns : ns);
  const meaning = !back ? words : ns < 0n ? `${words} ago` : `in ${words}`;
  return `${meaning}${rest}`;
}

function ofValue(place: Place, node: Expression, name: string | undefined): Hover | undefined {
  const value = place.analysis.valueOf(node);
  const text = value === undefined ? undefined : wordsOf(place, value, name);
  return text === undefined ? undefined : { text, span: node.span };
}

/** Undefined where there is nothing to say. */
function wordsOf(
  place: Place,
  value: ValueDescription,
  name: string | undefined,
): string | undefined {
  switch (value.kind) {
    case 'unknown':
      return undefined;
    case 'dataFrame':
      return frameText(value, name);
    case 'expression':
      return expressionText(value, name);
    case 'function':
      return functionWords(place, value);
    case 'type':
      return `${code(annotationText(value))}: ${plain(typeText(value))}`;
    default: {
      const words = plain(valueText(value));
      return name === undefined ? words : `${code(name)}: ${words}`;
    }
  }
}

function frameText(
  { relation, before, partial }: ValueDescription & { readonly kind: 'dataFrame' },
  name: string | undefined,
): string {
  const had = new Set(before?.map((column) => column.name));
  const added = new Set(
    before === undefined ? [] : relation.map((one) => one.name).filter((one) => !had.has(one)),
  );
  const count = `DataFrame with ${String(relation.length)} columns`;
  const title = name === undefined ? count : `${code(name)}: ${count}`;
  const more = partial === true ? '\n\nColumns may be missing: something before is wrong.' : '';
  return `${title}${more}\n\n${relationText(relation, added)}`;
}

function expressionText(
  value: ValueDescription & { readonly kind: 'expression' },
  name: string | undefined,
): string | undefined {
  const { dataType, semanticType, literal } = value;
  if (dataType === undefined) return name === undefined ? undefined : `${code(name)}: expression`;
  const type = { dataType, semanticType };
  const unit = unitText(type);
  const head = name === undefined ? '' : `${code(name)}: `;
  const lines = [`${head}${plain(typeText(type))}${unit === undefined ? '' : `, ${plain(unit)}`}`];
  if (typeof literal === 'bigint')
    lines.push(...numberText(literal, type.semanticType === 'ST_BYTES'));
  else if (literal !== undefined && name !== undefined) lines.push(`= ${code(String(literal))}`);
  return lines.join('\n\n');
}

/** What a whole number would be as nanoseconds, which most numbers of scripts are. */
function numberText(value: bigint, isBytes: boolean): readonly string[] {
  const text = `= ${code(String(value))}`;
  if (isBytes) return [`${text} (${bytesWords(value)})`];
  const moment = momentText(value);
  if (moment !== undefined) return [`${text}, as a time ${moment}`];
  const size = value < 0n ? -value : value;
  return size < 1000n ? [text] : [`${text}, as nanoseconds ${durationWords(value)}`];
}

function functionWords(place: Place, value: FunctionDescription): string {
  const { catalog, analysis } = place;
  if (value.flavour === 'udf' || value.flavour === 'uda') {
    const info = catalog.functions.get(value.name);
    if (info !== undefined) return functionText(info);
  }
  const udtf = value.flavour === 'udtf' ? catalog.udtfs.get(value.name) : undefined;
  if (udtf !== undefined) return udtfText(udtf);
  const doc = docOf(value);
  if (doc !== undefined) return builtinText(doc);
  const { label, documentation, parameters } = signatureOf(analysis, value, catalog);
  const told = value.parameters.flatMap((name, index) => {
    const words = parameters[index]?.documentation ?? '';
    return words === '' ? [] : [`- ${code(name)}: ${words}`];
  });
  return [codeBlock(`def ${label}`), documentation, told.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}
