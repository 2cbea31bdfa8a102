import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The command of README's block that runs every test. */
const readmeCommand = /^(.+?)\s+# runs every test$/m.exec(read('README.md'))?.[1];

test.each<readonly [string, RegExp]>([
  ['.ci/run', /^(?!#|set |cd )\S.*$/gm],
  ['.github/workflows/ci.yml', /(?<=^ +- run: ).*$/gm],
])('%s runs the command of the README and nothing else', (path, commands) => {
  expect(readmeCommand).toBe('npm test');
  expect(read(path).match(commands)).toEqual([readmeCommand]);
});

test('the workflow runs on the oldest Node that the README names', () => {
  const [, major] = /Node (\d+)\.\d+ or newer/.exec(read('README.md')) ?? [];
  expect(read('.github/workflows/ci.yml')).toContain(`node-version: ${String(major)}\n`);
});
