/** `pxl serve`: the local cluster for any Pixie client, in the foreground. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { engineEnvironment } from '#runner';

/** @returns the exit code once the cluster has ended. */
export function serve(args: readonly string[], signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'engine.js'), [...args], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: engineEnvironment(process.env),
    });
    const stop = () => {
      child.kill();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    process.stdin.on('end', stop);
    process.stdin.resume();
    // Read on, the standard input would keep this process alive.
    const letGo = () => process.stdin.off('end', stop).pause();
    child.once('error', (error) => {
      letGo();
      reject(error);
    });
    child.once('exit', (code) => {
      letGo();
      resolve(code ?? 0);
    });
  });
}
