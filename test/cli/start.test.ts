import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const STARTER = join(import.meta.dirname, '..', '..', 'cli', 'bin', 'pxl.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pxl-start-'));
  mkdirSync(join(folder, 'dist'));
  cpSync(STARTER, join(folder, 'cli', 'bin', 'pxl.js'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a bundle in place, as of that second. */
function build(source: string, second: number): void {
  const file = join(folder, 'dist', 'cli.js');
  writeFileSync(file, source);
  utimesSync(file, second, second);
}

function start(...args: readonly string[]): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'cli', 'bin', 'pxl.js'), ...args],
    { encoding: 'utf8' },
  );
  return { code: status, out: stdout + stderr };
}

const cacheFiles = () => readdirSync(join(folder, 'dist')).filter((name) => name !== 'cli.js');

test('the bundle sees its arguments, its place and modules', () => {
  build(
    `const { basename } = require('node:path');
    console.log(process.argv[2], basename(__dirname), basename(__filename));
    process.exitCode = 3;`,
    1,
  );
  const wanted = { code: 3, out: 'run dist cli.js\n' };
  expect([start('run'), start('run')]).toEqual([wanted, wanted]);
  expect(cacheFiles()).toHaveLength(1);
});

test('another bundle of the same length is not mistaken for the one before', () => {
  build('console.log("one");', 1);
  expect(start().out).toBe('one\n');
  build('console.log("two");', 2);
  expect(start().out).toBe('two\n');
});

test('a spoilt cache is made anew', () => {
  build('console.log("one");', 1);
  start();
  const [name = ''] = cacheFiles();
  writeFileSync(join(folder, 'dist', name), 'spoilt');
  expect(start().out).toBe('one\n');
  expect(cacheFiles()).toEqual([name]);
});

test('without a bundle it says what to do', () => {
  expect(start()).toEqual({ code: 2, out: expect.stringContaining('npm run build') as string });
});
