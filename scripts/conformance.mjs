// Our answers beside the real compiler's.
//   npm run conformance                                          the recorded cases
//   npm run conformance -- --all                                 with every difference
//   npm run conformance -- --cases FILE.jsonl --answers OUT.jsonl    our answers to other cases
//   npm run conformance -- --pixie DIR                           the official scripts of a checkout
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { ensureInstalled } from './lib/install.mjs';
import { fromRoot } from './lib/paths.mjs';

await ensureInstalled();
// Beside the sources, so that recorded files are found from there.
const outfile = fromRoot('test', 'support', '.conformance.mjs');
await esbuild.build({
  entryPoints: [fromRoot('test', 'support', 'conformanceMain.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  alias: { '#language': fromRoot('language', 'src', 'index.ts') },
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(outfile).href);
main(process.argv.slice(2));
