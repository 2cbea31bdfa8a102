/** `pxl`: its commands, and how what they throw becomes one message and an exit code. */
import { Command, CommanderError } from 'commander';
import { RunFailure } from '#protocol/errors';
import { VERSION } from '#protocol/version';
import { visibleLines } from '#rows';
import { addCheck } from './commands/check.ts';
import { addClusters } from './commands/clusters.ts';
import { addExplain } from './commands/explain.ts';
import { addFormat } from './commands/format.ts';
import { addImportProfile } from './commands/importProfile.ts';
import { addLsp } from './commands/lsp.ts';
import { addRecord } from './commands/record.ts';
import { addRun } from './commands/run.ts';
import { addServe } from './commands/serve.ts';
import type { AddCommand } from './commands/command.ts';
import { EXIT, EXIT_HELP } from './outcome/exitCodes.ts';
import { OutputError, UsageError } from './outcome/errors.ts';
import type { Io } from './process/io.ts';

const COMMANDS: readonly AddCommand[] = [
  addRun,
  addClusters,
  addCheck,
  addExplain,
  addFormat,
  addLsp,
  addRecord,
  addServe,
  addImportProfile,
];

/** @returns the exit code; see exitCodes.ts. @throws Error only for a fault of this program. */
export async function main(argv: readonly string[], given: Io): Promise<number> {
  // Names and texts of scripts and servers are in messages; a terminal must not obey them.
  const io: Io = { ...given, writeError: (text) => given.writeError(visibleLines(text)) };
  let code: number = EXIT.ok;
  let help = '';
  const program = new Command('pxl')
    .description('Check and run PxL, the query language of Pixie.')
    .version(VERSION, '-V, --version')
    .addHelpText('after', EXIT_HELP)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
      writeErr: io.writeError,
    });
  const context = {
    io,
    exit: (given: number) => {
      code = given;
    },
  };
  for (const add of COMMANDS) add(program, context);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      await io.write(help);
      return EXIT.ok;
    }
    return codeOf(error, io);
  }
}

/** Reports an error that is the user's, the cluster's or the disk's. @throws anything else. */
function codeOf(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return EXIT.usage;
  if (error instanceof UsageError) {
    io.writeError(`${error.message}\n`);
    return EXIT.usage;
  }
  if (io.signal.aborted) {
    io.writeError('Cancelled.\n');
    return EXIT.interrupted;
  }
  if (error instanceof OutputError) {
    if (error.isClosedPipe) return EXIT.ok;
    io.writeError(`${error.message}\n`);
    return EXIT.failed;
  }
  if (error instanceof RunFailure) {
    io.writeError(`${error.error.message}\n${error.error.nextStep}\n`);
    return EXIT.failed;
  }
  if (error instanceof DOMException && ['AbortError', 'TimeoutError'].includes(error.name)) {
    io.writeError('The time of --timeout is over.\n');
    return EXIT.failed;
  }
  throw error;
}
