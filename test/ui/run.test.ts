/** The main job in a real VS Code: run, watch rows arrive, cancel, break the script, fix it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

const SCRIPT = 'http-latency/http-latency.pxl';

describe('running a script on the demo cluster', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ openFile: SCRIPT });
    workbench.writeFile(
      'many-rows.pxl',
      [
        '#px:set max_output_rows_per_table=1000000',
        'import px',
        "df = px.DataFrame('http_events', start_time='-30m')",
        'px.display(df)',
        '',
      ].join('\n'),
    );
  });
  afterAll(() => workbench.close());

  const app = () => workbench.panel.locator('#app');
  const state = (name: string) => workbench.panel.locator(`#app[data-state="${name}"]`);

  test('the demo cluster is selected and labelled as simulated', async () => {
    await workbench.statusBarItem('Demo (simulated)').waitFor();
  });

  test('runs from the palette and shows typed rows and statistics', async () => {
    await workbench.command('PxL: Run Script');
    await state('done').waitFor();
    await workbench.panel.locator('.slick-cell', { hasText: 'shop/frontend' }).first().waitFor();
    expect(
      await workbench.panel.locator('.slick-cell', { hasText: ' ms' }).count(),
    ).toBeGreaterThan(0);
    const stats = await workbench.panel.locator('.stats').innerText();
    expect(stats).toMatch(/compile/i);
    expect(stats).toMatch(/row/i);
    await workbench.screenshot('run-dark');
  });

  test('leaves the focus in the editor', async () => {
    const focused = await workbench.page.evaluate(
      () => document.activeElement?.closest('.monaco-editor') !== null,
    );
    expect(focused).toBe(true);
  });

  test('shows the first rows while the query still runs, and cancels', async () => {
    await workbench.openFile('many-rows.pxl');
    await workbench.command('PxL: Run Script');
    await state('running').waitFor();
    await workbench.panel.locator('.slick-cell').first().waitFor();
    expect(await app().getAttribute('data-state')).toBe('running');
    await workbench.panel.locator('button.cancel').click();
    await state('cancelled').waitFor();
    // Rows so far stay.
    expect(await workbench.panel.locator('.slick-cell').count()).toBeGreaterThan(0);
  });

  test('underlines a mistake at its place, lists it, and clears it when it is fixed', async () => {
    await workbench.tab('many-rows.pxl').click();
    await workbench.openFile('http-latency.pxl', SCRIPT);
    const { line, column } = workbench.endOf(SCRIPT, 'df.latency');
    await workbench.goTo(line, column);
    await workbench.page.keyboard.type('y');
    await workbench.squiggles().first().waitFor();
    await workbench.command('PxL: Run Script');
    await workbench.command('Problems: Focus on Problems View');
    await workbench.problem("Column 'latencyy' not found in parent dataframe").first().waitFor();
    await state('failed').waitFor();
    await workbench.screenshot('compile-error-dark');
    await workbench.goTo(line, column + 1);
    await workbench.page.keyboard.press('Backspace');
    await workbench.squiggles().first().waitFor({ state: 'detached' });
  });
});
