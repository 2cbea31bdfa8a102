// Pyright, to measure beside: the same files, asked the same. It is installed once below out/.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './command.mjs';
import { fromRoot } from './paths.mjs';

const VERSION = '1.1.414';

/** @returns its language server. Rejects with the reason where it cannot be installed. */
export async function ensurePyright() {
  const folder = fromRoot('out', 'pyright');
  const installed = join(folder, 'node_modules', 'pyright');
  if (versionIn(installed) !== VERSION) {
    console.log(`Installing Pyright ${VERSION} (once)…`);
    mkdirSync(folder, { recursive: true });
    // A project of its own: nothing of it is in the lockfile.
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const windows = process.platform === 'win32';
    await capture(windows ? 'npm.cmd' : 'npm', ['install', ...flags, `pyright@${VERSION}`], {
      cwd: folder,
      shell: windows,
    });
  }
  return join(installed, 'langserver.index.js');
}

function versionIn(folder) {
  const path = join(folder, 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined;
}
