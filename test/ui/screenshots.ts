/** Takes the README's pictures: the main job in a real VS Code, and its panel in other themes. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench, type Theme } from './workbench.ts';

const SCRIPT = 'http-latency/http-latency.pxl';
const SIZE = { width: 1440, height: 860 };
const THEMES = ['dark', 'light', 'highContrast'] as const;
const SETTINGS = {
  'editor.minimap.enabled': false,
  'workbench.activityBar.location': 'default',
  'workbench.layoutControl.enabled': false,
};

/** @param folder where the PNG files go. */
export async function takeScreenshots(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const theme of THEMES) await runPicture(folder, theme);
}

/** Takes the walkthrough's pictures, which are shown small: a script and its results alone. */
export async function takeWalkthroughPictures(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const theme of THEMES) {
    const workbench = await Workbench.open({
      openFile: SCRIPT,
      theme,
      settings: { ...SETTINGS, 'workbench.activityBar.location': 'hidden' },
      width: 1000,
      height: 620,
    });
    try {
      await workbench.command('View: Toggle Primary Side Bar Visibility');
      await run(workbench);
      await workbench.page.mouse.move(0, 0);
      const path = join(folder, `run-${theme}.png`);
      await workbench.page.screenshot({ path, animations: 'disabled' });
    } finally {
      await workbench.close();
    }
  }
}

async function run(workbench: Workbench): Promise<void> {
  await workbench.tab('http-latency.pxl').click();
  await workbench.command('PxL: Run Script');
  await workbench.panel.locator('#app[data-state="done"]').waitFor();
  await workbench.panel.locator('.slick-cell', { hasText: 'shop/frontend' }).first().waitFor();
}

async function runPicture(folder: string, theme: Theme): Promise<void> {
  const workbench = await Workbench.open({ openFile: SCRIPT, theme, settings: SETTINGS, ...SIZE });
  try {
    await workbench.showPixieView();
    await run(workbench);
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
