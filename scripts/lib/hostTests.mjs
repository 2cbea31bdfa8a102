// Bundles the tests that run inside VS Code.
import { readdirSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { fromRoot } from './paths.mjs';

/** @returns the absolute path of the module that exports `run()`. */
export async function buildHostTests() {
  const tests = readdirSync(fromRoot('test', 'host'))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => fromRoot('test', 'host', name));
  await esbuild.build({
    entryPoints: [fromRoot('test', 'host', 'index.ts'), ...tests],
    outdir: fromRoot('out', 'test-host'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return fromRoot('out', 'test-host', 'index.js');
}
