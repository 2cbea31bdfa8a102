// Takes the README's pictures into media/screenshots and the walkthrough's into media/walkthrough.
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { run } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { fromRoot } from './lib/paths.mjs';

await ensureInstalled();
const built = await run(process.execPath, [fromRoot('scripts', 'build.mjs')]);
if (built !== 0) process.exit(built);
const outfile = fromRoot('out', 'screenshots', 'screenshots.mjs');
await esbuild.build({
  entryPoints: [fromRoot('test', 'ui', 'screenshots.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  external: [fromRoot('scripts', 'lib', '*')],
  logLevel: 'warning',
});
const { takeScreenshots, takeWalkthroughPictures } = await import(pathToFileURL(outfile).href);
await takeScreenshots(fromRoot('media', 'screenshots'));
await takeWalkthroughPictures(fromRoot('media', 'walkthrough'));
