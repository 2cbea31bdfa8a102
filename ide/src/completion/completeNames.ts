/** Names, keywords, arguments and snippets: what can be written where no dot or quote is. */
import { type NamedValue, PX_TYPES, typeText } from '#language';
import { BUILTINS, METHOD_DOCS } from '../docs/builtinDocs.ts';
import { callContext, givenParameters } from './callContext.ts';
import { importEdit } from './completeImports.ts';
import { callable, type MemberUse } from './completeMembers.ts';
import {
  completion,
  type Completion,
  type CompletionContext,
  type CompletionKind,
} from './completion.ts';
import type { Expected } from './expected.ts';
import { valueText } from '../docs/text.ts';

const GLOBALS: ReadonlySet<string> = new Set([
  'True',
  'False',
  'None',
  'str',
  'int',
  'float',
  'bool',
  'list',
]);

/** Names of the script, those that fit first. */
export function nameCompletions(
  context: CompletionContext,
  expected: Expected | undefined,
): readonly Completion[] {
  const names = context.names
    .filter(({ name }) => name !== '__doc__')
    .map((one, index) => nameCompletion(context, one, { index, expected }));
  return [...names, ...frameConstructor(context)];
}

function nameCompletion(
  context: CompletionContext,
  { name, value }: NamedValue,
  { index, expected }: { readonly index: number; readonly expected: Expected | undefined },
): Completion {
  const isFrame = value.kind === 'dataFrame';
  const fits =
    expected?.kind === 'frames'
      ? isFrame
      : expected?.kind === 'aggregates' && value.kind === 'module';
  const base = fits ? 0 : GLOBALS.has(name) ? 6 : isFrame ? 2 : value.kind === 'module' ? 2.5 : 3;
  const rank = base + Math.min(index, 999) / 1000;
  const detail = valueText(value);
  if (value.kind !== 'function') {
    const commitCharacters = isFrame || value.kind === 'module' ? ['.'] : [];
    return completion(context, name, kindOf(value.kind), { rank, detail, commitCharacters });
  }
  return callable(context, name, 'function', {
    rank,
    detail,
    labelDetail: `(${value.parameters.join(', ')})`,
    takesNothing: value.flavour === 'user' && value.parameters.length === 0,
  });
}

function kindOf(kind: NamedValue['value']['kind']): CompletionKind {
  return kind === 'module' || kind === 'type' ? kind : 'variable';
}

/** `px.DataFrame`, and `px` itself, without their import. */
function frameConstructor(context: CompletionContext): readonly Completion[] {
  const { analysis } = context;
  const px = context.moduleName('px');
  const edits = px === undefined ? importEdit(analysis, 'px') : [];
  const module = px ?? 'px';
  const items = [
    callable(context, 'DataFrame', 'function', {
      insert: `${module}.DataFrame`,
      labelDetail: '(table, select, start_time, end_time)',
      detail: `${module}.DataFrame`,
      rank: 3.5,
      edits,
      documentation: { kind: 'builtin', name: 'DataFrame' },
    }),
  ];
  if (px !== undefined) return items;
  const detail = 'module, adds the import';
  return [...items, completion(context, 'px', 'module', { detail, rank: 2.5, edits })];
}

/** Types of parameters. */
export function annotationCompletions(context: CompletionContext): readonly Completion[] {
  const px = context.moduleName('px');
  const edits = px === undefined ? importEdit(context.analysis, 'px') : [];
  const module = px ?? 'px';
  const plain = ['str', 'int', 'float', 'bool', 'list'].map((name, index) =>
    completion(context, name, 'type', { detail: 'type', rank: index / 100 }),
  );
  const types = Object.entries(PX_TYPES).map(([name, [dataType, semanticType]], index) =>
    completion(context, `${module}.${name}`, 'type', {
      detail: typeText({ dataType, semanticType }),
      rank: 1 + index / 100,
      edits,
    }),
  );
  const frame = completion(context, `${module}.DataFrame`, 'type', {
    detail: 'DataFrame',
    rank: 2,
    edits,
  });
  return [...plain, ...types, frame];
}

/** Names of arguments that are not given yet. */
export function argumentCompletions(context: CompletionContext): readonly Completion[] {
  const inner = context.cursor.brackets.at(-1);
  if (inner === undefined) return [];
  const item = inner.items.at(-1);
  // Only at the beginning of an argument.
  if (item === undefined || item.keyword !== undefined) return [];
  if (item.value.start !== context.cursor.word.start) return [];
  const call = callContext(context.analysis, inner, context.valueOf);
  if (call === undefined || call.callee.flavour === 'udf' || call.callee.flavour === 'uda')
    return [];
  const { callee } = call;
  const given = givenParameters(call);
  const docs = callee.flavour === 'method' ? METHOD_DOCS : BUILTINS;
  const doc = docs[callee.name]?.parameters;
  const udtf = context.catalog.udtfs.get(callee.name);
  return callee.parameters
    .filter((name) => !given.has(name) && !name.startsWith('_'))
    .map((name, index) => {
      const told = callee.flavour === 'user' ? undefined : doc?.[name];
      const argument =
        callee.flavour === 'udtf' ? udtf?.args.find((one) => one.name === name) : undefined;
      const text = told?.text ?? argument?.description;
      const isOptional = callee.optional.includes(name);
      return completion(context, `${name}=`, 'argument', {
        next: 'completion',
        detail: told?.type ?? argument?.dataType ?? 'argument',
        rank: 1 + (isOptional ? 0.5 : 0) + index / 100,
        documentation: text === undefined || text === '' ? undefined : { kind: 'text', text },
      });
    });
}

/** Words that begin a statement. */
export function keywordCompletions(context: CompletionContext): readonly Completion[] {
  return ['import', 'from', 'def', 'return'].map((word) =>
    completion(context, word, 'keyword', { rank: 8, insert: `${word} ` }),
  );
}

/** Behind an expression. */
export const operatorCompletions = (context: CompletionContext): readonly Completion[] =>
  ['and', 'or'].map((word) => completion(context, word, 'keyword', { rank: 1 }));

export const memberUse = (
  placeKind: 'annotation' | 'decorator' | 'any',
  expected: Expected | undefined,
): MemberUse =>
  expected?.kind === 'aggregates'
    ? { kind: 'aggregate', types: expected.types }
    : { kind: placeKind };
