/** The local cluster's process as `pxl serve` starts it, bundled from source. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createLocalRunner, type LocalRunner } from '#runner';

export interface EngineProcess {
  readonly runner: LocalRunner;
  /** The folder of this process, deleted with it. */
  readonly folder: string;
  readonly log: () => string;
  stop(): void;
}

/** Bundles into the checkout, where the database's binding is found. */
async function bundleEngine(): Promise<string> {
  const outfile = join(process.cwd(), 'out', 'test', 'engine', 'engine.cjs');
  await build({
    entryPoints: ['local/src/main.ts'],
    outfile,
    bundle: true,
    logLevel: 'error',
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['@duckdb/node-bindings', '@duckdb/node-bindings-*'],
    // Where unbundled code looks for the .proto files.
    define: { __dirname: JSON.stringify(join(process.cwd(), 'proto', 'src')) },
  });
  return outfile;
}

export async function startEngine(...args: readonly string[]): Promise<EngineProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'pxl-engine-'));
  const enginePath = await bundleEngine();
  let log = '';
  const runner = createLocalRunner({
    enginePath,
    args: args.includes('--state') ? args : ['--state', folder, ...args],
    onLog: (text) => {
      log += text;
    },
  });
  return {
    runner,
    folder,
    log: () => log,
    stop: () => {
      runner.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
