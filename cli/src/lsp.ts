/** `pxl lsp`: the language server for editors that start one by a command. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Serves until the editor asks it to end or goes away; then the server ends this process. How to
 * talk stands on the command line, where the server reads it itself.
 */
export function serveEditor(signal: AbortSignal): Promise<never> {
  createRequire(__filename)(join(__dirname, 'server.js'));
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  return new Promise<never>(() => undefined);
}
