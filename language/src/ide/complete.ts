/** What can be written at a place. */
import type { Catalog } from '../catalog/catalog.ts';
import type { Relation } from '../catalog/types.ts';
import type { Analysis, ValueDescription } from '../semantics/analysis.ts';
import { METHOD_NAMES, methodParameters } from '../semantics/objects/dataFrame.ts';
import { METADATA_KEYS } from '../semantics/objects/metadata.ts';
import { PX_TYPES } from '../semantics/objects/types.ts';
import type { CallExpression, Expression } from '../syntax/tree.ts';
import { expressionPath } from './nodes.ts';
import { functionText, relationText, typeText, udtfText } from './text.ts';

export type CompletionKind =
  | 'column'
  | 'function'
  | 'aggregate'
  | 'table'
  | 'method'
  | 'type'
  | 'module'
  | 'variable'
  | 'keyword'
  | 'value';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail: string;
  /** Markdown. */
  readonly documentation: string;
  /** Lower comes first. */
  readonly rank: number;
}

const item = (label: string, kind: CompletionKind, more: Partial<Completion> = {}): Completion => ({
  ...{ label, kind, detail: '', documentation: '', rank: 5 },
  ...more,
});

/** `offset` is where the author types; names are offered whole, the editor filters. */
export function complete(
  analysis: Analysis,
  offset: number,
  catalog: Catalog,
): readonly Completion[] {
  const path = expressionPath(analysis.tree, offset);
  const innermost = path.at(-1);
  if (innermost?.kind === 'String') return inString(analysis, path, innermost, catalog);
  if (innermost?.kind === 'Attribute' && offset > innermost.at) {
    return ofValue(analysis.valueOf(innermost.value), catalog);
  }
  const receiver = path.findLast(
    (node) => node.kind === 'Attribute' && offset > node.at && offset <= node.span.end,
  );
  if (receiver?.kind === 'Attribute' && receiver === innermost)
    return ofValue(analysis.valueOf(receiver.value), catalog);
  const call = path.findLast(
    (node): node is CallExpression => node.kind === 'Call' && offset > node.at,
  );
  return [...keywordArguments(call), ...names(analysis, offset), ...statements(path)];
}

function statements(path: readonly Expression[]): readonly Completion[] {
  if (path.length > 1) return [];
  return ['import px', 'def', 'return', 'from'].map((word) => item(word, 'keyword', { rank: 8 }));
}

function names(analysis: Analysis, offset: number): readonly Completion[] {
  return analysis
    .namesAt(offset)
    .filter(({ name }) => name !== '__doc__')
    .map(({ name, value }) => item(name, kindOf(value), { detail: detailOf(value), rank: 3 }));
}

function kindOf(value: ValueDescription): CompletionKind {
  if (value.kind === 'function') return 'function';
  if (value.kind === 'module' || value.kind === 'type') return value.kind;
  return 'variable';
}

export function detailOf(value: ValueDescription): string {
  switch (value.kind) {
    case 'dataFrame':
      return `DataFrame, ${String(value.relation.length)} columns`;
    case 'expression':
      return value.dataType === undefined
        ? 'expression'
        : typeText({ dataType: value.dataType, semanticType: value.semanticType });
    case 'function':
      return `${value.flavour} ${value.name}`;
    default:
      return value.kind;
  }
}

const columns = (relation: Relation): readonly Completion[] =>
  relation.map((column, index) =>
    item(column.name, 'column', {
      detail: typeText(column),
      documentation: column.description ?? '',
      rank: 1 + index / 1000,
    }),
  );

function ofValue(value: ValueDescription | undefined, catalog: Catalog): readonly Completion[] {
  if (value?.kind === 'dataFrame') {
    const methods = METHOD_NAMES.filter((name) => name !== 'map').map((name) =>
      item(name, 'method', {
        detail: `${name}(${(methodParameters(name) ?? []).join(', ')})`,
        rank: 2,
      }),
    );
    return [
      ...columns(value.relation),
      ...methods,
      item('ctx', 'method', { detail: 'Kubernetes metadata', rank: 2 }),
    ];
  }
  return value?.kind === 'module' && value.name === 'px' ? ofPx(catalog) : [];
}

const COMPILE_TIME: Readonly<Record<string, string>> = {
  DataFrame: 'DataFrame(table, select=[], start_time, end_time)',
  display: "display(out, name='output')",
  debug: "debug(out, name='output')",
  export: 'export(out, export_spec)',
  now: 'now()',
  days: 'days(unit)',
  hours: 'hours(unit)',
  minutes: 'minutes(unit)',
  seconds: 'seconds(unit)',
  milliseconds: 'milliseconds(unit)',
  microseconds: 'microseconds(unit)',
  parse_duration: 'parse_duration(duration)',
  format_duration: 'format_duration(duration)',
  parse_time: 'parse_time(time)',
  strptime: 'strptime(date_string, format)',
  uint128: 'uint128(uuid)',
  make_upid: 'make_upid(asid, pid, ts_ns)',
  equals_any: 'equals_any(value, comparisons)',
  script_reference: 'script_reference(label, script, args={})',
};

function ofPx(catalog: Catalog): readonly Completion[] {
  const functions = [...catalog.functions.values()].map((info) =>
    item(info.name, info.kind === 'uda' ? 'aggregate' : 'function', {
      detail: info.kind === 'uda' ? 'aggregate' : 'function',
      documentation: functionText(info),
      rank: info.name.startsWith('_') ? 9 : 3,
    }),
  );
  const udtfs = [...catalog.udtfs.values()].map((info) =>
    item(info.name, 'function', {
      detail: 'table function',
      documentation: udtfText(info),
      rank: 6,
    }),
  );
  const builtins = Object.entries(COMPILE_TIME).map(([name, detail]) =>
    item(name, 'function', { detail, rank: name === 'DataFrame' || name === 'display' ? 1 : 2 }),
  );
  const types = Object.entries(PX_TYPES).map(([name, [dataType, semanticType]]) =>
    item(name, 'type', { detail: typeText({ dataType, semanticType }), rank: 4 }),
  );
  return [...builtins, ...functions, ...types, ...udtfs];
}

const calleeName = ({ callee }: CallExpression): string | undefined => {
  if (callee.kind === 'Attribute') return callee.name?.text;
  return callee.kind === 'Name' ? callee.id : undefined;
};

function keywordArguments(call: CallExpression | undefined): readonly Completion[] {
  if (call === undefined) return [];
  const name = calleeName(call) ?? '';
  const all =
    name === 'DataFrame'
      ? ['table', 'select', 'start_time', 'end_time']
      : (methodParameters(name) ?? []);
  const given = call.keywords.map((one) => one.name.text);
  return all
    .filter((parameter) => !given.includes(parameter) && !parameter.startsWith('_'))
    .map((parameter) =>
      item(`${parameter}=`, 'keyword', { detail: `argument of ${name}`, rank: 0 }),
    );
}

const TIMES = ['-5m', '-30s', '-15m', '-1h', '-6h', '-1d'];

/** Inside quotes: a table, a column, a metadata key or a time, by what the string is for. */
function inString(
  analysis: Analysis,
  path: readonly Expression[],
  literal: Expression,
  catalog: Catalog,
): readonly Completion[] {
  const subscript = path.findLast((node) => node.kind === 'Subscript');
  const call = path.findLast((node): node is CallExpression => node.kind === 'Call');
  const inner =
    subscript !== undefined && (call === undefined || path.indexOf(subscript) > path.indexOf(call));
  if (inner) {
    const value = analysis.valueOf(subscript.value);
    if (value?.kind === 'dataFrame') return columns(value.relation);
    return value?.kind === 'metadata' ? metadataKeys(value.relation) : [];
  }
  if (call === undefined) return [];
  const keyword = call.keywords.find(({ value }) => path.includes(value))?.name.text;
  const position = call.args.findIndex((arg) => path.includes(arg));
  const name = calleeName(call) ?? '';
  if (name === 'DataFrame') {
    if (keyword === 'table' || position === 0) return tables(catalog);
    if (keyword === 'select' || position === 1) return selectable(call, catalog);
    return TIMES.map((time, index) =>
      item(time, 'value', { detail: 'relative time', rank: index }),
    );
  }
  if (call.callee.kind !== 'Attribute') return [];
  const right = call.args[0] ?? call.keywords.find((one) => one.name.text === 'right')?.value;
  if (keyword === 'right_on' && right !== undefined) return ofFrame(analysis.valueOf(right));
  if (keyword === 'how' || (name === 'merge' && position === 1)) {
    return ['inner', 'left', 'right', 'outer'].map((how) => item(how, 'value'));
  }
  return literal.kind === 'String' ? ofFrame(analysis.valueOf(call.callee.value)) : [];
}

const ofFrame = (value: ValueDescription | undefined): readonly Completion[] =>
  value?.kind === 'dataFrame' ? columns(value.relation) : [];

const tables = (catalog: Catalog): readonly Completion[] =>
  [...catalog.tables.values()].map(({ name, description, relation }) =>
    item(name, 'table', {
      detail: 'table',
      documentation: `${description}\n\n${relationText(relation)}`,
    }),
  );

function selectable(call: CallExpression, catalog: Catalog): readonly Completion[] {
  const table = call.args[0] ?? call.keywords.find(({ name }) => name.text === 'table')?.value;
  const name = table?.kind === 'String' ? table.value : '';
  return columns(catalog.tables.get(name)?.relation ?? []);
}

function metadataKeys(relation: Relation): readonly Completion[] {
  const has = (name: string) => relation.some((column) => column.name === name);
  return [...METADATA_KEYS].map(([name, { sources }]) => {
    const source = sources.find(has);
    const detail = source === undefined ? `needs one of ${sources.join(', ')}` : `from ${source}`;
    return item(name, 'value', { detail, rank: source === undefined ? 9 : 2 });
  });
}
