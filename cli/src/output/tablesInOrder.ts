/** Rows of several tables arrive mixed; the first table is written at once, the others when it has ended. */

export class TablesInOrder {
  private readonly held: string[][] = [];

  /** @returns what to write now. */
  add(index: number, text: string): string {
    if (index === 0) return text;
    (this.held[index - 1] ??= []).push(text);
    return '';
  }

  /** The texts of the tables after the first. */
  rest(): readonly string[] {
    return this.held.map((parts) => parts.join(''));
  }
}
