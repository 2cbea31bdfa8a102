/** Rows of several tables arrive mixed; the first table is written at once, the others when they end. */

export class TablesInOrder {
  /** The table that is written at once: the first since the start or the last `flush`. */
  private live = 0;
  private last = -1;
  private readonly held = new Map<number, string[]>();

  /** @returns what to write now. */
  add(index: number, text: string): string {
    this.last = Math.max(this.last, index);
    if (index === this.live) return text;
    const parts = this.held.get(index);
    if (parts === undefined) this.held.set(index, [text]);
    else parts.push(text);
    return '';
  }

  /** @returns the texts of the tables that were not written at once, in their order. */
  flush(): readonly string[] {
    const texts = [...this.held.values()].map((parts) => parts.join(''));
    this.held.clear();
    this.live = this.last + 1;
    return texts;
  }
}
