/** Where queries put what memory does not hold: one folder a process, in the system's own. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^pxl-(\d+)\.spill$/;

export const spillFolder = (parent: string): string =>
  join(parent, `pxl-${String(process.pid)}.spill`);

export interface SweptFolders {
  readonly removed: readonly string[];
  /** Of processes that have ended, but somebody else's. */
  readonly kept: readonly string[];
}

/** Removes what processes left behind that were ended without a chance to clean up. */
export function sweepSpillFolders(parent: string): SweptFolders {
  const removed: string[] = [];
  const kept: string[] = [];
  for (const name of readdirSync(parent)) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
      removed.push(name);
    } catch {
      kept.push(name);
    }
  }
  return { removed, kept };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
