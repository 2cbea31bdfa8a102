/** Clusters in the tree, the death of the local cluster, and a reload of the window. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workbench } from './workbench.ts';

/** An ExportTraceServiceRequest with one request that a service has answered. */
function requestSpan(service: string): object {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const startNs = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId: '0'.repeat(31) + '1',
    spanId: '0'.repeat(15) + '1',
    name: 'GET /carts',
    kind: 2,
    startTimeUnixNano: String(startNs),
    endTimeUnixNano: String(startNs + 2_000_000n),
    attributes: [text('http.request.method', 'GET'), text('url.path', '/carts')],
  };
  const resource = { attributes: [text('service.name', service)] };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}

describe('a window with a script that is idle', () => {
  test('starts the local cluster by itself', async () => {
    const workbench = await Workbench.open({
      openFile: 'process-resources/process-resources.pxl',
      settings: { 'pxl.localCluster.startWhenIdle': true },
    });
    try {
      await expect.poll(() => workbench.localClusters().length, { timeout: 30_000 }).toBe(1);
      await workbench.command('PxL: Run Script');
      await workbench.panel.locator('#app[data-state="done"]').waitFor();
      expect(workbench.localClusters()).toHaveLength(1);
    } finally {
      await workbench.close();
    }
  });
});

describe('clusters', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ openFile: 'process-resources/process-resources.pxl' });
  });
  afterAll(() => workbench.close());

  const state = (name: string) => workbench.panel.locator(`#app[data-state="${name}"]`);

  test('are listed with a mark on the selected one; a click only looks, Enter selects', async () => {
    await workbench.showPixieView();
    await workbench.treeRow('● Demo (simulated)').waitFor();
    await workbench.screenshot('clusters-dark');
    await workbench.treeRow('This machine').click();
    await workbench.treeRow('This machine').and(workbench.page.locator('.focused')).waitFor();
    expect(await workbench.statusBarItem('Demo (simulated)').count()).toBe(1);
    await workbench.selectCluster('This machine');
    await workbench.treeRow('● This machine').waitFor();
  });

  test('this machine shows its own processes', async () => {
    await workbench.tab('process-resources.pxl').click();
    await workbench.command('PxL: Run Script');
    await state('done').waitFor();
    await workbench.panel.locator('.slick-cell', { hasText: 'node' }).first().waitFor();
  });

  test('this machine shows where telemetry is received, and who sends', async () => {
    await workbench.showPixieView();
    await workbench.treeRow('This machine').click();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.treeRow('Nothing received yet').waitFor();
    const row = await workbench.treeRow('OTLP endpoint').innerText();
    const [endpoint = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(row) ?? [];
    const response = await fetch(`${endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'pixie-api-key': workbench.telemetryKey() },
      body: JSON.stringify(requestSpan('checkout')),
    });
    expect([response.status, await response.json()]).toEqual([200, {}]);
    await workbench.treeRow('default/checkout').waitFor();
    expect(await workbench.treeRow('default/checkout').innerText()).toContain('1 row · last ');
    await workbench.screenshot('telemetry-dark');
  });

  test('a local cluster that dies leaves the rows so far, and the next run works', async () => {
    await workbench.showPixieView();
    await workbench.selectCluster('Demo (simulated)');
    const script = [
      '#px:set max_output_rows_per_table=1000000',
      'import px',
      "px.display(px.DataFrame('http_events', start_time='-30m'))",
      '',
    ];
    workbench.writeFile('many-rows.pxl', script.join('\n'));
    await workbench.openFile('many-rows.pxl');
    await workbench.command('PxL: Run Script');
    await workbench.panel.locator('#app[data-state="running"] .slick-cell').first().waitFor();
    expect(workbench.killLocalCluster()).toBe(1);
    await state('failed').waitFor();
    expect(await workbench.panel.locator('.failure').innerText()).toMatch(/local cluster/i);
    expect(await workbench.panel.locator('.slick-cell').count()).toBeGreaterThan(0);
    await workbench.openFile('process-resources.pxl');
    await workbench.command('PxL: Run Script');
    await state('done').waitFor();
  });

  test('a reload of the window keeps the panel, which says how to run again', async () => {
    await workbench.reload();
    await state('restored').waitFor();
    await workbench.panel.locator('button.rerun').click();
    await state('done').waitFor();
  });
});
