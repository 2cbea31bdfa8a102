// Installs the packages of the lockfile when they are not what it says. Node built-ins only: this
// runs before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { run, seconds } from './command.mjs';
import { fromRoot } from './paths.mjs';

const OLDEST_NODE = [20, 19];

export async function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Error(
      `Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.version}.`,
    );
  }
  const stamp = fromRoot('node_modules', '.installed-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(fromRoot('package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const startMs = Date.now();
  console.log('Installing packages…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const code = await run(
    npm,
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { shell: process.platform === 'win32' },
  );
  if (code !== 0) throw new Error('npm ci failed; its message is above.');
  writeFileSync(stamp, wanted);
  console.log(`Packages installed in ${seconds(startMs)}.`);
}
