/** Entry of the language server; the editor says how it wants to talk. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from '../connection.ts';
import { nodeFiles } from './nodeFiles.ts';

const connection = createConnection(ProposedFeatures.all);

// Answers are worked out from texts and kept nowhere half done, so whatever failed on its own is
// logged and the next request is answered as before.
const survive = (what: string) => (reason: unknown) => {
  // Without an editor there is nobody to answer, nor to tell.
  const { code } = Object(reason) as { readonly code?: unknown };
  if (code === 'EPIPE' || code === 'ERR_IPC_CHANNEL_CLOSED') process.exit(1);
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  connection.console.error(`${what}: ${text}`);
};
process.on('uncaughtException', survive('unexpected error'));
process.on('unhandledRejection', survive('unexpected rejection'));

/** The first documents come first. */
const IDLE_MS = 500;

function whenIdle(steps: Iterator<void, void>): void {
  const step = () => {
    // In between, messages are received and answered.
    if (steps.next().done !== true) setImmediate(step);
  };
  setTimeout(step, IDLE_MS).unref();
}

startServer(connection, nodeFiles, { whenIdle });
