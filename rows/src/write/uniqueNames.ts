/** Equal names told apart, so that nothing keyed by name is overwritten. */

/** Gives each name once: `name`, then `name (2)`, `name (3)`. */
export class UniqueNames {
  private readonly taken: Set<string>;

  /** @param reserved Names that something else has. */
  constructor(reserved: readonly string[] = []) {
    this.taken = new Set(reserved);
  }

  next(name: string): string {
    let found = name;
    for (let count = 2; this.taken.has(found); count += 1) found = `${name} (${String(count)})`;
    this.taken.add(found);
    return found;
  }
}

/** @param reserved Names that something else has. */
export function uniqueNames(
  names: readonly string[],
  reserved: readonly string[] = [],
): readonly string[] {
  const unique = new UniqueNames(reserved);
  return names.map((name) => unique.next(name));
}
