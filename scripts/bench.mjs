// Benchmarks, as medians. `npm run bench` runs all; `npm run bench -- language` those named so.
// `npm run bench -- soak --minutes 30` watches the local cluster for that long (Linux).
import { cpSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { run } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { fromRoot } from './lib/paths.mjs';

await ensureInstalled();
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '30' } },
});
const soaking = wanted.length === 1 && wanted[0] === 'soak';
/** `firstRun` is asked for as first-run. */
const spoken = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const names = readdirSync(fromRoot('test', 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => basename(file, '.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.includes(spoken(name)));
if (names.length === 0 && !soaking) {
  console.error(`No benchmark is called ${wanted.join(', ')}.`);
  process.exit(2);
}
const built = await run(process.execPath, [fromRoot('scripts', 'build.mjs'), '--production']);
if (built !== 0) process.exit(built);

// Where bundles look for Pixie's messages.
cpSync(fromRoot('dist', 'proto'), fromRoot('out', 'bench', 'proto'), { recursive: true });

/** The exports of a file of test/bench. */
async function load(name) {
  const outfile = fromRoot('out', 'bench', `${name}.cjs`);
  await esbuild.build({
    entryPoints: [fromRoot('test', 'bench', `${name}.ts`)],
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
  return (await import(pathToFileURL(outfile).href)).default;
}

if (soaking) {
  const { soak } = await load('soak');
  const failures = await soak(Number(values.minutes), fromRoot('dist', 'engine.js'));
  process.exit(failures === 0 ? 0 : 1);
}
for (const name of names) {
  const { measure } = await load(`${name}.bench`);
  console.log(`\n${spoken(name)}`);
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
