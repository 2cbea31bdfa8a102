// Licences of everything that ends up in a bundle, read from the packages themselves.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { bundles } from './bundles.mjs';
import { fromRoot } from './paths.mjs';

// Shipped as packages, not bundled.
const shipped = ['@duckdb/node-bindings'];

/** Names of the packages whose code is in a bundle, sorted. */
export async function bundledPackages() {
  const names = new Set(shipped);
  for (const { entry, options } of bundles) {
    const result = await esbuild.build({
      ...options,
      entryPoints: [fromRoot(entry)],
      outdir: fromRoot('out', 'notices'),
      bundle: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    for (const file of Object.keys(result.metafile.inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
      if (name !== undefined) names.add(name);
    }
  }
  return [...names].sort();
}

/** One document with the name, version, licence and licence text of each package. */
export function noticesOf(names) {
  const parts = names.map((name) => {
    const folder = fromRoot('node_modules', name);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = existsSync(folder)
      ? readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
      : undefined;
    const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
    return `## ${name} ${manifest.version} (${manifest.license ?? 'see text'})${text}`;
  });
  return `# Third-party notices\n\nPxL for VS Code contains the following packages.\n\n${parts.join('\n\n')}\n`;
}
