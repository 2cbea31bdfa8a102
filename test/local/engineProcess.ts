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
  /** Resolves when the running process ends unasked. */
  readonly died: () => Promise<void>;
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
  const waiting: (() => void)[] = [];
  const runner = createLocalRunner({
    enginePath,
    args: ['--otlp-port', '0', ...(args.includes('--state') ? [] : ['--state', folder]), ...args],
    onLog: (text) => {
      log += text;
    },
    onDeath: () => {
      for (const done of waiting.splice(0)) done();
    },
  });
  return {
    runner,
    folder,
    log: () => log,
    died: () => new Promise((resolve) => waiting.push(resolve)),
    stop: () => {
      runner.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
