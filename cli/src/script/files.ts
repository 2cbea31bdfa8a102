/** Reads scripts and the vis.json beside them. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import { UsageError } from '../outcome/errors.ts';

export async function readScript(path: string): Promise<string> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) throw new UsageError(`${path}: there is no such file.`);
  if (info.isDirectory()) throw new UsageError(`${path} is a folder; name the .pxl file in it.`);
  if (info.size > MAX_SCRIPT_BYTES) {
    throw new UsageError(
      `${path} is larger than 4 MiB, more than a cluster accepts; a PxL script is a few kilobytes of text.`,
    );
  }
  const bytes = await readFile(path);
  if (bytes.includes(0)) {
    throw new UsageError(`${path} is not a text file; a PxL script is text.`);
  }
  return bytes.toString('utf8');
}

export async function readSiblingVis(scriptPath: string): Promise<string | undefined> {
  const path = join(dirname(scriptPath), 'vis.json');
  const info = await stat(path).catch(() => undefined);
  return info === undefined ? undefined : await readFile(path, 'utf8');
}
