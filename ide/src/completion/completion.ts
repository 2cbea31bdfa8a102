/** What a completion is, and what those that make them share. */
import {
  type Catalog,
  type EntityKind,
  type Relation,
  type Analysis,
  type NamedValue,
  type ValueDescription,
  parseExpression,
  type Span,
  shortUnit,
  typeText,
} from '#language';
import type { Cursor } from './cursor.ts';
import type { TextEdit } from '../edits/textEdit.ts';

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
  | 'argument'
  | 'value'
  | 'entity'
  | 'snippet';

/** What a completion's documentation is made from once somebody looks at it. */
export type DocumentationRef =
  | { readonly kind: 'function' | 'udtf' | 'builtin' | 'method' | 'table'; readonly name: string }
  /** Words, and PxL. */
  | { readonly kind: 'text' | 'code'; readonly text: string };

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Directly behind the label, such as parameters. */
  readonly labelDetail: string;
  /** At the right, such as a type. */
  readonly detail: string;
  readonly documentation: DocumentationRef | undefined;
  /** Lower comes first. */
  readonly rank: number;
  /** What the typed text is compared with. */
  readonly filter: string;
  /** Replaced by `insert`. */
  readonly span: Span;
  readonly insert: string;
  /** `insert` has placeholders in the syntax of LSP snippets. */
  readonly isSnippet: boolean;
  /** Elsewhere in the text. */
  readonly edits: readonly TextEdit[];
  /** Typing one of these takes the completion. */
  readonly commitCharacters: readonly string[];
  /** What the author will want to see once it is taken. */
  readonly next: 'completion' | 'signature' | undefined;
}

export interface CompletionOptions {
  readonly snippets: boolean;
  /** The author did not ask: only what is wanted at the place is worth an interruption. */
  readonly onlyExpected?: boolean;
  /** Names on the selected cluster as far as they are known by now. */
  readonly entityNames: (kind: EntityKind) => readonly string[] | undefined;
}

/** Everything the makers of completions work with. */
export interface CompletionContext {
  readonly analysis: Analysis;
  readonly catalog: Catalog;
  readonly cursor: Cursor;
  readonly options: CompletionOptions;
  /** What a part of the text is at the cursor. */
  readonly valueOf: (span: Span) => ValueDescription | undefined;
  /** Names of modules as the script has them: `p` after `import px as p`. */
  readonly moduleName: (name: string) => string | undefined;
  /** Of the script, at the cursor. */
  readonly names: readonly NamedValue[];
  /** Words the script has nearby. */
  readonly used: ReadonlySet<string>;
  /** Names of a cluster that would have been offered. */
  readonly wanted: Set<EntityKind>;
}

export function completion(
  { cursor }: Pick<CompletionContext, 'cursor'>,
  label: string,
  kind: CompletionKind,
  more: Partial<Completion> = {},
): Completion {
  return {
    label,
    kind,
    labelDetail: '',
    detail: '',
    documentation: undefined,
    rank: 5,
    filter: label,
    span: cursor.word,
    insert: label,
    isSnippet: false,
    edits: NO_EDITS,
    commitCharacters: NO_CHARACTERS,
    next: undefined,
    ...more,
  };
}

const NO_EDITS: readonly TextEdit[] = [];
const NO_CHARACTERS: readonly string[] = [];

/** Names of modules among those of a script: `p` after `import px as p`. */
export const moduleNameIn =
  (names: readonly NamedValue[]) =>
  (wanted: string): string | undefined =>
    names.find(({ value }) => value.kind === 'module' && value.name === wanted)?.name;

export function valueAt(analysis: Analysis, offset: number) {
  return ({ start, end }: Span): ValueDescription | undefined => {
    const node = parseExpression(analysis.text.slice(start, end));
    return node === undefined ? undefined : analysis.evaluateAt(node, offset);
  };
}

/** A text as a literal between these quotes. */
export const quoted = (text: string, quote: string): string => quote + escaped(text, quote) + quote;

const escaped = (text: string, quote: string): string =>
  text
    .replace(/\\/g, '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t');

/** A text inside a snippet as itself. */
export const snippetText = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** A text value: itself inside quotes, with quotes where there are none yet. */
export function textValue(
  context: Pick<CompletionContext, 'cursor'>,
  value: string,
  kind: CompletionKind,
  more: Partial<Completion> = {},
): Completion {
  const { place } = context.cursor;
  if (place.kind !== 'string') {
    const literal = quoted(value, "'");
    return completion(context, literal, kind, { insert: literal, ...more });
  }
  const inner = escaped(value, place.quote);
  const insert = place.closed ? inner : inner + place.quote;
  return completion(context, value, kind, { insert, filter: value, span: place.content, ...more });
}

/** The columns of a relation as text values; those the script uses elsewhere come first. */
export function columnValues(
  context: CompletionContext,
  relation: Relation,
  options: { readonly taken?: ReadonlySet<string>; readonly rank?: number } = {},
): readonly Completion[] {
  return relation
    .filter(({ name }) => options.taken?.has(name) !== true)
    .map((column, index) =>
      textValue(context, column.name, 'column', {
        ...columnDetail(column),
        rank: (options.rank ?? 1) + columnOrder(context, column.name, index),
      }),
    );
}

/** Below 1: used ones first, then in the order of the relation. */
export const columnOrder = ({ used }: CompletionContext, name: string, index: number): number =>
  (used.has(name) ? 0 : 0.5) + Math.min(index, 4999) / 10_000;

export function columnDetail(column: Relation[number]): Partial<Completion> {
  const unit = shortUnit(column);
  const { description } = column;
  return {
    detail: typeText(column),
    labelDetail: unit === undefined ? '' : ` ${unit}`,
    documentation: description === undefined ? undefined : { kind: 'text', text: description },
  };
}
