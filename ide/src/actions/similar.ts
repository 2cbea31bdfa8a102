/** Fixes that write another name. */
import { similarNames } from '#language';
import type { Fix } from './action.ts';
import type { TextEdit } from '../edits/textEdit.ts';

/** One fix per candidate. */
export const changeTo = (
  written: string,
  names: Iterable<string>,
  edit: (name: string) => readonly TextEdit[],
): readonly Fix[] =>
  similarNames(written, names).map(({ name, isClear }) => ({
    title: `Change to '${name}'`,
    edits: edit(name),
    isPreferred: isClear,
  }));
