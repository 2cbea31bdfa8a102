/** What is kept of a fault of this program: one line for the user, the rest in a file. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @returns the line to print. Arguments are not stored: they can hold keys. */
export function crashLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const details = error instanceof Error ? (error.stack ?? message) : message;
  const summary = message.split('\n', 1)[0] ?? '';
  return `pxl failed because of a fault in it: ${summary} ${storedAt(details)}\n`;
}

function storedAt(details: string): string {
  const { platform, arch, version } = process;
  try {
    const path = join(mkdtempSync(join(tmpdir(), 'pxl-')), 'error.log');
    writeFileSync(path, `${details}\nNode ${version}, ${platform} ${arch}\n`, { mode: 0o600 });
    return `Details are in ${path}`;
  } catch (error) {
    return `Details could not be stored: ${error instanceof Error ? error.message : String(error)}`;
  }
}
