// Our answers beside the real compiler's.
//   npm run conformance                                          the recorded cases
//   npm run conformance -- --all                                 with every difference
//   npm run conformance -- --cases FILE.jsonl --answers OUT.jsonl    our answers to other cases
//   npm run conformance -- --pixie DIR                           the official scripts of a checkout
//   npm run conformance -- --pixie DIR --run                     runs them on the demo cluster
//   npm run conformance -- --engine                              our rows beside the recorded ones
//   npm run conformance -- --results FILE.jsonl --dataset DATASET.json --answers OUT.jsonl
//                                                                our rows for other cases
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { ensureInstalled } from './lib/install.mjs';
import { fromRoot } from './lib/paths.mjs';

await ensureInstalled();
const args = process.argv.slice(2);
const aboutRows = args.some((arg) => /^--(?:engine|results|run)(?:=|$)/.test(arg));
const name = aboutRows ? 'engineConformance' : 'conformance';
// Beside the sources, so that recorded files are found from there.
const outfile = fromRoot('test', 'support', `.${name}.mjs`);
await esbuild.build({
  entryPoints: [fromRoot('test', 'support', `${name}Main.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  // The .proto files are found from the room that holds them.
  define: { __dirname: JSON.stringify(fromRoot('proto', 'src')) },
  alias: Object.fromEntries(
    ['language', 'vis', 'ide', 'proto', 'engine'].map((room) => [
      `#${room}`,
      fromRoot(room, 'src', 'index.ts'),
    ]),
  ),
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(outfile).href);
await main(args);
