/** Opens the manifest of a recording. README.md in the folder explains the format to others. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  FORMAT_VERSION,
  MANIFEST_FILE,
  readManifestText,
  type Manifest,
} from '#protocol/recording';
import { runError } from '#protocol/errors';
import { RunFailure } from '#protocol/run';

/** Something about a recording's files, for the user. */
export function recordingFailure(folder: string, what: string, nextStep: string): RunFailure {
  const message = `The recording ${folder} ${what}.`;
  return new RunFailure(runError('cluster', message, nextStep));
}

const AGAIN = 'Copy the recording again, or make it anew with "pxl record".';

/** @throws RunFailure when the folder holds no recording, a newer one, or a damaged manifest. */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const step = 'Name the folder that "pxl record --out" wrote.';
    throw recordingFailure(folder, `cannot be read: it has no ${MANIFEST_FILE}`, step);
  }
  const read = readManifestText(text);
  switch (read.kind) {
    case 'manifest':
      return read.manifest;
    case 'damaged':
      throw recordingFailure(folder, `cannot be read: its ${MANIFEST_FILE} is damaged`, AGAIN);
    case 'newer':
      throw recordingFailure(
        folder,
        `has format version ${String(read.formatVersion)}; this program reads up to ${String(FORMAT_VERSION)}`,
        'Update PxL, then open it again.',
      );
  }
}
