// Everything that can be checked without running the product: format, types, lint and import
// rules, cycles, dead code. `--only NAME` runs one of them.
import { parseArgs } from 'node:util';
import { run, seconds } from './lib/command.mjs';
import { fromRoot } from './lib/paths.mjs';
import { rooms } from './rooms.mjs';

const bin = (...parts) => fromRoot('node_modules', ...parts);
const sources = [...Object.keys(rooms).map((room) => `${room}/src`), 'test'];
const steps = [
  {
    name: 'format',
    args: [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  },
  { name: 'types', args: [bin('typescript', 'bin', 'tsc'), '-b', 'tsconfig.json'] },
  {
    name: 'lint',
    args: [
      bin('eslint', 'bin', 'eslint.js'),
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      'out/.eslintcache',
      ...sources,
    ],
  },
  {
    name: 'cycles',
    args: [
      bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      ...sources.filter((s) => s !== 'test'),
    ],
  },
  { name: 'dead code', args: [bin('knip', 'bin', 'knip.js'), '--no-progress'] },
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
let passed = 0;
const failed = [];
for (const { name, args } of steps) {
  if (values.only !== undefined && values.only !== name) continue;
  const startMs = Date.now();
  const code = await run(process.execPath, args);
  console.log(`${code === 0 ? '✔' : '✘'} ${name} (${seconds(startMs)})`);
  if (code === 0) passed += 1;
  else failed.push(name);
}
console.log(
  `Checks: ${passed} passed, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`,
);
process.exit(failed.length === 0 ? 0 : 1);
