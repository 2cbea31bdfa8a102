/** A file that appears when it is complete: written under another name in its folder, then renamed. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OutputError, UsageError } from '../outcome/errors.ts';

export interface OutFile {
  /** @throws OutputError; nothing is left behind then. */
  readonly write: (text: string) => Promise<void>;
  /** Puts the file in its place. @throws OutputError; nothing is left behind then. */
  readonly commit: () => Promise<void>;
  /** Removes what was written. */
  readonly discard: () => Promise<void>;
}

/** @throws UsageError for something that is no file; OutputError. */
export type OutFiles = (path: string) => Promise<OutFile>;

/** What is needed of a disk; a test hands in one that is full. */
export interface Disk {
  /** Makes a new file. */
  readonly create: (path: string) => Promise<DiskFile>;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** Undefined when there is nothing. */
  readonly isFile: (path: string) => Promise<boolean | undefined>;
  /** Removes the file if the process ends before the returned function is called. */
  readonly removeAtExit: (path: string) => () => void;
}

export interface DiskFile {
  readonly append: (text: string) => Promise<void>;
  /** Makes sure the text is on the disk: a full one may say so only now. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const outFilesOn =
  (disk: Disk): OutFiles =>
  async (path) => {
    if ((await disk.isFile(path)) === false) {
      throw new UsageError(
        `${path} is not a file that can be replaced. Without --out, tables go to standard output.`,
      );
    }
    const partial = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
    const orFail = async <T>(work: Promise<T>, undo: () => Promise<void>): Promise<T> => {
      try {
        return await work;
      } catch (error) {
        await undo();
        throw new OutputError(path, error as NodeJS.ErrnoException);
      }
    };
    const file = await orFail(disk.create(partial), () => Promise.resolve());
    const release = disk.removeAtExit(partial);
    let isOpen = true;
    const discard = async (): Promise<void> => {
      if (isOpen) {
        isOpen = false;
        await file.close();
      }
      await disk.remove(partial);
      release();
    };
    return {
      discard,
      write: (text) => orFail(file.append(text), discard),
      commit: async () => {
        await orFail(file.flush(), discard);
        isOpen = false;
        await orFail(file.close(), discard);
        await orFail(disk.rename(partial, path), discard);
        release();
      },
    };
  };

export const nodeDisk: Disk = {
  create: async (path) => {
    const handle = await open(path, 'wx');
    return {
      append: (text) => handle.appendFile(text),
      flush: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  isFile: async (path) => {
    const found = await stat(path).catch(() => undefined);
    return found?.isFile();
  },
  removeAtExit: (path) => {
    const remove = () => {
      rmSync(path, { force: true });
    };
    process.once('exit', remove);
    return () => process.off('exit', remove);
  },
};
