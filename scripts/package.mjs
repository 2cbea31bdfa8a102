// Makes the VSIX of one platform: production bundles plus DuckDB's native binding for it.
//   npm run package -- --target linux-x64
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { run } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { bundledPackages, noticesOf } from './lib/notices.mjs';
import { fromRoot, root } from './lib/paths.mjs';

await ensureInstalled();
const { values } = parseArgs({
  options: { target: { type: 'string', default: `${process.platform}-${process.arch}` } },
});
const bindings = ['node-bindings', `node-bindings-${values.target}`].map((name) => ({
  name,
  from: fromRoot('node_modules', '@duckdb', name),
}));
if (bindings.some(({ from }) => !existsSync(from))) {
  console.error(
    `DuckDB's binding for ${values.target} is not installed. Run: npm install --no-save --force @duckdb/node-bindings-${values.target}`,
  );
  process.exit(1);
}
const built = await run(process.execPath, [fromRoot('scripts', 'build.mjs'), '--production']);
if (built !== 0) process.exit(built);

writeFileSync(fromRoot('THIRD_PARTY_NOTICES.md'), noticesOf(await bundledPackages()));
const { version } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
mkdirSync(fromRoot('out'), { recursive: true });
const packagePath = fromRoot('out', `pxl-${values.target}-${version}.vsix`);
// The packager leaves the root's packages out; beside the bundles the binding is found as well.
const packages = fromRoot('dist', 'node_modules');
try {
  rmSync(packages, { recursive: true, force: true });
  for (const { name, from } of bindings) {
    cpSync(from, join(packages, '@duckdb', name), { recursive: true });
  }
  await createVSIX({
    cwd: root,
    packagePath,
    target: values.target,
    dependencies: false,
    allowMissingRepository: true,
  });
} finally {
  rmSync(packages, { recursive: true, force: true });
}
console.log(packagePath);
