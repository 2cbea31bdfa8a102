/** Spelling of names. */
import { similarNames } from '#language';

/** The proto's spelling of a field: `from_column` of `fromColumn`, `requestor_i_p_column`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The known name a misspelt one most likely means. */
export const nearest = (word: string, known: Iterable<string>): string | undefined =>
  similarNames(word, known)[0]?.name;
