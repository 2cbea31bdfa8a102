/** `pxl` as a process: signals end it whatever the server does; a reader may go away. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withFiles } from './runMain.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const SCRIPT = "import px\npx.display(px.DataFrame('http_events', start_time='-1m'))\n";

/** Takes connections and never answers. */
const sockets = new Set<Socket>();
const blackHole = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => undefined);
});
beforeAll(async () => {
  if (!existsSync(cli)) throw new Error('dist/cli.js is missing; npm run build makes it.');
  await once(blackHole.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  blackHole.close();
});

function start(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env['PATH'], PX_API_KEY: 'k', ...variables };
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return { child, ended: once(child, 'close').then(([code]: unknown[]) => ({ code, err })) };
}

describe('a server that never answers', () => {
  const plans = ['run', 'clusters', 'record'].flatMap((command) => [
    { command, transport: [], signal: 'SIGINT' as const, code: 130 },
    { command, transport: ['--plaintext'], signal: 'SIGTERM' as const, code: 143 },
  ]);
  test.each(plans)(
    '$command $transport ends by one $signal',
    ({ command, transport, signal, code }) =>
      withFiles({ 'a.pxl': SCRIPT }, async (path) => {
        const { port } = blackHole.address() as AddressInfo;
        const connected = once(blackHole, 'connection');
        const own = { run: [path('a.pxl')], clusters: [], record: ['--out', path('out')] }[command];
        const address = ['--address', `127.0.0.1:${String(port)}`, ...transport];
        const { child, ended } = start([command, ...(own ?? []), ...address]);
        await connected;
        child.kill(signal);
        const { code: found, err } = await ended;
        expect(found).toBe(code);
        expect(err).toMatch(/^Cancelled.*\n$/);
      }),
  );
});

test('a reader that goes away is no error', () =>
  withFiles({ 'a.pxl': SCRIPT }, async (path) => {
    const { child, ended } = start(['run', path('a.pxl'), '--format', 'jsonl', '--seed', '1']);
    await once(child.stdout, 'readable');
    child.stdout.destroy();
    expect(await ended).toEqual({ code: 0, err: '' });
  }));

test.each([
  ['an error nobody caught', 'setImmediate(() => { throw new Error("broken\\nline 2"); })'],
  ['a promise nobody waited for', 'setImmediate(() => { Promise.reject(new Error("broken")); })'],
])('a fault of the program is one line, not a stack: %s', async (_, code) => {
  const { port } = blackHole.address() as AddressInfo;
  // Once the command waits, so that its own handlers are there.
  const fault = `import net from 'node:net'; const { connect } = net.Socket.prototype; net.Socket.prototype.connect = function (...args) { ${code}; return connect.apply(this, args); };`;
  const variables = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(fault)}` };
  const args = ['clusters', '--address', `127.0.0.1:${String(port)}`, '--plaintext'];
  const { code: exitCode, err } = await start(args, variables).ended;
  expect(exitCode).toBe(1);
  const [, path = ''] =
    /^pxl failed because of a fault in it: broken Details are in (.*)\n$/.exec(err) ?? [];
  expect(err).toBe(`pxl failed because of a fault in it: broken Details are in ${path}\n`);
  rmSync(dirname(path), { recursive: true });
});
