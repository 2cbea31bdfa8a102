import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultStateFolder } from '../../local/src/stateFolder.ts';

test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  ['linux', {}, join(homedir(), '.local', 'state', 'pxl')],
  ['linux', { XDG_STATE_HOME: '' }, join(homedir(), '.local', 'state', 'pxl')],
  ['linux', { XDG_STATE_HOME: '/var/me' }, join('/var/me', 'pxl')],
  ['darwin', {}, join(homedir(), 'Library', 'Application Support', 'pxl')],
  ['win32', { LOCALAPPDATA: '/c/local' }, join('/c/local', 'pxl')],
])('on %s with %o rows are in %s', (platform, env, expected) => {
  expect(defaultStateFolder(platform, env)).toBe(expected);
});
