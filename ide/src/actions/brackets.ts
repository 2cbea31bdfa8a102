/** Brackets around expressions, which the tree does not keep. */
import { tokenize, type Span } from '#language';

export class Brackets {
  private readonly pairs: readonly Span[];

  constructor(private readonly text: string) {
    const pairs: Span[] = [];
    const open: number[] = [];
    for (const token of tokenize(text)) {
      if (token.type !== 'op') continue;
      if ('([{'.includes(token.text)) open.push(token.start);
      const start = ')]}'.includes(token.text) ? open.pop() : undefined;
      if (start !== undefined) pairs.push({ start, end: token.end });
    }
    this.pairs = pairs;
  }

  /** `(a + b) * c` begins at its bracket, whatever the first operand's span. */
  balanced({ start, end }: Span): Span {
    let [from, to] = [start, end];
    for (let changed = true; changed;) {
      changed = false;
      for (const pair of this.pairs) {
        if (pair.start < from && from < pair.end && pair.end <= to) {
          from = pair.start;
          changed = true;
        } else if (from <= pair.start && pair.start < to && to < pair.end) {
          to = pair.end;
          changed = true;
        }
      }
    }
    return { start: from, end: to };
  }

  /** With the brackets that hold nothing else. */
  enclosed(span: Span): Span {
    let current = this.balanced(span);
    for (;;) {
      const { start, end } = current;
      const around = this.pairs.find(
        (pair) =>
          pair.start < start &&
          end < pair.end &&
          this.text[pair.start] === '(' &&
          this.text.slice(pair.start + 1, start).trim() === '' &&
          this.text.slice(end, pair.end - 1).trim() === '',
      );
      if (around === undefined) return current;
      current = around;
    }
  }
}
