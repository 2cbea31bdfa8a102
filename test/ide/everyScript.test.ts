/** Editor features on every recorded script, whole and cut off: they answer, with places in the text. */
import { describe, expect, test } from 'vitest';
import { bundledCatalog, LineIndex, type Span } from '#language';
import {
  documentSymbols,
  foldingRanges,
  mentionsOf,
  nameTable,
  prepareRename,
  rename,
  scriptCalls,
  scriptLinks,
  selectionRanges,
  semanticTokens,
  type RenameEdit,
} from '#ide';
import { oracleCases } from '../support/oracle.ts';
import { analyzed } from '../language/semantics/scripts.ts';

const scripts = oracleCases()
  .filter(({ id }) => id.startsWith('h-'))
  .map(({ script }) => script);

/** Throws nothing, and gives places that are in the text, in order and apart. */
function checkFeatures(script: string): void {
  const analysis = analyzed(script);
  const names = nameTable(analysis);
  const inText = ({ start, end }: Span) => 0 <= start && start <= end && end <= script.length;
  const apart = (spans: readonly Span[]) =>
    spans.every((span, index) => index === 0 || (spans[index - 1]?.end ?? 0) <= span.start);
  const tokens = semanticTokens(analysis, names, bundledCatalog()).map(({ span }) => span);
  expect(tokens.every(inText) && apart(tokens)).toBe(true);
  const occurrences = names.occurrences.map(({ span }) => span);
  expect(occurrences.every(inText) && apart(occurrences)).toBe(true);
  for (const { symbol, span, definitions } of names.occurrences) {
    const spans = mentionsOf(names, symbol, { withDefinitions: true });
    expect(spans.some(({ start }) => start === span.start)).toBe(true);
    expect(definitions.every((place) => inText(place.span) && inText(place.extent))).toBe(true);
  }
  const { lineCount } = new LineIndex(script);
  for (const { startLine, endLine } of foldingRanges(analysis)) {
    expect(startLine < endLine && endLine < lineCount).toBe(true);
  }
  for (let offset = 0; offset <= script.length; offset += 17) {
    const spans = selectionRanges(analysis, offset);
    expect(spans.every(inText)).toBe(true);
  }
  documentSymbols(analysis);
  scriptLinks(analysis);
  scriptCalls(analysis.tree, names);
}

describe('editor features answer', () => {
  test('for every recorded script', () => {
    for (const script of scripts) checkFeatures(script);
  });

  test('for each of them cut off in the middle', () => {
    scripts.forEach((script, index) => {
      checkFeatures(script.slice(0, Math.floor((script.length * ((index % 7) + 1)) / 8)));
    });
  });
});

const applied = (script: string, edits: readonly RenameEdit[]): string =>
  [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce(
      (text, { span, newText }) => text.slice(0, span.start) + newText + text.slice(span.end),
      script,
    );

/** Table by table, the types of the columns: what a rename must leave as it is. */
const shapeOf = (script: string) => {
  const { problems, outputs } = analyzed(script);
  return {
    errors: problems.filter(({ severity }) => severity === 'error').length,
    tables: outputs.map(({ relation }) => relation.map(({ dataType }) => dataType)),
  };
};

/** Renames everything that can be renamed, one by one, without the check for new errors. */
function checkRenames(script: string): number {
  const analysis = analyzed(script);
  const names = nameTable(analysis);
  const context = { analysis, names, vis: undefined, errorsOf: () => [] };
  const symbols = new Map(names.occurrences.map((one) => [one.symbol, one.span.start]));
  let renamed = 0;
  for (const offset of symbols.values()) {
    const prepared = prepareRename(context, offset);
    if ('refusal' in prepared) continue;
    const result = rename(context, prepared.symbol, 'renamed_x');
    if ('refusal' in result) continue;
    renamed += 1;
    const after = applied(script, result.script);
    expect(shapeOf(after), after).toEqual(shapeOf(script));
  }
  return renamed;
}

test('a rename changes no result of an accepted script', () => {
  const accepted = oracleCases().filter(({ id, ok }) => ok && id.startsWith('h-'));
  const renamed = accepted.map(({ script }) => checkRenames(script));
  expect(renamed.reduce((all, one) => all + one, 0)).toBeGreaterThan(100);
});
