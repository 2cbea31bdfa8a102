/** `pxl serve`: the local cluster for any Pixie client, in the foreground. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** @returns the exit code once the cluster has ended. */
export function serve(args: readonly string[], signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'engine.js'), [...args], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    const stop = () => {
      child.kill();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    process.stdin.on('end', stop);
    process.stdin.resume();
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 0);
    });
  });
}
