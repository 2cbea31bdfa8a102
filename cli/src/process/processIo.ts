/** The Io of the process: standard streams that report what cannot be written. */
import { connect } from '../connection/connection.ts';
import { OutputError } from '../outcome/errors.ts';
import type { Io } from './io.ts';
import { nodeDisk, outFilesOn } from '../output/outFile.ts';

export function processIo(signal: AbortSignal): Io {
  const { stdout, stderr } = process;
  // Every failed write has a callback that hears of it; the event would end the process.
  stdout.on('error', () => undefined);
  // There is nobody left to report to.
  stderr.on('error', () => undefined);
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(new OutputError('Standard output', error));
        });
      }),
    writeError: (text) => {
      stderr.write(text);
    },
    isTerminal: stdout.isTTY,
    env: process.env,
    outFiles: outFilesOn(nodeDisk),
    connect,
    signal,
  };
}
