// Pixie's own clients, unmodified, against the built local cluster. A client that cannot be
// installed here (no Python, no package registry) is named with the reason and does not fail.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { capture } from './lib/command.mjs';
import { fromRoot } from './lib/paths.mjs';

const CLIENT = 'pxapi==0.9.0';
// Cluster and clock stand still, so that both runs of a client see the same rows.
const CLUSTER = ['--json', '--seed', '7', '--now', '1700000000000000000'];

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const folder = join(cache, 'pxl-vscode', CLIENT.replace('==', '-'));
const windows = process.platform === 'win32';
const python = join(folder, windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python');

try {
  if (!existsSync(python)) {
    await capture(windows ? 'python' : 'python3', ['-m', 'venv', folder]);
  }
  await capture(python, ['-m', 'pip', 'install', '--quiet', '--retries', '1', CLIENT]);
} catch (error) {
  const reason = error.message.trim().split('\n').at(-1);
  console.log(
    `Clients: ${CLIENT} cannot be installed here (${reason})\n0 passed, 0 failed, 1 skipped`,
  );
  process.exit(0);
}

const cluster = spawn(process.execPath, [fromRoot('dist', 'engine.js'), ...CLUSTER], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
try {
  const ready = await new Promise((resolve, reject) => {
    let out = '';
    cluster.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('\n')) resolve(JSON.parse(out));
    });
    cluster.once('error', reject);
    cluster.once('exit', (code) => reject(new Error(`the cluster ended with ${String(code)}`)));
  });
  const lines = await capture(python, [
    fromRoot('test', 'clients', 'pixieClient.py'),
    ready.grpc,
    ready.apiKey,
    ready.clusterId,
  ]);
  console.log(`${CLIENT}\n${lines}Clients: ${lines.split('✔').length - 1} passed, 0 failed`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  cluster.kill();
}
