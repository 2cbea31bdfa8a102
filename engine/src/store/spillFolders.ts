/** Where queries put what memory does not hold: one folder a process, in the system's own. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^pxl-(\d+)\.spill$/;

export const spillFolder = (parent: string): string =>
  join(parent, `pxl-${String(process.pid)}.spill`);

export interface SweptFolders {
  readonly removed: readonly string[];
  /** Of processes that have ended, but cannot be removed. */
  readonly kept: readonly KeptFolder[];
}
export interface KeptFolder {
  readonly path: string;
  readonly reason: string;
}

const removeFolder = (path: string): void => {
  rmSync(path, { recursive: true, force: true });
};

/** Removes what processes left behind that were ended without a chance to clean up. */
export function sweepSpillFolders(
  parent: string,
  remove: (path: string) => void = removeFolder,
): SweptFolders {
  const removed: string[] = [];
  const kept: KeptFolder[] = [];
  for (const name of readdirSync(parent)) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(parent, name);
    try {
      remove(path);
      removed.push(path);
    } catch (error) {
      kept.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { removed, kept };
}

/** What the user is told of a folder that stays. */
export const keptFolderNotice = ({ path, reason }: KeptFolder): string =>
  `Rows that an ended local cluster spilled to ${path} cannot be removed (${reason}); delete the folder to free its room.`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
