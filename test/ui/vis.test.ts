/** A vis.json with problems, as it looks in each theme, and the way out of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Workbench, type Theme } from './workbench.ts';

const THEMES: readonly Theme[] = ['dark', 'light', 'highContrast'];

/** Misspells a function and a column; VS Code takes up the changed file. */
function breakVis(workspace: string): void {
  const file = join(workspace, 'http-latency', 'vis.json');
  const text = readFileSync(file, 'utf8');
  const broken = text
    .replace(/("value": ")(\w+)"/, '$1$2x"')
    .replace(/("variable": ")(\w+)"/, '$1$2s"');
  expect(broken).not.toBe(text);
  writeFileSync(file, broken);
}

describe('problems of a vis.json', () => {
  test.each(THEMES)('are underlined and listed: %s', async (theme) => {
    const workbench = await Workbench.open({ openFile: 'http-latency/vis.json', theme });
    try {
      breakVis(workbench.workspace);
      const { page } = workbench;
      await page.locator('.squiggly-error').first().waitFor();
      await workbench.command('Problems: Focus on Problems View');
      const listed = page.locator('.markers-panel .monaco-list-row');
      await listed.filter({ hasText: 'PXL530' }).first().waitFor();
      await listed.filter({ hasText: 'PXL515' }).first().waitFor();
      await workbench.screenshot(`vis-problems-${theme}`);
    } finally {
      await workbench.close();
    }
  });
});
