// Real and independent software on both sides of the wire: Pixie's own client and grpcurl against
// `pxl serve`, and `pxl run` against a Vizier in Python. A part whose software cannot be installed
// here (no Python, no Go, no package registry) is named with the reason and counted as skipped.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { rpcs } from '../test/clients/rpcs.mjs';
import { capture } from './lib/command.mjs';
import { callRpc, declaredRpcs, ensureGrpcurl } from './lib/grpcurl.mjs';
import { fromRoot } from './lib/paths.mjs';

const CLIENT = 'pxapi==0.9.0';
const CLI = fromRoot('dist', 'cli.js');
// Cluster and clock stand still, so that both runs of a client see the same rows.
const FIXED = ['--seed', '7', '--now', '1700000000000000000'];
const START_TIMEOUT_MS = 60_000;

const windows = process.platform === 'win32';
const counts = { passed: 0, failed: 0, skipped: 0 };

function report(what, ok, detail = '') {
  counts[ok ? 'passed' : 'failed'] += 1;
  console.log(`  ${ok ? '✔' : '✘'} ${what}${ok || detail === '' ? '' : `\n      ${detail}`}`);
}

/** @returns {Promise<string>} the Python that has Pixie's client. */
async function ensurePython() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'pxl-vscode', CLIENT.replace('==', '-'));
  const python = join(folder, windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python');
  if (!existsSync(python)) {
    await capture(windows ? 'python' : 'python3', ['-m', 'venv', folder]);
  }
  await capture(python, ['-m', 'pip', 'install', '--quiet', '--retries', '1', CLIENT]);
  return python;
}

/** Runs one of test/clients and adds its checks to the counts. */
function runChecks(python, name, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [fromRoot('test', 'clients', `${name}.py`), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // gRPC's own notes about handshakes that cases want to fail.
      env: { ...process.env, GRPC_VERBOSITY: 'NONE', PYTHONIOENCODING: 'utf8' },
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      out += chunk;
      process.stdout.write(chunk);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      const failed = out.match(/^ {2}✘ /gm)?.length ?? 0;
      counts.passed += out.match(/^ {2}✔ /gm)?.length ?? 0;
      counts.failed += failed;
      if (code !== 0 && failed === 0) report(`${name}.py`, false, `it ended with ${String(code)}`);
      resolve();
    });
  });
}

const started = [];

/** Starts `pxl serve`. @returns its ready line, or why there is none */
function serve(...args) {
  const child = spawn(process.execPath, [CLI, 'serve', '--json', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.push(child);
  return new Promise((resolve) => {
    let out = '';
    let errors = '';
    const timer = setTimeout(() => resolve({ problem: 'not ready in time' }), START_TIMEOUT_MS);
    const settle = (value) => {
      clearTimeout(timer);
      resolve(value);
    };
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('\n')) settle({ ready: JSON.parse(out.slice(0, out.indexOf('\n'))) });
    });
    child.once('error', (error) => settle({ problem: error.message }));
    child.once('close', (code) => settle({ problem: `${errors.trim()} (exit code ${code})` }));
  });
}

async function withPython(servers) {
  const python = await ensurePython();
  return [
    [`${CLIENT}: its descriptors`, () => runChecks(python, 'descriptors', fromRoot('proto'))],
    [
      CLIENT,
      async () => {
        const { ready, problem } = servers.usual;
        if (ready === undefined) report('pxl serve starts', false, problem);
        else await runChecks(python, 'pixieClient', ready.grpc, ready.apiKey, ready.clusterId);
      },
    ],
    [
      `${CLIENT}: asynchronous, subscribed and direct`,
      async () => {
        for (const [name, { problem }] of Object.entries(servers)) {
          if (problem !== undefined) console.log(`  ${name}: ${problem}`);
        }
        const lines = Object.entries(servers).map(([name, { ready }]) => [name, ready ?? null]);
        await runChecks(python, 'pixieStyles', JSON.stringify(Object.fromEntries(lines)));
      },
    ],
    [
      'pxl run against a Vizier in Python',
      () => runChecks(python, 'commandLine', process.execPath, CLI),
    ],
  ];
}

async function withGrpcurl({ usual: { ready, problem } }) {
  const program = await ensureGrpcurl();
  const call = () => {
    if (ready === undefined) {
      report('pxl serve starts', false, problem);
      return;
    }
    const wanted = rpcs(ready.clusterId);
    const declared = declaredRpcs(program).sort().join();
    report(
      'every RPC declared is called',
      declared ===
        wanted
          .map(({ rpc }) => rpc)
          .sort()
          .join(),
      declared,
    );
    for (const one of wanted) {
      const { code, out } = callRpc(program, { address: ready.grpc, apiKey: ready.apiKey }, one);
      const ok = code === one.code && (one.answer?.test(out) ?? true);
      report(`${one.rpc}: ${one.code}`, ok, `${code} ${out.slice(0, 300)}`);
      if (one.code === 'Unimplemented') continue;
      const refused = callRpc(program, { address: ready.grpc }, one).code;
      report(`${one.rpc} without a key is refused`, refused === 'Unauthenticated', refused);
    }
  };
  return [['grpcurl', call]];
}

const servers = {};
try {
  [servers.usual, servers.tls, servers.noKey] = await Promise.all([
    serve(...FIXED),
    serve('--tls'),
    serve('--no-key', ...FIXED),
  ]);
  for (const [name, prepare] of [
    ['Python', withPython],
    ['grpcurl', withGrpcurl],
  ]) {
    let parts;
    try {
      parts = await prepare(servers);
    } catch (error) {
      counts.skipped += 1;
      console.log(`${name}: skipped (${error.message.trim().split('\n').at(-1)})`);
      continue;
    }
    for (const [title, part] of parts) {
      console.log(title);
      await part();
    }
  }
} finally {
  for (const child of started) child.kill();
}
console.log(`Clients: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;
