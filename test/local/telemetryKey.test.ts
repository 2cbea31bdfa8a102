import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { knownTelemetryKey, telemetryKey } from '../../local/src/telemetryKey.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pxl-key-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const notices: string[] = [];
const keyOf = (file?: string, env: NodeJS.ProcessEnv = {}, stateFolder = join(folder, 'state')) =>
  telemetryKey({ file, env, stateFolder, onNotice: (text) => notices.push(text) });

test('the key of a machine survives a restart', () => {
  const key = keyOf();
  expect(key).toMatch(/^[0-9a-f]{48}$/);
  expect(keyOf()).toBe(key);
  expect(readFileSync(join(folder, 'state', 'telemetry.key'), 'utf8')).toBe(`${key}\n`);
});

test.skipIf(process.platform === 'win32')('it is for its user only', () => {
  keyOf();
  expect(statSync(join(folder, 'state', 'telemetry.key')).mode & 0o777).toBe(0o600);
});

test('a file comes before a variable, and that before the one of the machine', () => {
  const file = join(folder, 'key');
  writeFileSync(file, 'key-from-a-file-0\n');
  const env = { PXL_TELEMETRY_KEY: 'key-from-a-variable' };
  expect([keyOf(file, env), keyOf(undefined, env)]).toEqual([
    'key-from-a-file-0',
    'key-from-a-variable',
  ]);
});

test.each([
  ['is too short', 'short'],
  ['would end a list of headers', 'a,b=c,d,e,f,g,h,i,j'],
])('a key that %s is refused', (_name, key) => {
  expect(() => keyOf(undefined, { PXL_TELEMETRY_KEY: key })).toThrow(
    'PXL_TELEMETRY_KEY holds no telemetry key',
  );
});

test('a key that cannot be stored is reported', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(keyOf(undefined, {}, file)).toMatch(/^[0-9a-f]{48}$/);
  expect(notices.splice(0)).toEqual([expect.stringContaining('changes with the next start')]);
});

test('the key of the local cluster is known once it was started', () => {
  const state = join(folder, 'another');
  expect(knownTelemetryKey({}, state)).toBeUndefined();
  const key = keyOf(undefined, {}, state);
  expect(knownTelemetryKey({}, state)).toBe(key);
  const given = 'a'.repeat(16);
  expect(knownTelemetryKey({ PXL_TELEMETRY_KEY: given }, state)).toBe(given);
});
