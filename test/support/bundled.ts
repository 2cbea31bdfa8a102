/** Programs of test/support as single files that Node.js runs by itself. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'out', 'test');

/** @returns the path of the bundle of `<name>.ts` beside this file. */
export async function bundled(name: string): Promise<string> {
  await mkdir(join(folder, 'proto'), { recursive: true });
  await cp(join(root, 'proto'), join(folder, 'proto'), {
    recursive: true,
    filter: (path) => !path.includes('src'),
  });
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
}
