/** The page of problems is what the table of codes says: `npx vitest run test/language/problems --update` writes it. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemPage, problemText, problemsPage, checkScript } from '#ide';
import { bundledCatalog } from '#language';

const page = join(import.meta.dirname, '../../../docs/problems.md');

test('docs/problems.md is up to date', async () => {
  await expect(problemsPage()).toMatchFileSnapshot(page);
});

test('a problem leads to its section', () => {
  const script = 'import px\npx.display(nothing)\n';
  const { problems } = checkScript(script, undefined, { catalog: bundledCatalog(), nowNs: 0n });
  const [code = ''] = problems.map((one) => one.code);
  const [, anchor = ''] = problemPage(code).split('#');
  // GitHub's anchors are the headings in small letters.
  expect(problemsPage().toLowerCase()).toContain(`### ${anchor}\n`);
});

test('a code is explained by number and by name', () => {
  expect(problemText('pxl607')).toContain('start_time');
  expect(problemText('noStartTime')).toBe(problemText('PXL607'));
  expect(problemText('PXL999')).toBeUndefined();
});
