/** Entry of the command line: signals, and an end that nothing can hold up. */
import { visibleLines } from '#rows';
import { crashLine } from './outcome/crashLog.ts';
import { EXIT } from './outcome/exitCodes.ts';
import { processIo } from './process/processIo.ts';
import { main } from './program.ts';
import { signalHandler } from './process/signals.ts';

// Deprecations of Node are for who makes this program, not for who uses it.
process.noDeprecation = true;

const abort = new AbortController();

const onSignal = signalHandler({
  abort,
  setExitCode: (code) => {
    process.exitCode = code;
  },
  exit: (code) => process.exit(code),
  after: (delayMs, work) => {
    setTimeout(work, delayMs).unref();
  },
});
process.on('SIGINT', () => {
  onSignal(EXIT.interrupted);
});
process.on('SIGTERM', () => {
  onSignal(EXIT.terminated);
});

function onFault(error: unknown): void {
  process.stderr.write(visibleLines(crashLine(error)), () => process.exit(EXIT.failed));
}
process.on('uncaughtException', onFault);
process.on('unhandledRejection', onFault);

main(process.argv.slice(2), processIo(abort.signal)).then((code) => {
  const isTerminated = code === EXIT.interrupted && process.exitCode === EXIT.terminated;
  // An open connection would keep the process alive, so it is ended when its output is out.
  process.stderr.write('', () => process.exit(isTerminated ? EXIT.terminated : code));
}, onFault);
