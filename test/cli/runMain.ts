/** Calls the command line in process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../cli/src/commands.ts';

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function pxl(
  args: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Finished> {
  let out = '';
  let err = '';
  const code = await main(args, {
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      err += text;
    },
    signal,
  });
  return { code, out, err };
}

/** Calls `use` with a folder that holds these files. */
export async function withFiles<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (path: (name: string) => string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'pxl-cli-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return await use((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
