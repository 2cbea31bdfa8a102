/**
 * Remembers a script's top-level statements by their text, so that an edit costs no more than the
 * statements it touches.
 */
import { Recent } from '../text/recent.ts';
import { shiftedStatement } from './shift.ts';
import { symbolErrors } from './symbols.ts';
import type { Statement } from './tree.ts';

interface Piece {
  /** Where its text began when it was read. */
  readonly offset: number;
  readonly statements: readonly Statement[];
  /** As they were wanted last. */
  moved: { readonly offset: number; readonly statements: readonly Statement[] };
}

/** For one document. Statements are shared between its versions and never change. */
export class Pieces {
  /** An open quote hides the rest of a script for a while. */
  private readonly known = new Recent<Piece>();

  /** Another text is about to be read. */
  beginReading(): void {
    this.known.beginRound();
  }

  /** The statements of a piece that has been read before, as they stand at `offset`. */
  at(offset: number, text: string): readonly Statement[] | undefined {
    const piece = this.known.get(text);
    if (piece === undefined) return undefined;
    if (piece.moved.offset !== offset) {
      const by = offset - piece.offset;
      const statements = piece.statements.map((one) => shiftedStatement(one, by));
      piece.moved = { offset, statements };
    }
    return piece.moved.statements;
  }

  /** @param statements All that `text` holds, without errors; anywhere it would be the same. */
  keep(offset: number, text: string, statements: readonly Statement[]): void {
    this.known.set(text, { offset, statements, moved: { offset, statements } });
  }
}

/** Whether statements, read without errors, are the same whatever stands around them. */
export const standAlone = (statements: readonly Statement[], text: string): boolean =>
  statements.every(({ kind }) => kind !== 'UnsupportedStatement') &&
  symbolErrors(statements, text).length === 0;

/** Tells where statements have been read from, several of one line apart. */
export function tellSources(
  statements: readonly Statement[],
  source: string,
  sourceOf: Map<Statement, string>,
): void {
  statements.forEach((one, index) => {
    sourceOf.set(one, index === 0 ? source : `${source}\0${String(index)}`);
  });
}

/** Where top-level statements may begin. */
export class PieceStarts {
  private readonly indexOf: ReadonlyMap<number, number>;

  /**
   * @param offsets In text order.
   * @param lines Lines before each of them.
   * @param lineTotal Of the whole text.
   */
  constructor(
    private readonly offsets: readonly number[],
    private readonly lines: readonly number[],
    readonly text: string,
    readonly lineTotal: number,
  ) {
    this.indexOf = new Map(offsets.map((offset, index) => [offset, index]));
  }

  /** Where the piece ends that begins there; undefined where none does. */
  endOf(start: number): number | undefined {
    const index = this.indexOf.get(start);
    return index === undefined ? undefined : (this.offsets[index + 1] ?? this.text.length);
  }

  /** Lines before a piece. */
  lineOf(start: number): number {
    return this.lines[this.indexOf.get(start) ?? -1] ?? 0;
  }
}

const GOES_ON = /(?:else|elif|except|finally)\b/y;
const AT = '@';
/** Line ends, indentation, comments, and what closes or goes on with a statement. */
const NO_START = new Set('\n\r\t\f #)]},.:=\\');

/** Lines that are not indented and begin a statement of their own, as far as one line tells. */
export function pieceStarts(text: string): PieceStarts {
  const offsets: number[] = [];
  const lines: number[] = [];
  let line = 0;
  let decorated = false;
  for (let offset = 0; ; line += 1) {
    const first = text[offset];
    if (first !== undefined && !NO_START.has(first)) {
      GOES_ON.lastIndex = offset;
      if (!decorated && !GOES_ON.test(text)) {
        offsets.push(offset);
        lines.push(line);
      }
      decorated = first === AT;
    }
    const newline = text.indexOf('\n', offset);
    if (newline < 0) break;
    offset = newline + 1;
  }
  return new PieceStarts(offsets, lines, text, line + 1);
}
