/** A fault of the program: one line that says where the rest is. */
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { crashLine } from '../../../cli/src/outcome/crashLog.ts';

test.each<[string, unknown, string]>([
  ['an error', new Error('broken\nsecond line'), 'broken'],
  ['anything else', 'text', 'text'],
])('%s', (_, error, summary) => {
  const line = crashLine(error);
  const [, path = ''] =
    /^pxl failed because of a fault in it: .* Details are in (.*)\n$/.exec(line) ?? [];
  expect(line).toBe(`pxl failed because of a fault in it: ${summary} Details are in ${path}\n`);
  const stored = readFileSync(path, 'utf8');
  rmSync(dirname(path), { recursive: true });
  expect(stored).toContain(error instanceof Error ? 'crashLog.test.ts' : summary);
});
