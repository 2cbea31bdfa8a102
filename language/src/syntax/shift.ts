/** Moves a tree parsed from a part of a text to that part's place. */

/** @returns a copy whose `span` and `at` are `by` further on, in every node below as well. */
export function shifted<T>(node: T, by: number): T {
  return by === 0 ? node : (move(node, by) as T);
}

function move(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((item) => move(item, by));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    copy[key] =
      typeof item === 'number' && (key === 'at' || key === 'start' || key === 'end')
        ? item + by
        : move(item, by);
  }
  return copy;
}
