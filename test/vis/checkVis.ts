/** A vis.json beside its script, with what is expected to be said of it. */
import { expect } from 'vitest';
import { bundledCatalog, LineIndex } from '#language';
import { checkScript } from '#ide';
import type { VisProblem } from '#vis';
import { parseFixture } from '../support/fixture.ts';

const catalog = bundledCatalog();
const NOW_NS = 1_700_000_000_000_000_000n;

export function checkFixture(source: string) {
  const { files, expectations, cursors } = parseFixture(source);
  const visText = files.get('/vis.json');
  const check = checkScript(files.get('/main.pxl') ?? '', visText, { catalog, nowNs: NOW_NS });
  return { ...check, visText: visText ?? '', expectations, cursors };
}

const shown = (lines: LineIndex, { span, severity, code, message }: VisProblem) => {
  const start = lines.editorPosition(span.start);
  const end = lines.editorPosition(span.end);
  return {
    line: start.line,
    start: start.character,
    end: end.line === start.line ? end.character : Infinity,
    text: `${severity}[${code}]: ${message}`,
  };
};

/** Compares with the marks of the vis.json. */
export function checkVis(source: string): void {
  const { vis, visText, expectations } = checkFixture(source);
  const lines = new LineIndex(visText);
  const wanted = expectations
    .filter(({ path }) => path === '/vis.json')
    .map(({ line, start, end, text }) => ({ line, start, end, text }));
  expect((vis?.problems ?? []).map((one) => shown(lines, one))).toEqual(wanted);
}
