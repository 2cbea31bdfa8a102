/** Notices that whoever started this process does not need it any more. */
import { fstatSync } from 'node:fs';

const CHECK_MS = 1000;

/**
 * Calls `stop` once when the channel of a forking parent or the pipe of standard input closes; with
 * `exitWithParent` also when the parent has ended. Standard input that is no pipe says nothing:
 * services and containers start with /dev/null. @returns what stops watching.
 */
export function onParentGone(stop: () => void, exitWithParent: boolean): () => void {
  const ends: (() => void)[] = [];
  if (process.channel !== undefined) {
    process.once('disconnect', stop);
    ends.push(() => process.off('disconnect', stop));
  } else if (isPipe(process.stdin.fd)) {
    process.stdin.once('end', stop).resume();
    // Read on, standard input would keep the process alive.
    ends.push(() => process.stdin.off('end', stop).pause());
  }
  if (exitWithParent) {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent && isAlive(parent)) return;
      clearInterval(timer);
      stop();
    }, CHECK_MS);
    ends.push(() => {
      clearInterval(timer);
    });
  }
  return () => {
    for (const end of ends) end();
  };
}

/** Node gives a pipe of a parent as a pipe or as a socket. */
function isPipe(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFIFO() || stat.isSocket();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Closed from the start.
    return false;
  }
}

/** Windows does not give the children of an ended process another parent. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
