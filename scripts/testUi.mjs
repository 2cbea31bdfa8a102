// Runs the UI flows of test/ui in a real VS Code with a real browser. Arguments go to Vitest.
import { run } from './lib/command.mjs';
import { fromRoot } from './lib/paths.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureVsCodeWeb } from './lib/vscodeWeb.mjs';

ensureBrowser();
await ensureVsCodeWeb();
const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
const config = fromRoot('test', 'ui', 'vitest.config.mts');
process.exit(
  await run(process.execPath, [vitest, 'run', '--config', config, ...process.argv.slice(2)]),
);
