/** One value reads the same in the panel and in a hover; test/cli checks the terminal. */
import { describe, expect, test } from 'vitest';
import { hover } from '#ide';
import { analyze, bundledCatalog, type SemanticType } from '#language';
import { cellOf, formatOf } from '#rows';
import { columnData } from '../webview/columns.ts';
import { GOLDEN_TEXTS } from './goldenTexts.ts';

test.each(GOLDEN_TEXTS)('%s %s %s reads %s', (dataType, meaning, value, text) => {
  const semanticType = `ST_${meaning}` as SemanticType;
  const cell = cellOf(columnData(dataType, [value]), 0);
  expect(formatOf({ name: 'x', dataType, semanticType }, 'utc')(cell).text).toBe(text);
});

describe('a hover over a number says the same', () => {
  const casts: Readonly<Record<string, string>> = { BYTES: 'px.Bytes', DURATION_NS: '' };
  const amounts = GOLDEN_TEXTS.flatMap(([, meaning, value, text]) =>
    typeof value === 'bigint' && value >= 1000n && casts[meaning] !== undefined
      ? [{ cast: casts[meaning], value, text }]
      : [],
  );
  test.each(amounts)('$cast $value: $text', ({ cast, value, text }) => {
    const script = `import px\nx = ${cast}(${String(value)})\n`;
    const catalog = bundledCatalog();
    const analysis = analyze({ script, catalog, nowNs: 0n });
    const found = hover(analysis, script.indexOf('x ='), catalog);
    expect(found?.text).toContain(text);
  });
});
