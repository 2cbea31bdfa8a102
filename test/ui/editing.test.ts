/** What helps while a script is written, in a real VS Code, in each theme. */
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { Workbench, type Theme } from './workbench.ts';

const SCRIPT = [
  'import px',
  "df = px.DataFrame('http_events', start_time='-5m')",
  "df.service = df.ctx['service']",
  'df.failure = df.resp_status >= 400',
  'df.latency_ms = df.latency / 1000000',
  'df = df[df.latency > 250000000]',
  "df = df.groupby(['service', 'req_path']).agg(",
  "    p=('latency', px.quantiles),",
  "    size=('resp_body_size', px.sum),",
  "    failures=('failure', px.mean),",
  ')',
  "px.display(df, 'slow')",
  '',
].join('\n');
const FILE = 'slow.pxl';
const THEMES: readonly Theme[] = ['dark', 'light', 'highContrast'];

const HINTS = {
  'pxl.inlayHints.columnTypes': true,
  'pxl.inlayHints.units': true,
  'pxl.inlayHints.relations': 'changes',
  'editor.hover.delay': 100,
};

/** Acts until something is to be seen: keys may reach a busy editor before it is ready for them. */
async function untilShown(locator: Locator, act: () => Promise<void>): Promise<void> {
  const isShown = () =>
    locator.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
  do await act();
  while (!(await isShown()));
}

describe('while a script is written', () => {
  test.each(THEMES)('%s', async (theme) => {
    const workbench = await Workbench.open({
      openFile: 'http-latency/http-latency.pxl',
      theme,
      settings: HINTS,
      width: 1100,
    });
    const { page } = workbench;
    const suggestion = (text: string) =>
      page.locator('.suggest-widget.visible .monaco-list-row', { hasText: text }).first();
    try {
      workbench.writeFile(FILE, SCRIPT);
      await workbench.openFile(FILE);

      // Inlay hints, which the settings switch on.
      await page
        .locator('.view-lines', { hasText: '+service: STRING' })
        .or(page.locator('.view-lines', { hasText: 'BOOLEAN' }))
        .first()
        .waitFor();
      await workbench.screenshot(`hints-${theme}`);

      // Hover: the DataFrame as it is at that point.
      await untilShown(
        page.locator('.monaco-hover:not(.hidden)', { hasText: 'with 5 columns' }).first(),
        async () => {
          await workbench.goTo(12, 13);
          await workbench.command('Show or Focus Hover');
        },
      );
      await workbench.screenshot(`hover-${theme}`);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');

      // Completion with documentation, then a signature.
      await workbench.goTo(11, 2);
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('df.mer');
      await suggestion('merge').waitFor();
      await untilShown(
        page.locator('.suggest-details', { hasText: 'Joins two DataFrames' }).first(),
        () => page.keyboard.press('Control+Space'),
      );
      await workbench.screenshot(`completion-${theme}`);
      await page.keyboard.press('Enter');
      await page
        .locator('.parameter-hints-widget.visible', { hasText: 'right: DataFrame' })
        .waitFor();
      await workbench.screenshot(`signature-${theme}`);
      await page.keyboard.type('df, how=');
      await suggestion("'inner'").waitFor();
      await workbench.screenshot(`argument-${theme}`);
      expect(await suggestion("'inner'").count()).toBe(1);
    } finally {
      await workbench.close();
    }
  });
});
