// Packages this platform and looks at what is inside: what must be there, what must not, and that
// the local cluster starts from what is inside alone.
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { fromRoot } from './lib/paths.mjs';

const target = `${process.platform}-${process.arch}`;
const packaged = spawnSync(process.execPath, [fromRoot('scripts', 'package.mjs')], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
const vsix = packaged.stdout.trim().split('\n').at(-1) ?? '';
if (packaged.status !== 0 || !vsix.endsWith('.vsix')) {
  console.error(packaged.stdout);
  process.exit(1);
}

const unpacked = mkdtempSync(join(tmpdir(), 'pxl-vsix-'));
const entries = [];
const zip = await yauzl.openPromise(vsix, { lazyEntries: true });
for await (const entry of zip.eachEntry()) {
  entries.push(entry.fileName);
  if (entry.fileName.endsWith('/')) continue;
  const path = join(unpacked, entry.fileName);
  mkdirSync(dirname(path), { recursive: true });
  await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
}

/** Resolves with the first line the packaged local cluster prints; stops it then. */
function startPackagedCluster() {
  const engine = join(unpacked, 'extension', 'dist', 'engine.js');
  const child = spawn(process.execPath, [engine, '--json'], { cwd: unpacked });
  return new Promise((resolve) => {
    let output = '';
    const take = (chunk) => {
      output += chunk;
      if (output.includes('\n')) child.kill();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', () => resolve(output));
  });
}

const required = [
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/THIRD_PARTY_NOTICES.md',
  'extension/dist/client.js',
  'extension/dist/server.js',
  'extension/dist/engine.js',
  'extension/dist/runner.js',
  'extension/dist/cli.js',
  'extension/dist/ruff_fmt_bg.wasm',
  'extension/dist/webview/main.js',
  'extension/dist/webview/main.css',
  'extension/dist/proto/vizierapi.proto',
  'extension/dist/proto/cloudapi.proto',
  'extension/dist/proto/otlpTrace.proto',
  'extension/dist/proto/otlpMetrics.proto',
  'extension/dist/proto/pprof.proto',
  'extension/syntaxes/pxl.tmLanguage.json',
  'extension/syntaxes/bpftrace.tmLanguage.json',
  'extension/syntaxes/language-configuration.json',
  'extension/server/schemas/vis.schema.json',
  'extension/examples/http-latency/http-latency.pxl',
  'extension/examples/http-latency/vis.json',
  'extension/templates/table-rows/table-rows.pxl',
  'extension/templates/table-rows/vis.json',
  'extension/media/walkthrough/examples.md',
  'extension/media/walkthrough/run-light.png',
  'extension/media/scriptLight.svg',
  'extension/media/scriptDark.svg',
  `extension/dist/node_modules/@duckdb/node-bindings-${target}/duckdb.node`,
];
const allowedPackages = ['@duckdb/node-bindings', `@duckdb/node-bindings-${target}`];
const packageOf = (name) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1];

const checks = [
  ...required.map((name) => ({ what: `has ${name}`, ok: entries.includes(name) })),
  ...[
    {
      what: 'no sources',
      bad: (name) => /\.(ts|mts)$/.test(name) && !name.includes('node_modules'),
    },
    {
      what: 'no source maps',
      bad: (name) => name.endsWith('.map') && !name.includes('node_modules'),
    },
    {
      what: 'no tests or scripts',
      bad: (name) => /^extension\/(test|scripts|out|\.ci)\//.test(name),
    },
    {
      what: "no packages but DuckDB's binding",
      bad: (name) => packageOf(name) !== undefined && !allowedPackages.includes(packageOf(name)),
    },
  ].map(({ what, bad }) => {
    const found = entries.filter(bad);
    return {
      what: found.length === 0 ? what : `${what}: ${found.slice(0, 5).join(', ')}`,
      ok: found.length === 0,
    };
  }),
];
const started = await startPackagedCluster();
rmSync(unpacked, { recursive: true, force: true });
checks.push({
  what: started.includes('"grpc"') ? 'the local cluster starts' : `no local cluster: ${started}`,
  ok: started.includes('"grpc"'),
});
for (const { what, ok } of checks) if (!ok) console.log(`  ✘ ${what}`);
const failed = checks.filter(({ ok }) => !ok).length;
console.log(`${vsix}: ${entries.length} files, ${(statSync(vsix).size / 1e6).toFixed(1)} MB`);
console.log(`Package: ${checks.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
