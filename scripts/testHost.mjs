// Runs test/host inside the extension host of a real VS Code (in a headless browser) and prints
// its counts. Fails when no test ran.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser, launchBrowser } from './lib/browser.mjs';
import { buildHostTests } from './lib/hostTests.mjs';
import { fromRoot, root } from './lib/paths.mjs';
import { startVsCodeServer } from './lib/vscodeWeb.mjs';

const CEILING_MS = 8 * 60_000;

ensureBrowser();
const entry = await buildHostTests();
const dataDir = mkdtempSync(join(tmpdir(), 'pxl-host-'));
const resultFile = join(dataDir, 'result.json');
const server = await startVsCodeServer({
  dataDir,
  env: { PXL_HOST_RESULT: resultFile, PXL_TEST: '1' },
  settings: {
    'workbench.startupEditor': 'none',
    'telemetry.telemetryLevel': 'off',
    // Tests say themselves when the local cluster starts.
    'pxl.localCluster.startWhenIdle': false,
  },
});
const browser = await launchBrowser();
let exitCode = 'timeout';
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  exitCode = await new Promise((resolve, reject) => {
    const ceiling = setTimeout(() => resolve('timeout'), CEILING_MS);
    const finish = (code) => {
      clearTimeout(ceiling);
      resolve(code);
    };
    const prepare = async () => {
      await page.exposeFunction('codeAutomationLog', (_type, args) => {
        const text = args.map(String).join(' ');
        if (/✔|passing|failing|^\s+\d+\)|Error:|at .*host/.test(text))
          console.log(text.slice(0, 300));
      });
      await page.exposeFunction('codeAutomationExit', finish);
      await page.goto(
        server.url(fromRoot('examples'), [
          ['extensionDevelopmentPath', server.remote(root)],
          ['extensionTestsPath', server.remote(entry)],
        ]),
      );
    };
    prepare().catch(reject);
  });
} finally {
  await browser.close();
  server.stop();
}

const result = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : undefined;
rmSync(dataDir, { recursive: true, force: true });
if (result === undefined) {
  console.error(`Host tests gave no result (${String(exitCode)}).\n${server.log().slice(-4000)}`);
  process.exit(1);
}
for (const { title, error, skipped } of result.tests) {
  console.log(
    error === undefined ? `  ${skipped ? '-' : '✔'} ${title}` : `  ✘ ${title}\n      ${error}`,
  );
}
console.log(
  `Host tests: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`,
);
process.exit(exitCode === 0 && result.failed === 0 && result.passed > 0 ? 0 : 1);
