/** Names and what they stand for. */
import type { Value } from './values.ts';

export class Scope {
  private readonly names = new Map<string, Value>();

  constructor(private readonly parent: Scope | undefined) {}

  set(name: string, value: Value): void {
    this.names.set(name, value);
  }

  get(name: string): Value | undefined {
    return this.names.get(name) ?? this.parent?.get(name);
  }

  /** Innermost first; a hidden name does not appear. */
  all(): ReadonlyMap<string, Value> {
    const found = new Map(this.names);
    for (const [name, value] of this.parent?.all() ?? []) {
      if (!found.has(name)) found.set(name, value);
    }
    return found;
  }
}
