// A real VS Code 1.100.3 in a browser, from npm packages alone: the server part of code-server.
// It is kept in the user's cache folder, outside the lockfile, so every checkout shares one.
import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { capture, seconds } from './command.mjs';

const CODE_SERVER_VERSION = '4.100.3';
const RIPGREP_VERSION = '1.18.0';

const cacheRoot = () => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'pxl-vscode');

/** Installs VS Code on first use. @returns the folder with `out/server-main.js`. */
export async function ensureVsCodeWeb() {
  const name = `web-${CODE_SERVER_VERSION}-${process.platform}-${process.arch}`;
  const finished = join(cacheRoot(), name);
  if (existsSync(join(finished, 'out', 'server-main.js'))) return finished;

  const startMs = Date.now();
  console.log('Getting VS Code for the browser (once, about half a minute)…');
  const work = join(cacheRoot(), `${name}-${randomBytes(4).toString('hex')}`);
  mkdirSync(work, { recursive: true });
  try {
    const folder = await unpackServer(work);
    await addRipgrep(work, folder);
    rmSync(finished, { recursive: true, force: true });
    renameSync(folder, finished);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(`VS Code is ready after ${seconds(startMs)}.`);
  return finished;
}

async function unpackServer(work) {
  await capture('npm', ['pack', `code-server@${CODE_SERVER_VERSION}`, '--silent'], { cwd: work });
  const archive = `code-server-${CODE_SERVER_VERSION}.tgz`;
  await capture('tar', ['xzf', archive, 'package/lib/vscode'], { cwd: work });
  const folder = join(work, 'package', 'lib', 'vscode');
  for (const part of ['out', 'extensions']) removeSourceMaps(join(folder, part));
  await capture(
    'npm',
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder },
  );
  return folder;
}

function removeSourceMaps(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.map')) rmSync(join(entry.parentPath, entry.name));
  }
}

// VS Code's own package fetches ripgrep from elsewhere; this one carries the program inside.
async function addRipgrep(work, folder) {
  await capture('npm', ['pack', `@vscode/ripgrep-universal@${RIPGREP_VERSION}`, '--silent'], {
    cwd: work,
  });
  const program = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const inside = `package/bin/${process.platform}-${process.arch}/${program}`;
  await capture('tar', ['xzf', `vscode-ripgrep-universal-${RIPGREP_VERSION}.tgz`, inside], {
    cwd: work,
  });
  const target = join(folder, 'node_modules', '@vscode', 'ripgrep', 'bin');
  mkdirSync(target, { recursive: true });
  renameSync(join(work, inside), join(target, program));
  chmodSync(join(target, program), 0o755);
}

/** A port nobody listens on now. */
const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/**
 * Starts the VS Code server on loopback with a token.
 * @param {{ dataDir: string, settings?: object, env?: object, port?: number }} options
 */
export async function startVsCodeServer({ dataDir, settings, env = {}, port }) {
  const folder = await ensureVsCodeWeb();
  const serverPort = port ?? (await freePort());
  const token = randomBytes(16).toString('hex');
  const userDir = join(dataDir, 'data', 'User');
  mkdirSync(userDir, { recursive: true });
  const settingsFile = join(userDir, 'settings.json');
  // What the user has changed since stays as it is.
  if (settings !== undefined && !existsSync(settingsFile)) {
    writeFileSync(settingsFile, JSON.stringify(settings, undefined, 2));
  }
  const args = ['out/server-main.js', '--host', '127.0.0.1', '--port', String(serverPort)];
  args.push('--connection-token', token, '--accept-server-license-terms');
  args.push('--server-data-dir', dataDir, '--disable-workspace-trust', '--disable-telemetry');
  args.push('--enable-smoke-test-driver', '--telemetry-level', 'off');
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...env } });
  let log = '';
  await new Promise((resolve, reject) => {
    const onData = (chunk) => {
      log += chunk;
      if (log.includes('agent listening')) resolve();
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('exit', (code) => reject(new Error(`VS Code ended with ${String(code)}:\n${log}`)));
  });
  const remote = (path) => `vscode-remote://localhost:${serverPort}${path}`;
  return {
    pid: child.pid,
    port: serverPort,
    remote,
    log: () => log,
    exited: new Promise((resolve) => child.once('exit', resolve)),
    stop: () => child.kill(),
    /** `payload`: pairs of VS Code's own start options. */
    url: (workspaceFolder, payload) =>
      `http://localhost:${serverPort}/?tkn=${token}&folder=${encodeURIComponent(workspaceFolder)}` +
      `&payload=${encodeURIComponent(JSON.stringify([['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload]))}`,
  };
}
