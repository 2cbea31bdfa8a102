/** A quick fix as a user takes it, with its menu kept as a picture in each theme. */
import { expect, test } from 'vitest';
import { Workbench, type Theme } from './workbench.ts';

const SCRIPT = `import px

df = px.DataFrame('http_events', start_time='-5m')
df.slow = df.latencyy > 1000000
px.display(df)
`;

test.each<Theme>(['dark', 'light', 'highContrast'])('the menu of fixes, %s', async (theme) => {
  const workbench = await Workbench.open({ openFile: 'http-latency/http-latency.pxl', theme });
  try {
    const { page } = workbench;
    workbench.writeFile('slow.pxl', SCRIPT);
    await workbench.openFile('slow.pxl');
    await workbench.squiggles().first().waitFor();
    const { line, column } = workbench.endOf('slow.pxl', 'df.laten');
    await workbench.goTo(line, column);
    await page.keyboard.press('Control+.');
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: "Change to 'latency'" });
    await fix.first().waitFor();
    await workbench.screenshot(`quick-fix-${theme}`);
    await fix.first().click();
    await workbench.squiggles().first().waitFor({ state: 'detached' });
    expect(await page.locator('.view-line', { hasText: 'df.slow' }).innerText()).toMatch(
      /df\.latency\s>/,
    );
  } finally {
    await workbench.close();
  }
});
