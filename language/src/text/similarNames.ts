/** Names that may have been meant. */

/** Changes, insertions, removals and swaps of neighbours between two words (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, i) => i),
  ];
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped)
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}

const MAX_CANDIDATES = 4;
const words = (name: string): string => name.split('_').sort().join('_');

/** Undefined where two names have too little in common for the one to be the other misspelt. */
function distance(written: string, name: string): number | undefined {
  const [a, b] = [written.toLowerCase(), name.toLowerCase()];
  if (a.replaceAll('_', '') === b.replaceAll('_', '')) return 0.5;
  if (words(a) === words(b)) return 0.75;
  const changes = editDistance(a, b);
  if (changes <= Math.max(1, Math.floor(Math.min(a.length, b.length) / 3))) return changes;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= 4 && long.includes(short) ? 4 : undefined;
}

export interface Candidate {
  readonly name: string;
  /** Nothing else comes as near. */
  readonly isClear: boolean;
}

/** The nearest names first, at most four. */
export function similarNames(written: string, names: Iterable<string>): readonly Candidate[] {
  const ranked = [...new Set(names)]
    .filter((name) => name !== written)
    .flatMap((name) => {
      const far = distance(written, name);
      return far === undefined ? [] : [{ name, far }];
    })
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name, 'en'));
  const [best, second] = ranked;
  return ranked
    .slice(0, MAX_CANDIDATES)
    .map(({ name, far }, index) => ({
      name,
      isClear:
        index === 0 && best !== undefined && far < 4 && (second === undefined || second.far > far),
    }));
}
