/** Where this platform keeps what programs remember between runs. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * `$XDG_STATE_HOME/pxl`, `~/Library/Application Support/pxl` or `%LOCALAPPDATA%\pxl`.
 *
 * @see XDG Base Directory Specification
 */
export function defaultStateFolder(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const home = homedir();
  const base =
    platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? (env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'))
        : // An empty variable counts as unset.
          env['XDG_STATE_HOME'] || join(home, '.local', 'state');
  return join(base, 'pxl');
}
