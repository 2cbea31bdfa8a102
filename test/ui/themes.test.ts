/** The panel in each theme, looked at through computed colours and kept as pictures. */
import { describe, expect, test } from 'vitest';
import { Workbench, type Theme } from './workbench.ts';

const THEMES: readonly {
  readonly theme: Theme;
  readonly background: string;
  readonly body: string;
}[] = [
  { theme: 'dark', background: 'rgb(31, 31, 31)', body: 'vscode-dark' },
  { theme: 'light', background: 'rgb(255, 255, 255)', body: 'vscode-light' },
  { theme: 'highContrast', background: 'rgb(0, 0, 0)', body: 'vscode-high-contrast' },
];

describe('the results panel follows the theme', () => {
  test.each(THEMES)('$theme', async ({ theme, background, body }) => {
    const workbench = await Workbench.open({ openFile: 'http-latency/http-latency.pxl', theme });
    try {
      await workbench.command('PxL: Run Script');
      await workbench.panel.locator('#app[data-state="done"]').waitFor();
      await workbench.panel.locator('.slick-cell', { hasText: 'shop/frontend' }).first().waitFor();
      const page = workbench.panel.locator('body');
      expect(await page.getAttribute('class')).toContain(body);
      expect(await page.evaluate((node) => getComputedStyle(node).backgroundColor)).toBe(
        background,
      );
      await workbench.screenshot(`results-${theme}`);
    } finally {
      await workbench.close();
    }
  });
});
