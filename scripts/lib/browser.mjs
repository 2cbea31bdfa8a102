// The browser that tests drive: Chromium, Chrome or Edge of this machine, else one installed here.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { chromium } from 'playwright-core';
import { fromRoot } from './paths.mjs';

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const MAC_APPS = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
const WINDOWS_FILES = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
];
const HOW_TO =
  'Install Chromium, Chrome or Edge (Debian: apt-get install chromium) or set CHROMIUM_PATH.';
// A blocked download server often accepts the connection and then stays silent.
const DOWNLOAD_TIMEOUT_MS = 3 * 60_000;
const APT_TIMEOUT_MS = 10 * 60_000;

/**
 * What looking for a browser needs to know and do; tests pass their own.
 * @typedef {import('./browser.d.mts').Machine} Machine
 */

/** @returns {Machine} */
function thisMachine() {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    isRoot: process.getuid?.() === 0,
    exists: existsSync,
    starts: (path) =>
      // On Windows the option opens a window instead of printing the version.
      process.platform === 'win32' ||
      spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0,
    playwrightPath: () => chromium.executablePath(),
    run: runBounded,
    log: console.log,
  };
}

/** @returns why the command failed; undefined when it succeeded in time. */
function runBounded(command, args, timeoutMs) {
  const { status, error, stderr } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: timeoutMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (error?.code === 'ETIMEDOUT') return `no end after ${timeoutMs / 1000} s`;
  if (error !== undefined) return error.message;
  if (status === 0) return undefined;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.find((line) => /^(?:E|\w*Error):/.test(line)) ?? lines.at(-1) ?? `exit code ${status}`
  );
}

/** Where browsers usually are, the most wanted first. */
function usualPlaces({ platform, env, home }) {
  if (platform === 'win32') {
    const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA];
    return WINDOWS_FILES.flatMap((parts) =>
      folders
        .filter((folder) => folder !== undefined)
        .map((folder) => win32.join(folder, ...parts)),
    );
  }
  if (platform === 'darwin') {
    return MAC_APPS.flatMap((app) =>
      ['/', home].map((base) =>
        posix.join(base, 'Applications', `${app}.app`, 'Contents', 'MacOS', app),
      ),
    );
  }
  const onPath = (env.PATH ?? '').split(':').filter((folder) => folder !== '');
  const folders = [...new Set([...onPath, '/usr/bin', '/snap/bin'])];
  return COMMANDS.flatMap((command) => folders.map((folder) => posix.join(folder, command)));
}

/**
 * @param {Machine} machine
 * @returns {string | undefined} path of a browser that starts
 * @throws when CHROMIUM_PATH names something that does not start
 */
export function findBrowser(machine = thisMachine()) {
  const usable = (path) => machine.exists(path) && machine.starts(path);
  const chosen = machine.env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== '') {
    if (usable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is ${chosen}, which is no browser that starts.`);
  }
  return [...usualPlaces(machine), machine.playwrightPath()].find(usable);
}

/**
 * Finds a browser or installs one: Playwright's own, then Debian's package.
 * @param {Machine} machine
 * @returns {string} its path
 * @throws with what to install, when there is none and none can be installed
 */
export function ensureBrowser(machine = thisMachine()) {
  const found = findBrowser(machine);
  if (found !== undefined) return found;
  for (const { name, possible, steps } of installers(machine)) {
    if (!possible) continue;
    machine.log(`No Chromium, Chrome or Edge was found. Installing ${name}…`);
    const reason = firstFailure(machine, steps);
    const path = findBrowser(machine);
    if (path !== undefined) return path;
    machine.log(`${name}: ${reason ?? 'installed, but it does not start here'}`);
  }
  throw new Error(`No browser was found, and none could be installed. ${HOW_TO}`);
}

function firstFailure(machine, steps) {
  for (const { command, args, timeoutMs } of steps) {
    const reason = machine.run(command, args, timeoutMs);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function installers({ platform, isRoot, exists }) {
  const playwright = fromRoot('node_modules', 'playwright-core', 'cli.js');
  const apt = '/usr/bin/apt-get';
  // Another installation may hold the lock of dpkg.
  const install = ['install', '-y', '-qq', '-o', 'DPkg::Lock::Timeout=120', 'chromium'];
  return [
    {
      name: "Playwright's Chromium",
      possible: true,
      steps: [
        {
          command: process.execPath,
          args: [playwright, 'install', 'chromium', '--no-shell'],
          timeoutMs: DOWNLOAD_TIMEOUT_MS,
        },
      ],
    },
    {
      name: "Debian's chromium package",
      possible: platform === 'linux' && isRoot && exists(apt),
      steps: [
        { command: apt, args: ['update', '-qq'], timeoutMs: APT_TIMEOUT_MS },
        { command: apt, args: install, timeoutMs: APT_TIMEOUT_MS },
      ],
    },
  ];
}

/**
 * @returns {string} path of the browser
 * @throws with what to install, when there is none
 */
function chromiumPath() {
  const found = findBrowser();
  if (found === undefined) throw new Error(`No browser was found. ${HOW_TO}`);
  return found;
}

export const launchBrowser = () =>
  chromium.launch({
    executablePath: chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
