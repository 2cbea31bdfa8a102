// Everything `npm test` stands for: set-up, checks, units, package contents, host tests and UI
// flows in a real VS Code. Prints each runner's counts; the last line adds up the stages.
import { run, seconds } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { fromRoot } from './lib/paths.mjs';

const script = (name, ...args) => [fromRoot('scripts', `${name}.mjs`), ...args];
const stages = [
  { name: 'build', args: script('build') },
  { name: 'check', args: script('check') },
  { name: 'units', args: [fromRoot('node_modules', 'vitest', 'vitest.mjs'), 'run'] },
  { name: 'clients', args: script('testClients') },
  { name: 'host', args: script('testHost') },
  { name: 'ui', args: script('testUi') },
  { name: 'package', args: script('checkVsix') },
];

try {
  await ensureInstalled();
  // Loaded late: it needs the packages.
  const { ensureBrowser } = await import('./lib/browser.mjs');
  ensureBrowser();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const failed = [];
for (const { name, args } of stages) {
  console.log(`\n── ${name} ──`);
  const startMs = Date.now();
  const code = await run(process.execPath, args);
  console.log(`${name}: ${code === 0 ? 'ok' : `failed (${String(code)})`} in ${seconds(startMs)}`);
  if (code !== 0) failed.push(name);
  // Without bundles nothing after it means anything.
  if (code !== 0 && name === 'build') break;
}
if (failed.length > 0) console.log(`\nFailed stages: ${failed.join(', ')}`);
console.log(`${stages.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
