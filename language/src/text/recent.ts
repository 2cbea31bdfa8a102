/** Values by key, for as long as somebody keeps asking for them. */

/** What so many rounds have not asked for is forgotten. */
const KEPT_ROUNDS = 8;

export class Recent<T> {
  private readonly entries = new Map<string, { readonly value: T; round: number }>();
  private round = 0;

  /** Another round begins: another version of a script is looked at. */
  beginRound(): void {
    this.round += 1;
    for (const [key, entry] of this.entries) {
      if (entry.round + KEPT_ROUNDS < this.round) this.entries.delete(key);
    }
  }

  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    entry.round = this.round;
    return entry.value;
  }

  set(key: string, value: T): void {
    this.entries.set(key, { value, round: this.round });
  }

  get size(): number {
    return this.entries.size;
  }

  clear(): void {
    this.entries.clear();
  }
}
