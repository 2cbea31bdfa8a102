/** Settings and comments that make problems louder or quieter. */
import { describe, expect, test } from 'vitest';
import { bundledCatalog } from '#language';
import { checkScript, readSeverities, withSeverities } from '#ide';

const problemsOf = (script: string) =>
  checkScript(script, undefined, { catalog: bundledCatalog(), nowNs: 0n }).problems;
const shown = (script: string, settings: unknown = {}) =>
  withSeverities(problemsOf(script), readSeverities(settings)).map(
    ({ code, severity }) => `${code} ${severity}`,
  );

const OPEN_ENDED = (comment = '') =>
  `import px\ndf = px.DataFrame('http_events')${comment}\nunused = df.head(5)\npx.display(df)\n`;

describe('settings', () => {
  test.each([
    ['nothing set', {}, ['PXL602 warning', 'PXL607 warning']],
    ['by code', { PXL607: 'error' }, ['PXL602 warning', 'PXL607 error']],
    ['by name', { noStartTime: 'information' }, ['PXL602 warning', 'PXL607 information']],
    ['off', { PXL607: 'off', PXL602: 'off' }, []],
    ['what is no level', { PXL607: 'loud' }, ['PXL602 warning', 'PXL607 warning']],
    ['no object', 'off', ['PXL602 warning', 'PXL607 warning']],
  ])('%s', (_, settings, expected) => {
    expect(shown(OPEN_ENDED(), settings).sort()).toEqual(expected);
  });

  test('an error of the compiler stays one', () => {
    expect(shown('import px\npx.display(x)\n', { PXL101: 'off' })).toEqual(['PXL101 error']);
  });
});

describe('comments', () => {
  test.each([
    ['a code', '  # pxl: ignore[PXL607]', ['PXL602 warning']],
    ['a name', '  # pxl: ignore[noStartTime]', ['PXL602 warning']],
    ['several', '  # pxl: ignore[PXL601, PXL607]', ['PXL602 warning']],
    ['all', '  # pxl: ignore', ['PXL602 warning']],
    ['another code', '  # pxl: ignore[PXL601]', ['PXL602 warning', 'PXL607 warning']],
  ])('of %s', (_, comment, expected) => {
    expect(shown(OPEN_ENDED(comment)).sort()).toEqual(expected);
  });

  test('do not hide errors', () => {
    expect(shown('import px\npx.display(x)  # pxl: ignore\n')).toEqual(['PXL101 error']);
  });
});
