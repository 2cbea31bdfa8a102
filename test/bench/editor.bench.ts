/** What a user waits for in a real VS Code: activation, first rows, a million rows. */
import { Workbench } from '../ui/workbench.ts';
import type { Measurement } from './measurement.ts';

const STARTS = 3;
/** For a loaded machine; what is measured does not depend on it. */
const CEILING_MS = 600_000;
const RUNS = 3;
/** Two tables of half a million rows: more than the demo cluster keeps in one. */
const SCRIPT = `#px:set max_output_rows_per_table=500000
import px
df = px.DataFrame('http_events', start_time='-40m')
px.display(df, 'first')
px.display(df, 'second')
`;

export async function measure(): Promise<readonly Measurement[]> {
  const activationMs: number[] = [];
  const firstRowsMs: number[] = [];
  const rowsPerSecond: number[] = [];
  for (let start = 1; start <= STARTS; start += 1) {
    const workbench = await Workbench.open({ openFile: 'http-latency/http-latency.pxl' });
    try {
      activationMs.push(await activation(workbench));
      if (start < STARTS) continue;
      workbench.writeFile('many-rows.pxl', SCRIPT);
      await workbench.openFile('many-rows.pxl');
      // The first run makes the simulated rows; it is not counted.
      for (let run = 0; run <= RUNS; run += 1) {
        const { firstMs, allMs, rows } = await runOnce(workbench);
        if (run === 0) continue;
        firstRowsMs.push(firstMs);
        rowsPerSecond.push(rows / (allMs / 1000));
      }
    } finally {
      await workbench.close();
    }
  }
  return [
    { what: 'activation, as VS Code tells it', unit: 'ms', samples: activationMs },
    { what: 'run to first rows in the panel, 1,000,000 rows', unit: 'ms', samples: firstRowsMs },
    { what: 'rows end to end into the panel', unit: 'rows/s', samples: rowsPerSecond },
  ];
}

/** Reads the extension's line of VS Code's own list. */
async function activation(workbench: Workbench): Promise<number> {
  await workbench.command('Developer: Show Running Extensions');
  const row = workbench.page.locator('.runtime-extensions-editor .monaco-list-row', {
    hasText: 'pxl',
  });
  await row.first().waitFor();
  const text = await row.first().innerText();
  const [, ms] = /Activation: (\d+)ms/.exec(text) ?? [];
  if (ms === undefined) throw new Error(`no activation time in: ${text}`);
  return Number(ms);
}

async function runOnce(workbench: Workbench) {
  const state = (name: string) => workbench.panel.locator(`#app[data-state="${name}"]`);
  await workbench.tab('many-rows.pxl').click();
  await workbench.command('PxL: Run Script');
  const startMs = performance.now();
  await workbench.panel.locator('#app[data-state="running"] .slick-cell').first().waitFor();
  const firstMs = performance.now() - startMs;
  await state('done').waitFor({ timeout: CEILING_MS });
  const allMs = performance.now() - startMs;
  const counts = await workbench.panel.locator('.row-count').allInnerTexts();
  const rows = counts.reduce((sum, text) => sum + Number(text.replace(/\D/g, '')), 0);
  return { firstMs, allMs, rows };
}
