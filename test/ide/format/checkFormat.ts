/** Formats fixtures with the formatter of the product. */
import { format } from '@wasm-fmt/ruff_fmt';
import { expect } from 'vitest';
import { formatScript, formatStatements, type FormatOutcome } from '#ide';
import { parseFixture } from '../../support/fixture.ts';
import { applied } from '../actions/checkAction.ts';

const OPTIONS = { indentWidth: 4, useTabs: false };

const textAfter = (text: string, outcome: FormatOutcome): string => {
  if (outcome.kind === 'left') throw new Error(`left alone: ${outcome.reason}`);
  return applied(text, outcome);
};

export const formatted = (text: string): FormatOutcome => formatScript(text, OPTIONS, format);

/** A script becomes this, and stays so. */
export function checkFormat(before: string, after: string): void {
  const text = textAfter(before, formatted(before));
  expect(text).toBe(after);
  expect(textAfter(text, formatted(text)), 'formatted again').toBe(after);
}

/** Why a script is left alone. */
export function checkLeft(text: string, reason: string): void {
  expect(formatted(text)).toEqual({ kind: 'left', reason });
}

/** What the statements between two `$0` become. */
export function checkRange(source: string, after: string): void {
  const { files, cursors } = parseFixture(source);
  const text = files.get('/main.pxl') ?? '';
  const start = cursors[0]?.offset ?? 0;
  const span = { start, end: cursors[1]?.offset ?? start };
  expect(textAfter(text, formatStatements(text, span, OPTIONS, format))).toBe(after);
}
