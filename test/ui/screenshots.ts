/** Takes the README's pictures: the main job in a real VS Code, and its panel in other themes. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench, type Theme } from './workbench.ts';

const SCRIPT = 'http-latency/http-latency.pxl';
const SIZE = { width: 1440, height: 860 };

/** @param folder where the PNG files go. */
export async function takeScreenshots(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const theme of ['dark', 'light', 'highContrast'] as const) await runPicture(folder, theme);
}

async function runPicture(folder: string, theme: Theme): Promise<void> {
  const settings = {
    'editor.minimap.enabled': false,
    'workbench.activityBar.location': 'default',
    'workbench.layoutControl.enabled': false,
  };
  const workbench = await Workbench.open({ openFile: SCRIPT, theme, settings, ...SIZE });
  try {
    await workbench.showPixieView();
    await workbench.tab('http-latency.pxl').click();
    await workbench.command('PxL: Run Script');
    await workbench.panel.locator('#app[data-state="done"]').waitFor();
    await workbench.panel.locator('.slick-cell', { hasText: 'shop/frontend' }).first().waitFor();
    // A mistake, marked while it is typed.
    const { line, column } = workbench.endOf(SCRIPT, 'df.resp_status');
    await workbench.goTo(line, column);
    await workbench.page.keyboard.type('e');
    await workbench.page.keyboard.press('Escape');
    await workbench.squiggles().first().waitFor();
    await workbench.command('Problems: Focus on Problems View');
    await workbench.problem('resp_statuse').first().waitFor();
    await workbench.page.mouse.move(0, 0);
    await workbench.page.screenshot({
      path: join(folder, `run-${theme}.png`),
      animations: 'disabled',
    });
  } finally {
    await workbench.close();
  }
}
