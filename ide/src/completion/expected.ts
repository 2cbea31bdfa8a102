/** What is wanted at a place inside brackets or behind a comparison. */
import type { DataType, Relation, SemanticType, Span, EntityKind } from '#language';
import { argumentSpan, callContext, type CallContext } from './callContext.ts';
import type { CompletionContext } from './completion.ts';
import type { Bracket } from './cursor.ts';

export type Expected =
  | { readonly kind: 'columns'; readonly relation: Relation; readonly taken: ReadonlySet<string> }
  | { readonly kind: 'metadataKeys'; readonly relation: Relation }
  | { readonly kind: 'tables' | 'frames' | 'booleans' }
  /** `back`: relative to now, so negative. */
  | { readonly kind: 'times'; readonly back: boolean }
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly detail: string }
  /** `types`: of the columns before; undefined where they are not known. */
  | { readonly kind: 'aggregates'; readonly types: readonly (DataType | undefined)[] }
  /** `named`: behind `name=`. */
  | { readonly kind: 'aggregateTuple'; readonly relation: Relation; readonly named: boolean }
  | { readonly kind: 'compared'; readonly with: Span }
  | { readonly kind: 'entity'; readonly entity: EntityKind };

export function expectedAt(context: CompletionContext): Expected | undefined {
  const { brackets, compared } = context.cursor;
  if (compared !== undefined) return { kind: 'compared', with: compared };
  const inner = brackets.at(-1);
  if (inner === undefined || hasOperator(context, inner)) return undefined;
  switch (inner.kind) {
    case 'subscript':
      return ofSubscript(context, inner, new Set());
    case 'list':
    case 'group':
      return inCollection(context, inner, brackets.at(-2));
    case 'call': {
      const call = callContext(context.analysis, inner, context.valueOf);
      return call === undefined ? undefined : ofArgument(context, call);
    }
    case 'dict':
      return inDict(context, inner, brackets.at(-2));
    case 'parameters':
      return undefined;
  }
}

/** Whether more than the word at the cursor is written of the item: then it is an expression. */
function hasOperator({ cursor }: CompletionContext, bracket: Bracket): boolean {
  const value = bracket.items.at(-1)?.value;
  if (value === undefined) return false;
  const { place, word } = cursor;
  const start =
    place.kind === 'string'
      ? place.content.start - place.quote.length
      : place.kind === 'member'
        ? place.receiver.start
        : word.start;
  return value.start < start && value.start !== value.end;
}

function ofSubscript(
  { valueOf }: CompletionContext,
  { receiver }: Bracket,
  taken: ReadonlySet<string>,
): Expected | undefined {
  const value = receiver === undefined ? undefined : valueOf(receiver);
  if (value?.kind === 'dataFrame') return { kind: 'columns', relation: value.relation, taken };
  if (value?.kind === 'metadata') return { kind: 'metadataKeys', relation: value.relation };
  return undefined;
}

/** Texts that stand in a bracket before the cursor. */
function textsIn({ valueOf }: CompletionContext, { items }: Bracket): ReadonlySet<string> {
  const texts = items.slice(0, -1).flatMap(({ value }) => {
    const found = valueOf(value);
    return found?.kind === 'expression' && typeof found.literal === 'string' ? found.literal : [];
  });
  return new Set(texts);
}

function inCollection(
  context: CompletionContext,
  inner: Bracket,
  outer: Bracket | undefined,
): Expected | undefined {
  if (outer === undefined) return undefined;
  const taken = textsIn(context, inner);
  if (outer.kind === 'subscript') return ofSubscript(context, outer, taken);
  const call = callContext(context.analysis, outer, context.valueOf);
  if (call === undefined) return undefined;
  if (isAggregate(call)) return inAggregate(context, inner, call.relation ?? []);
  const expected = ofArgument(context, call);
  return expected?.kind === 'columns' ? { ...expected, taken } : expected;
}

const isAggregate = ({ callee }: CallContext): boolean =>
  callee.flavour === 'method' && callee.name === 'agg';

/** `('column', px.fn)`: texts are columns, the last element is a function. */
function inAggregate(
  context: CompletionContext,
  inner: Bracket,
  relation: Relation,
): Expected | undefined {
  const names = [...textsIn(context, inner)];
  const inString = context.cursor.place.kind === 'string';
  if (inString || names.length === 0) return { kind: 'columns', relation, taken: new Set() };
  const typeOf = (name: string) => relation.find((one) => one.name === name)?.dataType;
  return { kind: 'aggregates', types: names.map(typeOf) };
}

function ofArgument(context: CompletionContext, call: CallContext): Expected | undefined {
  const { callee, relation } = call;
  switch (callee.flavour) {
    case 'method':
      return relation === undefined ? undefined : ofMethod(context, call, relation);
    case 'builtin':
      return ofBuiltin(context, call);
    case 'udf':
      return ofFunction(context, call);
    case 'udtf': {
      const info = context.catalog.udtfs.get(callee.name);
      const argument = info?.args.find(({ name }) => name === call.parameter);
      return argument?.dataType === 'BOOLEAN' ? { kind: 'booleans' } : undefined;
    }
    case 'user':
      return ofUserFunction(context, call);
    case 'uda':
      return undefined;
  }
}

const HOW = ['inner', 'left', 'right', 'outer'];

function ofMethod(
  context: CompletionContext,
  call: CallContext,
  relation: Relation,
): Expected | undefined {
  const { callee, parameter } = call;
  const columns: Expected = { kind: 'columns', relation, taken: new Set() };
  if (isAggregate(call)) {
    return { kind: 'aggregateTuple', relation, named: call.position === undefined };
  }
  switch (`${callee.name}.${parameter ?? ''}`) {
    case 'groupby.by':
    case 'drop.columns':
    case 'merge.left_on':
      return columns;
    case 'merge.right_on': {
      const right = argumentSpan(call, 'right');
      const other = right === undefined ? undefined : context.valueOf(right);
      return other?.kind === 'dataFrame' ? { ...columns, relation: other.relation } : undefined;
    }
    case 'merge.how':
      return { kind: 'words', words: HOW, detail: 'join' };
    case 'merge.right':
    case 'append.objs':
      return { kind: 'frames' };
    case 'rolling.window':
      return { kind: 'times', back: false };
    case 'rolling.on':
      return { kind: 'words', words: ['time_'], detail: 'the only possible one' };
    default:
      return undefined;
  }
}

function ofBuiltin(context: CompletionContext, call: CallContext): Expected | undefined {
  switch (`${call.callee.name}.${call.parameter ?? ''}`) {
    case 'DataFrame.table':
      return { kind: 'tables' };
    case 'DataFrame.select': {
      const span = argumentSpan(call, 'table');
      const table = span === undefined ? undefined : context.valueOf(span);
      const name = table?.kind === 'expression' ? String(table.literal ?? '') : '';
      const relation = context.catalog.tables.get(name)?.relation;
      return relation && { kind: 'columns', relation, taken: new Set() };
    }
    case 'DataFrame.start_time':
    case 'DataFrame.end_time':
    case 'parse_time.time':
    case 'parse_duration.duration':
      return { kind: 'times', back: true };
    case 'UpsertTracepoint.ttl':
      return { kind: 'times', back: false };
    case 'display.out':
    case 'debug.out':
    case 'export.out':
      return { kind: 'frames' };
    case 'Endpoint.insecure':
      return { kind: 'booleans' };
    case 'equals_any.comparisons': {
      const span = argumentSpan(call, 'value');
      return span && { kind: 'compared', with: span };
    }
    case 'PodProcess.pod_name':
      return { kind: 'entity', entity: 'pod' };
    case 'LabelSelector.namespace':
      return { kind: 'entity', entity: 'namespace' };
    default:
      return undefined;
  }
}

/** Functions that look for one text in another. */
const SEARCHES: ReadonlySet<string> = new Set([
  'contains',
  'has_service_name',
  'has_value',
  'find',
  'regex_match',
  'vector_contains',
]);
const QUANTILES = ['p01', 'p10', 'p25', 'p50', 'p75', 'p90', 'p99'];

function ofFunction(context: CompletionContext, call: CallContext): Expected | undefined {
  const { name } = call.callee;
  const index = call.position ?? 0;
  const others = call.bracket.items.slice(0, -1).map(({ value }) => value);
  const [first] = others;
  if (first === undefined) return undefined;
  if (name.startsWith('pluck') && index === 1) {
    const value = context.valueOf(first);
    const isQuantiles = value?.kind === 'expression' && value.semanticType.endsWith('QUANTILES');
    return isQuantiles ? { kind: 'words', words: QUANTILES, detail: 'quantile' } : undefined;
  }
  return SEARCHES.has(name) && index === 1 ? { kind: 'compared', with: first } : undefined;
}

function ofUserFunction(context: CompletionContext, call: CallContext): Expected | undefined {
  const parameter = call.callee.definition?.parameters.find(
    ({ name }) => name.text === call.parameter,
  );
  const type =
    parameter?.annotation === undefined
      ? undefined
      : context.analysis.valueOf(parameter.annotation);
  if (type?.kind === 'type') {
    const entity = ENTITY_TYPES.get(type.semanticType);
    if (entity !== undefined) return { kind: 'entity', entity };
    if (type.dataType === 'BOOLEAN') return { kind: 'booleans' };
  }
  const isTime = /^(start|end)_?time$/.test(call.parameter ?? '');
  return isTime ? { kind: 'times', back: true } : undefined;
}

export const ENTITY_TYPES: ReadonlyMap<SemanticType, EntityKind> = new Map([
  ['ST_POD_NAME', 'pod'],
  ['ST_SERVICE_NAME', 'service'],
  ['ST_NAMESPACE_NAME', 'namespace'],
  ['ST_NODE_NAME', 'node'],
  ['ST_CONTAINER_NAME', 'container'],
]);

/** Keys of a resource, and of attributes that OpenTelemetry names. */
const RESOURCE_KEYS = [
  'service.name',
  'service.instance.id',
  'k8s.pod.name',
  'k8s.namespace.name',
  'k8s.node.name',
  'k8s.container.name',
  'k8s.cluster.name',
  'host.name',
];

function inDict(
  context: CompletionContext,
  inner: Bracket,
  outer: Bracket | undefined,
): Expected | undefined {
  if (outer === undefined || inner.items.at(-1)?.key !== undefined) return undefined;
  const call = callContext(context.analysis, outer, context.valueOf);
  const isResource = call?.callee.name === 'Data' && call.parameter === 'resource';
  return isResource
    ? { kind: 'words', words: RESOURCE_KEYS, detail: 'resource attribute' }
    : undefined;
}
