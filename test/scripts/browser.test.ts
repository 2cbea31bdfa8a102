import { describe, expect, test } from 'vitest';
import { ensureBrowser, findBrowser, type Machine } from '../../scripts/lib/browser.mjs';

const PLAYWRIGHT = '/cache/playwright/chrome';
const APT = '/usr/bin/apt-get';
const EDGE = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
const MAC_CHROME = '/Users/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const WINDOWS = {
  ProgramFiles: 'C:\\Program Files',
  'ProgramFiles(x86)': 'C:\\Program Files (x86)',
};

interface Case {
  readonly platform?: NodeJS.Platform;
  readonly env?: Machine['env'];
  readonly isRoot?: boolean;
  readonly files?: readonly string[];
  /** Files that exist and do not start. */
  readonly broken?: readonly string[];
  /** What each installer makes exist; without an entry it fails. */
  readonly playwrightMakes?: readonly string[];
  readonly aptMakes?: readonly string[];
}

/** A machine with these files, and the names of what was run on it. */
function machineOf(given: Case): { readonly machine: Machine; readonly ran: string[] } {
  const files = new Set([...(given.files ?? []), ...(given.broken ?? [])]);
  const ran: string[] = [];
  const install = (name: string, made: readonly string[] | undefined): string | undefined => {
    ran.push(name);
    for (const file of made ?? []) files.add(file);
    return made === undefined ? 'Error: getaddrinfo ENOTFOUND' : undefined;
  };
  const machine: Machine = {
    platform: given.platform ?? 'linux',
    env: given.env ?? { PATH: '/opt/bin' },
    home: '/Users/ada',
    isRoot: given.isRoot ?? false,
    exists: (path) => files.has(path),
    starts: (path) => given.broken?.includes(path) !== true,
    playwrightPath: () => PLAYWRIGHT,
    run: (command, args) => {
      if (command !== APT) return install('playwright', given.playwrightMakes);
      if (args[0] === 'install') return install('apt install', given.aptMakes);
      ran.push('apt update');
      return undefined;
    },
    log: () => undefined,
  };
  return { machine, ran };
}

const apt = { isRoot: true, files: [APT] };
const aptRan = ['playwright', 'apt update', 'apt install'];

describe('a browser is found, or else installed', () => {
  test.each<readonly [string, Case, string, readonly string[]]>([
    [
      'CHROMIUM_PATH wins',
      {
        env: { CHROMIUM_PATH: '/my/chrome', PATH: '' },
        files: ['/my/chrome', '/usr/bin/chromium'],
      },
      '/my/chrome',
      [],
    ],
    [
      'an empty CHROMIUM_PATH says nothing',
      { env: { CHROMIUM_PATH: '', PATH: '' }, files: ['/usr/bin/chromium'] },
      '/usr/bin/chromium',
      [],
    ],
    [
      'Chromium on the PATH',
      { files: ['/opt/bin/chromium', '/usr/bin/google-chrome'] },
      '/opt/bin/chromium',
      [],
    ],
    [
      'Chrome, PATH or not',
      { env: {}, files: ['/usr/bin/google-chrome'] },
      '/usr/bin/google-chrome',
      [],
    ],
    [
      'Edge on Linux',
      { files: ['/usr/bin/microsoft-edge-stable'] },
      '/usr/bin/microsoft-edge-stable',
      [],
    ],
    [
      'a placeholder that does not start is passed over',
      { broken: ['/usr/bin/chromium-browser'], files: ['/usr/bin/google-chrome'] },
      '/usr/bin/google-chrome',
      [],
    ],
    ['Chrome of one user on macOS', { platform: 'darwin', files: [MAC_CHROME] }, MAC_CHROME, []],
    ['Edge on Windows', { platform: 'win32', env: WINDOWS, files: [EDGE] }, EDGE, []],
    ["Playwright's, downloaded before", { files: [PLAYWRIGHT] }, PLAYWRIGHT, []],
    [
      "Playwright's, downloaded now",
      { ...apt, playwrightMakes: [PLAYWRIGHT] },
      PLAYWRIGHT,
      ['playwright'],
    ],
    [
      'apt, when the download fails',
      { ...apt, aptMakes: ['/usr/bin/chromium'] },
      '/usr/bin/chromium',
      aptRan,
    ],
    [
      'apt, when the download does not start',
      { ...apt, broken: [PLAYWRIGHT], playwrightMakes: [], aptMakes: ['/usr/bin/chromium'] },
      '/usr/bin/chromium',
      aptRan,
    ],
  ])('%s', (_what, given, path, installers) => {
    const { machine, ran } = machineOf(given);
    expect(ensureBrowser(machine)).toBe(path);
    expect(ran).toEqual(installers);
  });
});

describe('when there is no browser, one line says what to install', () => {
  test.each<readonly [string, Case, readonly string[]]>([
    ['without root, apt is left alone', { files: [APT] }, ['playwright']],
    ['without apt', { isRoot: true }, ['playwright']],
    ['when apt fails too', apt, aptRan],
    [
      'when what apt installs does not start',
      { ...apt, broken: ['/usr/bin/chromium'], aptMakes: [] },
      aptRan,
    ],
    ['on macOS', { platform: 'darwin', isRoot: true }, ['playwright']],
    ['on Windows without its variables', { platform: 'win32', env: {} }, ['playwright']],
  ])('%s', (_what, given, installers) => {
    const { machine, ran } = machineOf(given);
    expect(() => ensureBrowser(machine)).toThrow(/^No browser was found.*CHROMIUM_PATH\.$/);
    expect(ran).toEqual(installers);
  });

  test('a CHROMIUM_PATH that does not start is reported, and nothing is installed', () => {
    const { machine, ran } = machineOf({ ...apt, env: { CHROMIUM_PATH: '/gone', PATH: '' } });
    expect(() => ensureBrowser(machine)).toThrow('CHROMIUM_PATH is /gone');
    expect(ran).toEqual([]);
  });

  test('looking alone installs nothing', () => {
    const { machine, ran } = machineOf(apt);
    expect(findBrowser(machine)).toBeUndefined();
    expect(ran).toEqual([]);
  });
});
