/** Reads scripts and the vis.json beside them. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MAX_SCRIPT_BYTES } from '#protocol/limits';
import { UsageError } from '../outcome/errors.ts';

/** Editors on Windows write it before the text; it is no part of it. */
const BYTE_ORDER_MARK = '\uFEFF';

export interface ScriptFile {
  readonly text: string;
  /** What stands before the text; to be written back with it. */
  readonly mark: string;
}

export const readScript = async (path: string): Promise<string> =>
  (await readScriptFile(path)).text;

/** @throws UsageError for what is no script. */
export async function readScriptFile(path: string): Promise<ScriptFile> {
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
  return withoutMark(bytes.toString('utf8'));
}

const withoutMark = (text: string): ScriptFile =>
  text.startsWith(BYTE_ORDER_MARK)
    ? { text: text.slice(BYTE_ORDER_MARK.length), mark: BYTE_ORDER_MARK }
    : { text, mark: '' };

export async function readSiblingVis(scriptPath: string): Promise<string | undefined> {
  const path = join(dirname(scriptPath), 'vis.json');
  const info = await stat(path).catch(() => undefined);
  return info === undefined ? undefined : withoutMark(await readFile(path, 'utf8')).text;
}
