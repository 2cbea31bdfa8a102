/** Input that cannot be run: one clear message, nothing hangs, the next run works. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

const SHOWN = "import px\npx.display(px.DataFrame('http_events', start_time='-1m').head(5))\n";
const FUNCTION = `import px
def of_service(service: str):
    df = px.DataFrame('http_events', start_time='-1m')
    df.service = df.ctx['service']
    df.asked = px.now()
    return df[df.service == service][['service', 'asked']]
`;
const VIS = {
  variables: [{ name: 'service', type: 'PX_SERVICE', description: 'namespace/name' }],
  globalFuncs: [
    {
      outputName: 'rows',
      func: { name: 'of_service', args: [{ name: 'service', variable: 'service' }] },
    },
  ],
};

describe('what cannot be run', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ openFile: 'dns/dns.pxl' });
    workbench.writeFile('empty.pxl', ' \n');
    workbench.writeFile('large.pxl', 'x = 1\n'.repeat(1_000_000));
    workbench.writeFile('broken-vis/broken.pxl', SHOWN);
    workbench.writeFile('broken-vis/vis.json', '{"widgets": [');
    workbench.writeFile('asks/asks.pxl', FUNCTION);
    workbench.writeFile('asks/vis.json', JSON.stringify(VIS));
  });
  afterAll(() => workbench.close());

  const state = (name: string) => workbench.panel.locator(`#app[data-state="${name}"]`);
  async function refused(path: string, message: string): Promise<void> {
    await workbench.openFile(path.split('/').at(-1) ?? '', path);
    const told = workbench.notification(message);
    // A tab is there before the extension knows of its editor: until then another script is meant.
    const isTold = async () => {
      await workbench.command('PxL: Run Script');
      const wait = told.first().waitFor({ timeout: 5_000 });
      return wait.then(
        () => true,
        () => false,
      );
    };
    await expect.poll(isTold, { timeout: 90_000 }).toBe(true);
    await workbench.command('Notifications: Clear All Notifications');
  }

  test('an empty script', () => refused('empty.pxl', 'empty'));
  test('a script of more than 4 MiB', () => refused('large.pxl', '4 MiB'));
  test('a script whose vis.json is broken', () =>
    refused('broken-vis/broken.pxl', 'vis.json cannot be used'));

  test('a script with a broken vis.json runs alone when asked to', async () => {
    await workbench.openFile('broken.pxl', 'broken-vis/broken.pxl');
    await workbench.command('PxL: Run Script');
    await workbench.page.getByRole('button', { name: 'Run Script Alone' }).click();
    await state('done').waitFor();
    expect(await workbench.panel.locator('.row-count').innerText()).toBe('5 rows');
  });

  test('a missing argument is asked for and kept', async () => {
    await workbench.openFile('asks.pxl', 'asks/asks.pxl');
    await workbench.command('PxL: Run Script');
    const input = workbench.page.locator('.quick-input-widget input.input');
    await workbench.page.locator('.quick-input-message', { hasText: 'namespace/name' }).waitFor();
    await workbench.page.keyboard.press('Escape');
    expect(await workbench.panel.locator('.row-count').innerText()).toBe('5 rows');
    await workbench.command('PxL: Run Script');
    await workbench.page.locator('.quick-input-message', { hasText: 'namespace/name' }).waitFor();
    await input.fill('shop/frontend');
    await workbench.page.keyboard.press('Enter');
    await workbench.panel.locator('.slick-cell', { hasText: 'shop/frontend' }).first().waitFor();
    await state('done').waitFor();
    // Not asked again: the next run shows the time of its own.
    const asked = workbench.panel.locator('.slick-row').first().locator('.slick-cell').nth(1);
    const before = await asked.innerText();
    await workbench.command('PxL: Run Script');
    await expect.poll(() => asked.innerText(), { timeout: 60_000 }).not.toBe(before);
  });
});
