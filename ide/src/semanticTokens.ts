/** What each word of a script is, for colours that the grammar alone cannot give. */
import {
  type Catalog,
  type Analysis,
  type ValueDescription,
  METADATA_KEYS,
  type CallExpression,
  type Expression,
  type Span,
  eachExpression,
} from '#language';
import { insideQuotes } from './navigation/columnNames.ts';
import type { NameOccurrence, NameTable } from './navigation/names.ts';

/** Standard types of editors, and two of PxL's own: `table` and `metadataKey`. */
export const TOKEN_TYPES = [
  ...(['namespace', 'function', 'method', 'parameter', 'variable', 'property'] as const),
  ...(['type', 'class', 'table', 'metadataKey'] as const),
] as const;
/** `created`: a column made in the script; `aggregate`: a function for agg(). */
export const TOKEN_MODIFIERS = [
  ...(['declaration', 'modification', 'defaultLibrary', 'created', 'aggregate'] as const),
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];
export type TokenModifier = (typeof TOKEN_MODIFIERS)[number];

export interface SemanticToken {
  /** On one line. */
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

type Meaning = Omit<SemanticToken, 'span'>;

/** In text order, without overlaps. */
export function semanticTokens(
  analysis: Analysis,
  names: NameTable,
  catalog: Catalog,
): readonly SemanticToken[] {
  const tokens = new Map<number, SemanticToken>();
  const { text } = analysis;
  const add = (span: Span, meaning: Meaning | undefined): void => {
    if (meaning === undefined || span.end <= span.start || tokens.has(span.start)) return;
    if (text.slice(span.start, span.end).includes('\n')) return;
    tokens.set(span.start, { span, ...meaning });
  };
  const reads = new Map<number, ValueDescription | undefined>();
  eachExpression(analysis.tree, (node) => {
    if (node.kind === 'Name') reads.set(node.span.start, analysis.valueOf(node));
  });
  for (const one of names.occurrences) add(one.span, occurrenceMeaning(one, reads));
  eachExpression(analysis.tree, (node) => {
    switch (node.kind) {
      case 'Name':
        add(node.span, globalMeaning(analysis.valueOf(node)));
        return;
      case 'Attribute':
        if (node.name !== undefined) add(node.name.span, memberMeaning(analysis, node));
        return;
      case 'Subscript': {
        const { index } = node;
        if (index.kind !== 'Index' || index.value.kind !== 'String') return;
        if (analysis.valueOf(node.value)?.kind !== 'metadata') return;
        if (!METADATA_KEYS.has(index.value.value)) return;
        add(inner(text, index.value), { type: 'metadataKey', modifiers: [] });
        return;
      }
      case 'Call':
        for (const { name } of node.keywords) {
          add(name.span, { type: 'parameter', modifiers: [] });
        }
        addTable(node);
        return;
      default:
    }
  });
  function addTable(node: CallExpression): void {
    const table = tableText(analysis, node);
    if (table === undefined || !catalog.tables.has(table.value)) return;
    add(inner(text, table), { type: 'table', modifiers: [] });
  }
  return [...tokens.values()].sort((a, b) => a.span.start - b.span.start);
}

type StringNode = Expression & { readonly kind: 'String' };

const inner = (text: string, { span, value }: StringNode): Span =>
  insideQuotes(text, span, value) ?? span;

/** The table's name in `px.DataFrame('name')`. */
function tableText(analysis: Analysis, call: CallExpression): StringNode | undefined {
  const callee = analysis.valueOf(call.callee);
  if (callee?.kind !== 'function' || callee.name !== 'DataFrame') return undefined;
  const node = call.keywords.find(({ name }) => name.text === 'table')?.value ?? call.args[0];
  return node?.kind === 'String' ? node : undefined;
}

function occurrenceMeaning(
  { symbol, access, form, span, definitions }: NameOccurrence,
  reads: ReadonlyMap<number, ValueDescription | undefined>,
): Meaning | undefined {
  const declares = definitions.some((place) => place.span.start === span.start);
  const modifiers: TokenModifier[] = declares
    ? ['declaration']
    : access === 'write'
      ? ['modification']
      : [];
  if (symbol.kind === 'column') {
    const created = symbol.column.origins.some(
      ({ kind }) => kind !== 'table' && kind !== 'tableFunction',
    );
    return { type: 'property', modifiers: created ? [...modifiers, 'created'] : modifiers };
  }
  if (form === 'keyword') return { type: 'parameter', modifiers };
  const { kind } = symbol.variable;
  if (kind === 'parameter' || kind === 'function') return { type: kind, modifiers };
  const value = valueMeaning(reads.get(span.start));
  if (value !== undefined)
    return { type: value.type, modifiers: [...modifiers, ...value.modifiers] };
  return { type: kind === 'import' ? 'namespace' : 'variable', modifiers };
}

/** `str`, `int` and their like; `None` and truth values are the grammar's. */
function globalMeaning(value: ValueDescription | undefined): Meaning | undefined {
  return value?.kind === 'type' || (value?.kind === 'object' && value.name === 'list')
    ? { type: 'type', modifiers: ['defaultLibrary'] }
    : undefined;
}

/** What a name is by its value, if that says more than the name. */
function valueMeaning(value: ValueDescription | undefined): Meaning | undefined {
  switch (value?.kind) {
    case 'module':
      return { type: 'namespace', modifiers: [] };
    case 'type':
      return { type: 'type', modifiers: [] };
    case 'function':
      if (value.name === 'DataFrame') return { type: 'class', modifiers: [] };
      if (value.flavour === 'uda') return { type: 'function', modifiers: ['aggregate'] };
      return { type: value.flavour === 'method' ? 'method' : 'function', modifiers: [] };
    default:
      return undefined;
  }
}

function memberMeaning(
  analysis: Analysis,
  node: Expression & { readonly kind: 'Attribute' },
): Meaning | undefined {
  const value = analysis.valueOf(node);
  if (value?.kind === 'metadata') return { type: 'property', modifiers: ['defaultLibrary'] };
  const base = analysis.valueOf(node.value);
  if (base?.kind === 'dataFrame' && value?.kind === 'expression') {
    return { type: 'property', modifiers: [] };
  }
  const meaning = valueMeaning(value);
  return meaning && { ...meaning, modifiers: [...meaning.modifiers, 'defaultLibrary'] };
}
