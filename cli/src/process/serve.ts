/** `pxl serve`: the local cluster for any Pixie client, in the foreground. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { onParentGone } from '#local';
import { engineEnvironment } from '#runner';

export interface ServeOptions {
  /** The command line of the cluster's process. */
  readonly args: readonly string[];
  /** End with the process that started this one. */
  readonly exitWithParent: boolean;
}

/** @returns the exit code once the cluster has ended. */
export function serve(
  { args, exitWithParent }: ServeOptions,
  signal: AbortSignal,
): Promise<number> {
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
    const letGo = onParentGone(stop, exitWithParent);
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
