/** Another name for a variable or output of a vis.json, which its script does not know. */
import type { Refused, RenameEdit } from './renaming.ts';
import type { VisMention, VisOwnSymbol } from '../navigation/visMentions.ts';

export function renameVisOwn(
  mentions: readonly VisMention[],
  symbol: VisOwnSymbol,
  newName: string,
): readonly RenameEdit[] | Refused {
  const what = symbol.kind === 'visVariable' ? 'variable' : 'output';
  if (newName === '') return { refusal: `A ${what} needs a name.` };
  const taken = mentions.some(
    ({ symbol: other }) => other !== symbol && other.kind === symbol.kind && other.name === newName,
  );
  if (taken) return { refusal: `There is already a ${what} '${newName}'.` };
  const newText = JSON.stringify(newName).slice(1, -1);
  return mentions
    .filter((mention) => mention.symbol === symbol)
    .map(({ span }) => ({ span, newText }));
}
