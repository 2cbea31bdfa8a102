// Installs, builds and opens VS Code with the extension on the examples.
//   npm start                 desktop VS Code when `code` is on the PATH, else in the browser
//   npm start -- --web        always in the browser
//   npm start -- --no-open    in the browser, without opening it: prints the address
import { spawn, spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { run, seconds } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { fromRoot, root } from './lib/paths.mjs';
import { startVsCodeServer } from './lib/vscodeWeb.mjs';

const startMs = Date.now();
const { values } = parseArgs({
  options: {
    web: { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
    port: { type: 'string' },
  },
});

await ensureInstalled();
const built = await run(process.execPath, [fromRoot('scripts', 'build.mjs')]);
if (built !== 0) process.exit(built);

const examples = fromRoot('examples');
const firstScript = fromRoot('examples', 'http-latency', 'http-latency.pxl');
const finder = process.platform === 'win32' ? 'where' : 'which';
const desktop =
  !values.web &&
  !values['no-open'] &&
  spawnSync(finder, ['code'], { stdio: 'ignore' }).status === 0;

if (desktop) {
  console.log('Opening VS Code…');
  process.exit(
    await run('code', [`--extensionDevelopmentPath=${root}`, examples, firstScript], {
      shell: process.platform === 'win32',
    }),
  );
}

const server = await startVsCodeServer({
  dataDir: fromRoot('.vscode-test', 'start'),
  settings: {
    'workbench.startupEditor': 'none',
    'git.openRepositoryInParentFolders': 'never',
    'extensions.ignoreRecommendations': true,
    'telemetry.telemetryLevel': 'off',
  },
  port: values.port === undefined ? undefined : Number(values.port),
});
const url = server.url(examples, [
  ['extensionDevelopmentPath', server.remote(root)],
  ['openFile', server.remote(firstScript)],
]);
console.log(
  `\nVS Code with PxL is ready after ${seconds(startMs)}:\n\n  ${url}\n\nCtrl+C stops it.`,
);
if (!values['no-open']) {
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', () => console.log('Open that address in a Chromium-based browser.'))
    .unref();
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.stop());
await server.exited;
