/** What the functions give that a vis.json calls. */
import type { Relation, Analysis, ValueDescription } from '#language';
import type { VisFunction } from './vis.ts';

/** The tables a called function gives; undefined while they are not known for certain. */
export function relationsOf(
  analysis: Analysis,
  func: VisFunction | undefined,
): readonly Relation[] | undefined {
  const found = shownRelations(analysis, func);
  return found?.isPartial === true ? undefined : found?.relations;
}

/** The same, with columns of which only some are known where the script is wrong. */
export function shownRelations(
  analysis: Analysis,
  func: VisFunction | undefined,
): { readonly relations: readonly Relation[]; readonly isPartial: boolean } | undefined {
  if (func === undefined) return undefined;
  const { outputName, name } = func;
  const called = analysis.outputs.filter(
    (one) => one.name === outputName || one.name.startsWith(`${outputName}[`),
  );
  if (called.length > 0) {
    return { relations: called.map(({ relation }) => relation), isPartial: false };
  }
  return framesOf(analysis.resultOf(name));
}

/** What a function gives when it is called with values of its parameters' types. */
export const relationsOfFunction = (
  analysis: Analysis,
  name: string,
): ReturnType<typeof shownRelations> => framesOf(analysis.resultOf(name));

function framesOf(result: ValueDescription | undefined): ReturnType<typeof shownRelations> {
  if (result?.kind === 'dataFrame') {
    return { relations: [result.relation], isPartial: result.partial === true };
  }
  if (result?.kind !== 'list' && result?.kind !== 'tuple') return undefined;
  const frames = result.items.flatMap((one) => (one.kind === 'dataFrame' ? [one] : []));
  if (frames.length === 0) return undefined;
  return {
    relations: frames.map(({ relation }) => relation),
    isPartial:
      frames.length < result.items.length || frames.some(({ partial }) => partial === true),
  };
}
