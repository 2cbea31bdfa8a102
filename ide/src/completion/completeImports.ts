/** Modules: completing them, and importing one that a completion needs. */
import { type Analysis, MODULE_NAMES } from '#language';
import { insert, type TextEdit, importOffset } from '../edits/textEdit.ts';
import { completion, type Completion, type CompletionContext } from './completion.ts';

const TEXTS: Readonly<Record<string, string>> = {
  px: 'Tables, functions and results.',
  pxtrace: 'Tracepoints.',
  pxviews: 'Ready-made views of a cluster.',
  pxconfig: 'Settings of agents.',
};

/** `import name` where it belongs. */
export function importEdit(analysis: Analysis, name: string): readonly TextEdit[] {
  const offset = importOffset({ analysis });
  const startsLine = offset === 0 || analysis.text[offset - 1] === '\n';
  return [insert(offset, `${startsLine ? '' : '\n'}import ${name}\n`)];
}

/** An edit in front of the completion's own place is made part of it: editors forbid the two. */
export function withoutOverlap(one: Completion): Completion {
  const touching = one.edits.find(({ span }) => span.start === one.span.start);
  if (touching === undefined) return one;
  const edits = one.edits.filter((edit) => edit !== touching);
  return { ...one, edits, insert: touching.newText + one.insert };
}

export const moduleCompletions = (context: CompletionContext): readonly Completion[] =>
  MODULE_NAMES.map((name, index) =>
    completion(context, name, 'module', {
      detail: 'module',
      rank: index,
      documentation: { kind: 'text', text: TEXTS[name] ?? '' },
    }),
  );

/** `from px import |`. */
export function importedCompletions(
  context: CompletionContext,
  module: string,
): readonly Completion[] {
  const found = context.analysis.moduleNamed(module);
  if (found?.kind !== 'module') return [];
  return found.members().map(({ name, value }) => {
    const kind = value.kind === 'type' || value.kind === 'module' ? value.kind : 'function';
    return completion(context, name, kind, { rank: name.startsWith('_') ? 9 : 3 });
  });
}
