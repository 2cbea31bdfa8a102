/** Converts between UTF-16 offsets of a text and positions of the compiler or of an editor. */
import type { CompilerPosition } from './span.ts';

/** Zero-based line and UTF-16 column, as editors count. */
export interface EditorPosition {
  readonly line: number;
  readonly character: number;
}

/** UTF-8 length of the UTF-16 code unit at `index`; a surrogate pair is 4 bytes on its first unit. */
function utf8Length(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (unit >= 0xd800 && unit < 0xdc00) {
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next < 0xe000) return 4;
  }
  if (unit >= 0xdc00 && unit < 0xe000) {
    const previous = text.charCodeAt(index - 1);
    if (previous >= 0xd800 && previous < 0xdc00) return 0;
  }
  return 3;
}

/** Bytes of a text in UTF-8. */
export function utf8SizeBytes(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) bytes += utf8Length(text, at);
  return bytes;
}

export class LineIndex {
  /** Offset of each line's first character. */
  private readonly starts: readonly number[];

  constructor(readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Offset of the first character of a zero-based line; the text's end behind the last one. */
  startOf(line: number): number {
    return this.starts[line] ?? this.text.length;
  }

  /** Zero-based line of an offset. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.startOf(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** 1-based line and 1-based UTF-8 byte column. */
  compilerPosition(offset: number): CompilerPosition {
    const line = this.lineOf(offset);
    let column = 1;
    for (let at = this.startOf(line); at < offset; at += 1) column += utf8Length(this.text, at);
    return { line: line + 1, column };
  }

  /** The offset of a compiler position; positions outside the text give its nearest end. */
  offsetOfCompilerPosition({ line, column }: CompilerPosition): number {
    const end = line < this.lineCount ? this.startOf(line) - 1 : this.text.length;
    let at = this.startOf(Math.max(0, line - 1));
    for (let reached = 1; reached < column && at < end; at += 1) {
      reached += utf8Length(this.text, at);
    }
    return Math.max(0, Math.min(at, this.text.length));
  }

  editorPosition(offset: number): EditorPosition {
    const line = this.lineOf(offset);
    return { line, character: offset - this.startOf(line) };
  }

  offsetOf({ line, character }: EditorPosition): number {
    const lineEnd = line + 1 < this.lineCount ? this.startOf(line + 1) - 1 : this.text.length;
    return Math.max(0, Math.min(this.startOf(line) + character, lineEnd));
  }
}
