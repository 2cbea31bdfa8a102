/** Values that are known where one is wanted: columns, tables, keys, times, codes, names. */
import {
  enumTables,
  type Column,
  type Relation,
  type SemanticType,
  METADATA_KEYS,
  metadataKey,
  parseExpression,
  type Expression,
  type Span,
  type EntityKind,
} from '#language';
import {
  columnValues,
  completion,
  snippetText,
  textValue,
  type Completion,
  type CompletionContext,
} from './completion.ts';
import { ENTITY_TYPES, type Expected } from './expected.ts';

export function valueCompletions(
  context: CompletionContext,
  expected: Expected,
): readonly Completion[] {
  switch (expected.kind) {
    case 'columns':
      return columnValues(context, expected.relation, { taken: expected.taken, rank: 0 });
    case 'metadataKeys':
      return metadataKeys(context, expected.relation);
    case 'tables':
      return tables(context);
    case 'times':
      return times(context, expected.back);
    case 'words':
      return expected.words.map((word, index) =>
        textValue(context, word, 'value', { detail: expected.detail, rank: index / 100 }),
      );
    case 'booleans':
      return booleans(context);
    case 'compared':
      return comparedValues(context, expected.with);
    case 'entity':
      return entities(context, expected.entity);
    case 'aggregateTuple':
      return aggregateTuple(context, expected);
    case 'aggregates':
      return aggregates(context, expected.types);
    case 'frames':
      return [];
  }
}

function tables(context: CompletionContext): readonly Completion[] {
  return [...context.catalog.tables.values()].map(({ name, relation }, index) =>
    textValue(context, name, 'table', {
      detail: `${String(relation.length)} columns`,
      documentation: { kind: 'table', name },
      rank: (context.used.has(name) ? 0 : 0.5) + index / 1000,
    }),
  );
}

/** Those that can be had come first, canonical names before aliases; the others say what they need. */
function metadataKeys(context: CompletionContext, relation: Relation): readonly Completion[] {
  const has = (name: string) => relation.some((column) => column.name === name);
  return [...METADATA_KEYS].map(([name, { name: canonical, sources }], index) => {
    const source = sources.find(has);
    const isAlias = name !== canonical;
    const possible = source !== undefined;
    const text = possible ? `from ${source}` : `needs one of ${sources.join(', ')}`;
    return textValue(context, name, 'value', {
      detail: possible ? text : 'not possible here',
      documentation: {
        kind: 'text',
        text: `${isAlias ? `The same as ${canonical}: ` : ''}${text}.`,
      },
      rank: (possible ? 0 : 8) + (context.used.has(name) ? 0 : 0.5) + index / 1000,
    });
  });
}

const BACK = ['-5m', '-30s', '-1m', '-10m', '-15m', '-30m', '-1h', '-3h', '-6h', '-12h', '-1d'];
const WINDOWS = ['10s', '1s', '5s', '30s', '1m', '5m', '10m', '1h'];
const UNIT_WORDS: Readonly<Record<string, string>> = {
  ms: 'milliseconds',
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
};

function times(context: CompletionContext, back: boolean): readonly Completion[] {
  return (back ? BACK : WINDOWS).map((text, index) => {
    const [, amount = '', unit = ''] = /^-?(\d+)(\w+)$/.exec(text) ?? [];
    const words = UNIT_WORDS[unit] ?? unit;
    const shown = `${amount} ${amount === '1' ? words.replace(/s$/, '') : words}`;
    return textValue(context, text, 'value', {
      detail: back ? `${shown} ago` : shown,
      rank: index / 100,
    });
  });
}

/** Literals other than texts stand outside quotes only. */
function bareValue(
  context: CompletionContext,
  value: string,
  more: Partial<Completion>,
): readonly Completion[] {
  if (context.cursor.place.kind === 'string') return [];
  return [completion(context, value, 'value', more)];
}

const booleans = (context: CompletionContext): readonly Completion[] =>
  ['True', 'False'].flatMap((word, index) => bareValue(context, word, { rank: index / 100 }));

/** `name=('column', px.count)` with places to fill in. */
function aggregateTuple(
  context: CompletionContext,
  { relation, named }: Expected & { readonly kind: 'aggregateTuple' },
): readonly Completion[] {
  if (!context.options.snippets || context.cursor.place.kind === 'string') return [];
  const px = context.moduleName('px') ?? 'px';
  const column = relation.find(({ name }) => name === 'latency') ?? relation[0];
  const name = snippetText(column?.name ?? 'column');
  const tuple = `('\${2:${name}}', ${px}.\${3:count})`;
  const label = "('column', px.function)";
  const more = { isSnippet: true, detail: 'aggregate', rank: 0 };
  return named
    ? [completion(context, label, 'snippet', { ...more, insert: tuple })]
    : [
        completion(context, `name=${label}`, 'snippet', {
          ...more,
          insert: `\${1:name}=${tuple}`,
          filter: 'name',
        }),
      ];
}

const USUAL_AGGREGATES = ['count', 'mean', 'sum', 'max', 'min', 'quantiles', 'any'];

/** `px.mean` and the like, those first that take such columns. */
function aggregates(
  context: CompletionContext,
  types: (Expected & { readonly kind: 'aggregates' })['types'],
): readonly Completion[] {
  const px = context.moduleName('px');
  if (px === undefined || context.cursor.place.kind !== 'name') return [];
  return [...context.catalog.functions.values()]
    .filter(({ kind, name }) => kind === 'uda' && !name.startsWith('_'))
    .map(({ name, overloads }, index) => {
      const accepts = overloads.some(({ args }) =>
        types.every((type, at) => type === undefined || type === args[at]),
      );
      const usual = USUAL_AGGREGATES.indexOf(name);
      const rank = (accepts ? -1 : 1) + (usual < 0 ? USUAL_AGGREGATES.length + index : usual) / 100;
      return completion(context, `${px}.${name}`, 'aggregate', {
        detail: 'aggregate',
        rank,
        documentation: { kind: 'function', name },
      });
    });
}

const HTTP_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const HTTP_CODES = [200, 201, 204, 301, 302, 304, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504];
const POD_PHASES = ['Running', 'Pending', 'Succeeded', 'Failed', 'Unknown'];
const CONTAINER_STATES = ['Running', 'Waiting', 'Terminated', 'Unknown'];
const WORDS: Readonly<Partial<Record<SemanticType, readonly string[]>>> = {
  ST_HTTP_REQ_METHOD: HTTP_METHODS,
  ST_POD_PHASE: POD_PHASES,
  ST_CONTAINER_STATE: CONTAINER_STATES,
};

/** What an expression can equal. */
function comparedValues(context: CompletionContext, span: Span): readonly Completion[] {
  const node = parseExpression(context.analysis.text.slice(span.start, span.end));
  const column = node === undefined ? undefined : columnOf(context, node);
  const value = context.valueOf(span);
  const type = column ?? (value?.kind === 'expression' ? value : undefined);
  if (type === undefined) return [];
  if (column?.values !== undefined) return codes(context, Object.entries(column.values));
  if (type.dataType === 'BOOLEAN') return booleans(context);
  if (type.semanticType === 'ST_HTTP_RESP_STATUS') return codes(context, httpStatuses());
  const words = WORDS[type.semanticType] ?? (column?.name === 'req_method' ? HTTP_METHODS : []);
  if (words.length > 0) {
    return words.map((word, index) => textValue(context, word, 'value', { rank: index / 100 }));
  }
  const key = node === undefined ? undefined : metadataKeyOf(context, node);
  const entity = ENTITY_TYPES.get(type.semanticType) ?? ENTITY_KEYS[key ?? ''];
  return entity === undefined ? [] : entities(context, entity);
}

/** The column an expression reads, with what is known of its values. */
function columnOf(context: CompletionContext, node: Expression): Column | undefined {
  if (node.kind !== 'Attribute' && node.kind !== 'Subscript') return undefined;
  const base = context.analysis.evaluateAt(node.value, context.cursor.offset);
  const name = node.kind === 'Attribute' ? node.name?.text : textOf(node);
  if (base?.kind !== 'dataFrame') return undefined;
  return base.relation.find((column) => column.name === name);
}

const textOf = ({ index }: Expression & { readonly kind: 'Subscript' }): string | undefined =>
  index.kind === 'Index' && index.value.kind === 'String' ? index.value.value : undefined;

const ENTITY_KEYS: Readonly<Record<string, EntityKind>> = {
  pod_name: 'pod',
  service_name: 'service',
  namespace: 'namespace',
  node_name: 'node',
  container_name: 'container',
};

function metadataKeyOf(context: CompletionContext, node: Expression): string | undefined {
  if (node.kind !== 'Subscript') return undefined;
  const base = context.analysis.evaluateAt(node.value, context.cursor.offset);
  return base?.kind === 'metadata' ? metadataKey(textOf(node) ?? '')?.name : undefined;
}

/** The usual ones; every code would hide them. */
function httpStatuses(): readonly (readonly [string, string])[] {
  const names = enumTables()['http_resp_message']?.values;
  return HTTP_CODES.map((code) => [String(code), names?.[String(code)] ?? ''] as const);
}

const codes = (
  context: CompletionContext,
  values: readonly (readonly [string, string])[],
): readonly Completion[] =>
  values.flatMap(([value, name], index) =>
    bareValue(context, value, {
      labelDetail: ` ${name}`,
      detail: 'code',
      rank: index / 1000,
      filter: `${value} ${name}`,
    }),
  );

function entities(context: CompletionContext, kind: EntityKind): readonly Completion[] {
  context.wanted.add(kind);
  const names = context.options.entityNames(kind) ?? [];
  return names.map((name, index) =>
    textValue(context, name, 'entity', {
      detail: kind,
      rank: (context.used.has(name) ? 0 : 0.5) + index / 100_000,
    }),
  );
}
