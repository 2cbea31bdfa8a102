/**
 * The files of stored tables: one database file per slice of time in a folder that one process owns.
 *
 * A second process finds the folder owned and takes the next one beside it, so there is never an
 * error about a lock. Files left by processes that are gone are adopted. A file that cannot be
 * read, or that a newer version wrote, is moved aside and stays there.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { quoteName, quoteString } from './quoting.ts';
import type { Store } from './store.ts';

const OWNER_FILE = 'owner.lock';
const SUFFIX = '.slice';
/** Beside a database file while its last changes are not merged into it. */
const LOG_SUFFIX = '.wal';
const ASIDE = 'set-aside';
/** As many processes keep rows of one machine at the same time. */
const MAX_OWNERS = 16;

export interface SliceFolder {
  /** The folder of this process. */
  readonly path: string;
  /** Names of its slices, oldest first. */
  names(): readonly string[];
  pathOf(name: string): string;
  /** Bytes of a slice with what is not merged yet. */
  bytesOf(name: string): number;
  remove(name: string): void;
  /** Moves a slice to where nothing touches it. @returns its new path. */
  setAside(name: string): string;
}

/**
 * Takes the first folder `root/1`, `root/2`, … that no living process owns, and what free ones
 * hold. @returns undefined when all are taken or the disk cannot be written.
 */
export async function ownSliceFolder(
  store: Store,
  root: string,
  onNotice: (text: string) => void,
): Promise<SliceFolder | undefined> {
  for (let number = 1; number <= MAX_OWNERS; number += 1) {
    const path = join(root, String(number));
    try {
      mkdirSync(path, { recursive: true });
      if (!(await own(store, path, ownerName(number)))) continue;
    } catch (error) {
      onNotice(`Rows cannot be kept in ${path}: ${messageOf(error)}`);
      return undefined;
    }
    const folder = sliceFolder(path);
    await adopt(store, root, number, folder);
    return folder;
  }
  onNotice(`Rows are not kept: ${String(MAX_OWNERS)} processes keep theirs in ${root} already.`);
  return undefined;
}

const ownerName = (number: number): string => quoteName(`px_owner_${String(number)}`);

/** The database's own lock on a file says who owns the folder; the system frees it with the process. */
async function own(store: Store, path: string, name: string): Promise<boolean> {
  try {
    await store.run(`ATTACH ${quoteString(join(path, OWNER_FILE))} AS ${name}`);
    return true;
  } catch (error) {
    if (/lock on file|used by another process/iu.test(messageOf(error))) return false;
    throw error;
  }
}

/** Moves slices of folders whose process is gone here, so that none is forgotten. */
async function adopt(store: Store, root: string, own_: number, into: SliceFolder): Promise<void> {
  const others = readdirSync(root).flatMap((name) =>
    /^\d+$/u.test(name) && Number(name) !== own_ ? [Number(name)] : [],
  );
  for (const number of others) {
    const from = sliceFolder(join(root, String(number)));
    if (from.names().length === 0) continue;
    if (!(await own(store, from.path, ownerName(number)))) continue;
    for (const name of from.names()) {
      const free = into.names().includes(name) ? `${name}-${String(number)}` : name;
      for (const suffix of ['', LOG_SUFFIX]) {
        const file = from.pathOf(name) + suffix;
        if (existsSync(file)) renameSync(file, into.pathOf(free) + suffix);
      }
    }
    await store.run(`DETACH ${ownerName(number)}`);
  }
}

function sliceFolder(path: string): SliceFolder {
  const pathOf = (name: string): string => join(path, name + SUFFIX);
  const files = (name: string): string[] =>
    ['', LOG_SUFFIX].map((suffix) => pathOf(name) + suffix).filter((file) => existsSync(file));
  return {
    path,
    pathOf,
    names: () =>
      readdirSync(path)
        .filter((file) => file.endsWith(SUFFIX))
        .map((file) => basename(file, SUFFIX))
        .sort(),
    bytesOf: (name) => files(name).reduce((sum, file) => sum + statSync(file).size, 0),
    remove: (name) => {
      for (const file of files(name)) rmSync(file, { force: true });
    },
    setAside: (name) => {
      const aside = join(path, ASIDE);
      mkdirSync(aside, { recursive: true });
      const free = (attempt: number): string => {
        const target = join(aside, `${name}${attempt === 0 ? '' : `-${String(attempt)}`}${SUFFIX}`);
        return existsSync(target) ? free(attempt + 1) : target;
      };
      const target = free(0);
      for (const file of files(name)) {
        renameSync(file, file.endsWith(LOG_SUFFIX) ? target + LOG_SUFFIX : target);
      }
      return target;
    },
  };
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
