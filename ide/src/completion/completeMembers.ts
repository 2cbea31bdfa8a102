/** What can follow a dot. */
import {
  type FunctionInfo,
  type DataType,
  type Relation,
  type NamedValue,
  type ValueDescription,
  MODULE_NAMES,
  METHOD_NAMES,
  typeText,
} from '#language';
import { BUILTINS, CTX_TEXT, METHOD_DOCS } from '../docs/builtinDocs.ts';
import {
  columnDetail,
  columnOrder,
  completion,
  quoted,
  type Completion,
  type CompletionContext,
  type CompletionKind,
} from './completion.ts';
import { importEdit } from './completeImports.ts';
import { overloadParameters, valueText } from '../docs/text.ts';

/** Which members fit best where they are asked for. */
export type MemberUse =
  | { readonly kind: 'any' | 'annotation' | 'decorator' }
  /** `types`: of the columns to aggregate; undefined where they are not known. */
  | { readonly kind: 'aggregate'; readonly types: readonly (DataType | undefined)[] };

export function memberCompletions(
  context: CompletionContext,
  { receiver, dot }: { readonly receiver: { start: number; end: number }; readonly dot: number },
  use: MemberUse,
): readonly Completion[] {
  const { analysis, valueOf } = context;
  const known = valueOf(receiver);
  if (known === undefined) return [];
  const members = membersOf(context, known, { dot, use });
  const root = /^\w+/.exec(analysis.text.slice(receiver.start, receiver.end))?.[0] ?? '';
  if (
    known.kind !== 'module' ||
    !MODULE_NAMES.includes(root) ||
    context.moduleName(root) !== undefined
  ) {
    return members;
  }
  const edits = importEdit(analysis, root);
  return members.map((one) => ({ ...one, edits }));
}

interface Place {
  readonly dot: number;
  readonly use: MemberUse;
}

function membersOf(
  context: CompletionContext,
  value: ValueDescription,
  { dot, use }: Place,
): readonly Completion[] {
  if (value.kind === 'dataFrame') return ofFrame(context, value.relation, dot);
  if (value.kind !== 'module') return [];
  return value
    .members()
    .filter((one) => fitsUse(one, use))
    .map((one) => memberCompletion(context, one, use));
}

function fitsUse({ name, value }: NamedValue, use: MemberUse): boolean {
  if (use.kind === 'annotation') return value.kind === 'type' || name === 'DataFrame';
  if (use.kind === 'decorator')
    return value.kind === 'module' || name === 'vega' || name === 'probe';
  return true;
}

/** Names of methods that hide columns, which then need a subscript. */
const HIDING: ReadonlySet<string> = new Set([...METHOD_NAMES, 'ctx']);
const IDENTIFIER = /^[A-Za-z_]\w*$/;

function ofFrame(
  context: CompletionContext,
  relation: Relation,
  dot: number,
): readonly Completion[] {
  const { cursor } = context;
  const columns = relation.map((column, index) => {
    const { name } = column;
    const common = { ...columnDetail(column), rank: 1 + columnOrder(context, name, index) };
    if (IDENTIFIER.test(name) && !HIDING.has(name)) {
      return completion(context, name, 'column', common);
    }
    const span = { start: dot, end: cursor.word.end };
    const insert = `[${quoted(name, "'")}]`;
    return completion(context, name, 'column', { ...common, span, insert, filter: `.${name}` });
  });
  const methods = METHOD_NAMES.filter((name) => name !== 'map').map((name, index) =>
    callable(context, name, 'method', {
      labelDetail: `(${Object.keys(METHOD_DOCS[name]?.parameters ?? {})
        .filter((one) => !one.startsWith('_'))
        .join(', ')})`,
      detail: 'method',
      documentation: { kind: 'method', name },
      rank: 2 + index / 100,
    }),
  );
  const ctx = completion(context, 'ctx', 'method', {
    detail: 'Kubernetes metadata',
    rank: 2,
    documentation: { kind: 'text', text: CTX_TEXT },
  });
  return [...columns, ctx, ...methods];
}

/** A function: with brackets around the cursor, where it can be called and has none yet. */
export function callable(
  context: CompletionContext,
  name: string,
  kind: CompletionKind,
  more: Partial<Completion> & { readonly calls?: boolean; readonly takesNothing?: boolean } = {},
): Completion {
  const { calls = true, takesNothing = false, ...rest } = more;
  const { analysis, cursor, options } = context;
  const base = rest.insert ?? name;
  const follows = analysis.text[cursor.word.end] === '(';
  if (!calls || !options.snippets || follows) return completion(context, name, kind, rest);
  const insert = takesNothing ? `${base}()` : `${base}($0)`;
  const next = takesNothing ? undefined : 'signature';
  return completion(context, name, kind, { ...rest, insert, isSnippet: !takesNothing, next });
}

const FIRST: ReadonlyMap<string, number> = new Map([
  ...(['DataFrame', 'display'] as const).map((name, index) => [name, 1 + index / 10] as const),
  ...(['now', 'minutes', 'equals_any', 'select'] as const).map(
    (name, index) => [name, 2 + index / 10] as const,
  ),
]);

function memberCompletion(
  context: CompletionContext,
  { name, value }: NamedValue,
  use: MemberUse,
): Completion {
  const hidden = name.startsWith('_') ? 6 : 0;
  const usedFirst = context.used.has(name) ? -0.5 : 0;
  const isFunction = value.kind === 'function' && /^ud[af]$/.test(value.flavour);
  // Where an aggregate is wanted, nothing else comes first.
  const first = use.kind !== 'aggregate' ? (FIRST.get(name) ?? 4) : isFunction ? 4 : 8;
  const rank = first + hidden + usedFirst;
  if (value.kind !== 'function') {
    const kind = value.kind === 'type' || value.kind === 'module' ? value.kind : 'value';
    const detail = value.kind === 'type' ? typeText(value) : valueText(value);
    const commitCharacters = kind === 'module' ? ['.'] : [];
    const later = use.kind === 'annotation' ? 0 : 1;
    return completion(context, name, kind, { detail, rank: rank + later, commitCharacters });
  }
  switch (value.flavour) {
    case 'udf':
    case 'uda': {
      const info = context.catalog.functions.get(name);
      return info === undefined
        ? callable(context, name, 'function', { rank })
        : catalogFunction(context, info, rank, use);
    }
    case 'udtf': {
      const parameters = value.parameters.join(', ');
      return callable(context, name, 'function', {
        labelDetail: `(${parameters})`,
        detail: 'table function',
        rank: rank + 2,
        documentation: { kind: 'udtf', name },
        takesNothing: value.parameters.length === 0,
      });
    }
    default: {
      const doc = BUILTINS[name];
      const parameters = doc === undefined ? value.parameters : Object.keys(doc.parameters);
      return callable(context, name, 'function', {
        labelDetail: `(${parameters.join(', ')})`,
        detail: doc?.returns ?? '',
        rank,
        ...(doc === undefined ? {} : { documentation: { kind: 'builtin' as const, name } }),
        takesNothing: parameters.length === 0,
        calls: use.kind !== 'annotation',
      });
    }
  }
}

function catalogFunction(
  context: CompletionContext,
  info: FunctionInfo,
  rank: number,
  use: MemberUse,
): Completion {
  const { name, kind, overloads } = info;
  const [first] = overloads;
  const isAggregate = kind === 'uda';
  const more = overloads.length > 1 ? ` +${String(overloads.length - 1)}` : '';
  const parameters = first === undefined ? '' : overloadParameters(info, first).join(', ');
  return callable(context, name, isAggregate ? 'aggregate' : 'function', {
    labelDetail: `(${parameters})${more}`,
    detail: isAggregate ? 'aggregate' : (first?.returns ?? ''),
    documentation: { kind: 'function', name },
    rank: rank + useRank(info, use),
    // In agg a function is named, not called.
    calls: use.kind !== 'aggregate' && !isAggregate,
    takesNothing: first?.args.length === 0,
  });
}

/** Added to the rank: in agg, aggregates that take such columns come first. */
function useRank({ kind, overloads }: FunctionInfo, use: MemberUse): number {
  if (use.kind !== 'aggregate') return kind === 'uda' ? 1 : 0;
  if (kind === 'udf') return 4;
  const accepts = overloads.some(({ args }) =>
    use.types.every((type, index) => type === undefined || type === args[index]),
  );
  return accepts ? -3 : 2;
}
