/** The first minutes: what is there before a script is open, and the way to the first rows. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workbench, type Theme } from './workbench.ts';

describe.each<Theme>(['dark', 'light'])('a window without a script, %s', (theme) => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ theme });
  });
  afterAll(() => workbench.close());

  test('says where to begin, beside the clusters', async () => {
    await workbench.showPixieView();
    const { page } = workbench;
    await page.getByRole('button', { name: 'Open Examples' }).waitFor();
    await page.locator('.pane-header', { hasText: 'Clusters' }).waitFor();
    await workbench.screenshot(`welcome-${theme}`);
  });

  test('has a tour', async () => {
    const { page } = workbench;
    await workbench.command('PxL: Open Walkthrough');
    await page.locator('.gettingStartedContainer', { hasText: 'Get Started with PxL' }).waitFor();
    const steps = page.locator('.gettingStartedContainer .getting-started-step h3');
    await steps.first().waitFor();
    expect((await steps.allInnerTexts()).map((text) => text.trim())).toEqual([
      'Open the examples',
      'Run a script on the demo cluster',
      'Break a line and fix it',
      'See your own services',
      'Connect to Pixie',
    ]);
    await workbench.screenshot(`walkthrough-examples-${theme}`);
    await steps.nth(1).click();
    await page.locator('.getting-started-media img').first().waitFor();
    await workbench.screenshot(`walkthrough-run-${theme}`);
  });
});

describe('the first script', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({});
  });
  afterAll(() => workbench.close());
  const pick = (text: string) =>
    workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

  test('comes from a template with its vis.json, and runs', async () => {
    await workbench.command('PxL: New Script…');
    await pick('Latency of Services').click();
    await pick('with vis.json, in a folder of its own').click();
    await workbench.page
      .locator('.quick-input-message', { hasText: 'Name of the script' })
      .waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.tab('service-latency.pxl').waitFor();
    await workbench.command('PxL: Run Script');
    await workbench.panel.locator('#app[data-state="done"]').waitFor();
    await workbench.panel.locator('.slick-cell', { hasText: 'shop/frontend' }).first().waitFor();
  });

  test('is in the list of new files', async () => {
    await workbench.command('Create: New File...');
    await pick('PxL Script').waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  test('can be a copy of an example', async () => {
    await workbench.command('PxL: Open Examples');
    await pick('service-map').click();
    await workbench.tab('service-map.pxl').waitFor();
  });

  test('goes on after a finished word with Enter', async () => {
    workbench.writeFile('first.pxl', '');
    await workbench.openFile('first.pxl');
    const { page } = workbench;
    await page.locator('.monaco-workbench .editor-instance .monaco-editor.focused').waitFor();
    await page.keyboard.type('import px');
    await page.locator('.suggest-widget.visible').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('df');
    await page.locator('.view-line', { hasText: /^df$/ }).first().waitFor();
  });
});
