/** `--help` of every command. */
import { describe, expect, test } from 'vitest';
import { pxl } from './runMain.ts';

const COMMANDS = [
  'run',
  'check',
  'explain',
  'format',
  'lsp',
  'record',
  'serve',
  'import-profile',
  'clusters',
];

describe('pxl --help', () => {
  test('names every command', async () => {
    const { code, out } = await pxl(['--help']);
    expect(code).toBe(0);
    const named = [...out.matchAll(/^ {2}([a-z-]+) [[<]/gm)].map(([, name]) => name);
    expect(named.filter((name) => name !== 'help').sort()).toEqual([...COMMANDS].sort());
  });

  test('--version is the version of the package', async () => {
    expect(await pxl(['--version'])).toMatchObject({ code: 0, out: '0.0.0\n' });
  });

  test.each(COMMANDS)('of %s tells how it is used', async (command) => {
    const { code, out } = await pxl([command, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: pxl ${command} `));
    // A default that is not put into words shows as what the program holds.
    expect(out).not.toMatch(/default: (\[|\{|\d{7})/);
  });
});
