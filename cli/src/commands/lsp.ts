/** `pxl lsp`: the language server for editors that start one by a command. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AddCommand } from './command.ts';
import { UsageError } from '../outcome/errors.ts';

export const addLsp: AddCommand = (program, { io }) => {
  program
    .command('lsp')
    .description('serve an editor as its language server')
    .option('--stdio', 'talk over standard input and output')
    .action(async (flags: { readonly stdio?: boolean }) => {
      if (flags.stdio !== true) throw new UsageError('Say how to talk to the editor: --stdio.');
      await serveEditor(io.signal);
    });
};

/**
 * Serves until the editor asks it to end or goes away; then the server ends this process. How to
 * talk stands on the command line, where the server reads it itself.
 */
function serveEditor(signal: AbortSignal): Promise<never> {
  createRequire(__filename)(join(__dirname, 'server.js'));
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  return new Promise<never>(() => undefined);
}
