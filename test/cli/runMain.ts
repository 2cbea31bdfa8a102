/** Calls the command line in process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runner } from '#protocol/run';
import type { Connection } from '../../cli/src/connection/connection.ts';
import type { Io } from '../../cli/src/process/io.ts';
import { nodeDisk, outFilesOn } from '../../cli/src/output/outFile.ts';
import { main } from '../../cli/src/program.ts';

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Connections that were made. */
  readonly connections: readonly Connection[];
}

export type Surroundings = Partial<Omit<Io, 'writeError' | 'connect'>> & {
  readonly runner?: Runner;
};

/** Without an environment, so that the one of the tests does not matter. */
export async function pxl(args: readonly string[], given: Surroundings = {}): Promise<Finished> {
  const { runner, ...surroundings } = given;
  let out = '';
  let err = '';
  const connections: Connection[] = [];
  const code = await main(args, {
    write: (text) => {
      out += text;
      return Promise.resolve();
    },
    isTerminal: false,
    env: {},
    outFiles: outFilesOn(nodeDisk),
    signal: new AbortController().signal,
    ...surroundings,
    writeError: (text) => {
      err += text;
    },
    connect: (connection) => {
      connections.push(connection);
      if (runner === undefined) throw new Error(`nothing is at ${connection.address}`);
      return runner;
    },
  });
  return { code, out, err, connections };
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
