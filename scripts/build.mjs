// Bundles every process into dist/. `--production` minifies and drops source maps; `--only NAME`
// builds the bundle of one process, such as cli or webview; `--watch` rebuilds on change.
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { bundles, copies } from './lib/bundles.mjs';
import { fromRoot } from './lib/paths.mjs';

const { values } = parseArgs({
  options: {
    production: { type: 'boolean', default: false },
    only: { type: 'string' },
    watch: { type: 'boolean', default: false },
  },
});

const { version } = JSON.parse(await readFile(fromRoot('package.json'), 'utf8'));
const wanted = bundles.filter(
  ({ out }) =>
    values.only === undefined ||
    out === `dist/${values.only}.js` ||
    out.startsWith(`dist/${values.only}/`),
);
const optionsOf = ({ entry, out, options }) => ({
  ...options,
  entryPoints: [fromRoot(entry)],
  outfile: fromRoot(out),
  bundle: true,
  minify: values.production,
  sourcemap: values.production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  define: {
    ...options.define,
    PXL_VERSION: JSON.stringify(version),
    'process.env.NODE_ENV': values.production ? '"production"' : '"development"',
  },
});

if (values.only === undefined) await rm(fromRoot('dist'), { recursive: true, force: true });
for (const { from, to } of copies) {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}
if (values.watch) {
  const contexts = await Promise.all(wanted.map((bundle) => esbuild.context(optionsOf(bundle))));
  await Promise.all(contexts.map((context) => context.watch()));
  console.log(`Watching ${wanted.length} bundles. Ctrl+C stops.`);
} else {
  await Promise.all(wanted.map((bundle) => esbuild.build(optionsOf(bundle))));
  console.log(`Built ${wanted.map(({ out }) => out).join(', ')}`);
}
