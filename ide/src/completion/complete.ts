/** What can be written at a place. */
import { type Catalog, type Analysis, type EntityKind, codeBlock, plain } from '#language';
import { BUILTINS, METHOD_DOCS } from '../docs/builtinDocs.ts';
import { importedCompletions, moduleCompletions, withoutOverlap } from './completeImports.ts';
import { memberCompletions } from './completeMembers.ts';
import {
  annotationCompletions,
  argumentCompletions,
  keywordCompletions,
  memberUse,
  nameCompletions,
  operatorCompletions,
} from './completeNames.ts';
import { snippetCompletions } from './completeSnippets.ts';
import { valueCompletions } from './completeValues.ts';
import {
  moduleNameIn,
  valueAt,
  type Completion,
  type CompletionContext,
  type CompletionOptions,
  type DocumentationRef,
} from './completion.ts';
import { cursorAt } from './cursor.ts';
import { expectedAt } from './expected.ts';
import { flagCompletions } from './flags.ts';
import { builtinText, functionText, tableText, udtfText } from '../docs/text.ts';

export interface Completions {
  readonly items: readonly Completion[];
  /** Names of a cluster that were not known yet and would be offered too. */
  readonly wanted: readonly EntityKind[];
}

/** `offset` is where the author types. Names are offered whole, the editor filters. */
export function complete(
  analysis: Analysis,
  offset: number,
  catalog: Catalog,
  options: CompletionOptions,
): Completions {
  const flags = flagCompletions(analysis, offset);
  if (flags !== undefined) return { items: flags, wanted: [] };
  const cursor = cursorAt(analysis.tree, analysis.text, offset);
  const wanted = new Set<EntityKind>();
  const names = analysis.namesAt(offset);
  const context: CompletionContext = {
    analysis,
    catalog,
    cursor,
    options,
    wanted,
    names,
    valueOf: valueAt(analysis, offset),
    moduleName: moduleNameIn(names),
    used: wordsNear(analysis.text, offset),
  };
  const items = at(context).map(withoutOverlap);
  const missing = [...wanted].filter((kind) => options.entityNames(kind) === undefined);
  return { items, wanted: missing };
}

function at(context: CompletionContext): readonly Completion[] {
  const { place } = context.cursor;
  switch (place.kind) {
    case 'none':
      return [];
    case 'operator':
      return operatorCompletions(context);
    case 'module':
      return moduleCompletions(context);
    case 'imported':
      return importedCompletions(context, place.module);
    case 'annotation':
      return annotationCompletions(context);
    case 'string': {
      const expected = expectedAt(context);
      return expected === undefined ? [] : valueCompletions(context, expected);
    }
    case 'member': {
      const { brackets } = context.cursor;
      const parameters = brackets.at(-1)?.kind === 'parameters';
      const decorator = /^[ \t]*@[\w.]*$/m.test(lineBefore(context));
      const use = parameters ? 'annotation' : decorator ? 'decorator' : 'any';
      return memberCompletions(context, place, memberUse(use, expectedAt(context)));
    }
    case 'name': {
      if (place.decorator) return nameCompletions(context, undefined);
      const expected = expectedAt(context);
      const statement = place.startsStatement
        ? [...snippetCompletions(context), ...keywordCompletions(context)]
        : [];
      const values = expected === undefined ? [] : valueCompletions(context, expected);
      if (context.options.onlyExpected === true) return values;
      const names = nameCompletions(context, expected);
      return [...values, ...argumentCompletions(context), ...names, ...statement];
    }
  }
}

function lineBefore({ analysis, cursor }: CompletionContext): string {
  const { text } = analysis;
  return text.slice(text.lastIndexOf('\n', cursor.offset - 1) + 1, cursor.offset);
}

/** A long script is about many things; what is said nearby is what the author works with. */
const NEARBY = 8_000;

function wordsNear(text: string, offset: number): ReadonlySet<string> {
  const nearby = text.slice(Math.max(0, offset - NEARBY), offset + NEARBY);
  return new Set(nearby.match(/\w+/g));
}

/** Markdown, made when somebody looks at a completion. Undefined for what has none. */
export function documentation(ref: DocumentationRef, catalog: Catalog): string | undefined {
  switch (ref.kind) {
    case 'text':
      return plain(ref.text);
    case 'code':
      return codeBlock(ref.text);
    case 'function': {
      const info = catalog.functions.get(ref.name);
      return info === undefined ? undefined : functionText(info);
    }
    case 'udtf': {
      const info = catalog.udtfs.get(ref.name);
      return info === undefined ? undefined : udtfText(info);
    }
    case 'table': {
      const info = catalog.tables.get(ref.name);
      return info === undefined ? undefined : tableText(info);
    }
    case 'builtin':
    case 'method': {
      const doc = (ref.kind === 'method' ? METHOD_DOCS : BUILTINS)[ref.name];
      return doc === undefined ? undefined : builtinText(doc);
    }
  }
}
