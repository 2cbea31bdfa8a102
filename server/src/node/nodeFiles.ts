/** Files of the disk. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FileSystem, FolderEntry } from '../workspace/fileSystem.ts';

/** Files come and go while they are looked at; what can't be read is as good as none. */
async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

async function statOf(path: string, maxBytes: number) {
  const info = await stat(path);
  return info.isFile() && info.size <= maxBytes ? info : undefined;
}

export const nodeFiles: FileSystem = {
  read: (uri, maxBytes) =>
    orUndefined(async () => {
      const path = fileURLToPath(uri);
      const text = (await statOf(path, maxBytes)) && (await readFile(path, 'utf8'));
      // A byte order mark is no part of the text; editors leave it out as well.
      return text?.replace(/^\uFEFF/, '');
    }),
  stamp: (uri, maxBytes) =>
    orUndefined(async () => {
      const info = await statOf(fileURLToPath(uri), maxBytes);
      return info && `${String(info.mtimeMs)} ${String(info.size)}`;
    }),
  list: async (folder) => {
    const entries = await orUndefined(() =>
      readdir(fileURLToPath(folder), { withFileTypes: true }),
    );
    return (entries ?? []).map((entry): FolderEntry => {
      const { name } = entry;
      if (entry.isFile()) return { name, kind: 'file' };
      return { name, kind: entry.isDirectory() ? 'folder' : 'other' };
    });
  },
};
