/** Spelling of names. */

/** The proto's spelling of a field: `from_column` of `fromColumn`, `requestor_i_p_column`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Edits between two words, counting a swap of neighbours once; more than `most` is Infinity. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Infinity;
  let [before, row]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, at) => at),
  ];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      }
      next.push(best);
    }
    [before, row] = [row, next];
  }
  const found = row[b.length] ?? Infinity;
  return found > most ? Infinity : found;
}

/** The known name a misspelt one most likely means. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  const ranked = [...known]
    .map((name) => ({ name, edits: distance(lower, name.toLowerCase(), most) }))
    .filter(({ edits }) => edits !== Infinity)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.name;
}
