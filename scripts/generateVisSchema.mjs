// Writes server/schemas/vis.schema.json from the tables of vis/src.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import * as prettier from 'prettier';
import { fromRoot } from './lib/paths.mjs';

const folder = mkdtempSync(join(tmpdir(), 'pxl-schema-'));
const outfile = join(folder, 'schema.mjs');
await esbuild.build({
  entryPoints: [fromRoot('vis', 'src', 'schema.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'main'],
});
const { visSchema } = await import(pathToFileURL(outfile).href);
const target = fromRoot('server', 'schemas', 'vis.schema.json');
mkdirSync(fromRoot('server', 'schemas'), { recursive: true });
const config = await prettier.resolveConfig(target);
writeFileSync(
  target,
  await prettier.format(JSON.stringify(visSchema()), { ...config, parser: 'json' }),
);
rmSync(folder, { recursive: true });
