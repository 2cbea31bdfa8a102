/** Reads a script statement by statement, up to the first one that does not parse. */
import { Lexer } from './lexer.ts';
import { pieceStarts, standAlone, tellSources, type Pieces, type PieceStarts } from './pieces.ts';
import { ParseAborted, ParserState, type RawSyntaxError } from './state.ts';
import { statement } from './statements.ts';
import { symbolErrors } from './symbols.ts';
import type { Statement } from './tree.ts';

/** Statements that have been read, up to where the next one begins. */
interface Reading {
  readonly start: number;
  readonly statements: readonly Statement[];
  readonly errorCount: number;
}

export class ModuleReader {
  readonly statements: Statement[] = [];
  readonly sourceOf = new Map<Statement, string>();
  /** Where the compiler says the module is: at its first token. */
  readonly at: number;
  private readonly state: ParserState;
  readonly starts: PieceStarts;
  /** Those nothing was known of before. */
  private readonly fresh: Statement[] = [];

  constructor(
    private readonly text: string,
    private readonly pieces: Pieces | undefined,
  ) {
    this.starts = pieceStarts(text);
    this.state = new ParserState(this.lexerAt(0, 0), false);
    const { type, start } = this.state.token;
    this.at = type === 'end' ? 0 : start;
  }

  /** @returns whether the whole text is parsed; the place of the statement that is not otherwise. */
  read(): boolean {
    const { state } = this;
    let before: Reading | undefined;
    for (;;) {
      while (state.takeType('newline'));
      if (before !== undefined) this.settle(before);
      before = undefined;
      if (state.is('end')) return true;
      if (this.reuse()) continue;
      const { pos } = state;
      const { start } = state.token;
      const errorCount = state.errors.length;
      const statements = this.tryStatement();
      if (statements === undefined) {
        state.pos = pos;
        return this.stop();
      }
      for (const one of statements) this.add(one);
      before = { start, statements, errorCount };
    }
  }

  /** Where the line begins in which reading has stopped. */
  stoppedInLine(): number {
    return this.text.lastIndexOf('\n', Math.max(0, this.state.token.start - 1)) + 1;
  }

  /** Those of the parser, and for a whole tree those of its names. */
  errors(complete: boolean): readonly RawSyntaxError[] {
    const { errors } = this.state;
    if (!complete) return errors;
    // A `global` says something of the names around it.
    const isPlain = this.fresh.every(({ kind }) => kind !== 'UnsupportedStatement');
    return [...errors, ...symbolErrors(isPlain ? this.fresh : this.statements, this.text)];
  }

  private tryStatement(): readonly Statement[] | undefined {
    try {
      return statement(this.state);
    } catch (error) {
      if (!(error instanceof ParseAborted)) throw error;
      return undefined;
    }
  }

  private stop(): false {
    try {
      this.state.fail('invalid syntax');
    } catch (error) {
      if (!(error instanceof ParseAborted)) throw error;
    }
    return false;
  }

  private add(one: Statement): void {
    this.statements.push(one);
    this.fresh.push(one);
  }

  /** Takes a statement from an earlier text. @returns false where there is none. */
  private reuse(): boolean {
    const { start } = this.state.token;
    const end = this.starts.endOf(start);
    if (end === undefined || end === this.text.length) return false;
    const source = this.text.slice(start, end);
    const known = this.pieces?.at(start, source);
    if (known === undefined) return false;
    for (const one of known) this.statements.push(one);
    tellSources(known, source, this.sourceOf);
    this.state.continueWith(this.lexerAt(end, this.starts.lineOf(end)));
    return true;
  }

  /** Remembers what has been read if its text alone tells all of it. */
  private settle({ start, statements, errorCount }: Reading): void {
    const { state, text } = this;
    const end = this.starts.endOf(start);
    if (end === undefined || state.errors.length > errorCount) return;
    if (!standAlone(statements, text)) return;
    const isLast = state.is('end') && end === text.length;
    if (!isLast && state.token.start !== end) return;
    const source = text.slice(start, end);
    // How the last line is read depends on whether another one follows.
    tellSources(statements, isLast ? `${source}\0` : source, this.sourceOf);
    if (!isLast) this.pieces?.keep(start, source, statements);
  }

  private lexerAt(offset: number, line: number): Lexer {
    return new Lexer(this.text, { offset, line, lineTotal: this.starts.lineTotal });
  }
}
