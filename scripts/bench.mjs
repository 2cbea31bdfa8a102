// Benchmarks, as medians. `npm run bench` runs all; `npm run bench -- language` those named so.
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { run } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { fromRoot } from './lib/paths.mjs';

await ensureInstalled();
const wanted = process.argv.slice(2);
const names = readdirSync(fromRoot('test', 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => basename(file, '.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.includes(name));
if (names.length === 0) {
  console.error(`No benchmark is called ${wanted.join(', ')}.`);
  process.exit(2);
}
const built = await run(process.execPath, [fromRoot('scripts', 'build.mjs'), '--production']);
if (built !== 0) process.exit(built);

for (const name of names) {
  const outfile = fromRoot('out', 'bench', `${name}.cjs`);
  await esbuild.build({
    entryPoints: [fromRoot('test', 'bench', `${name}.bench.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    external: [fromRoot('scripts', 'lib', '*')],
    // Two folders below the root, as the benchmarks themselves are.
    define: { 'import.meta.dirname': '__dirname' },
    logLevel: 'warning',
  });
  const { measure } = (await import(pathToFileURL(outfile).href)).default;
  console.log(`\n${name}`);
  for (const { what, samples, unit } of await measure()) {
    const sorted = [...samples].sort((a, b) => a - b);
    const at = (quantile) =>
      sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))];
    const show = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
    console.log(
      `  ${what.padEnd(56)} ${show(at(0.5)).padStart(10)} ${unit}` +
        `   (min ${show(sorted[0])}, p95 ${show(at(0.95))}, n ${sorted.length})`,
    );
  }
}
process.exit(0);
