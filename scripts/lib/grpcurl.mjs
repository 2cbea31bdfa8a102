// grpcurl, built once into the user's cache folder from the Go module proxy, and calls made with it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { capture } from './command.mjs';
import { fromRoot } from './paths.mjs';

const MODULE = 'github.com/fullstorydev/grpcurl/cmd/grpcurl';
const VERSION = 'v1.9.3';
const BUILD_TIMEOUT_MS = 5 * 60_000;

/**
 * @returns {Promise<string>} path of the program
 * @throws when Go is missing or the module cannot be had
 */
export async function ensureGrpcurl() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'pxl-vscode', `grpcurl-${VERSION}`);
  const program = join(folder, process.platform === 'win32' ? 'grpcurl.exe' : 'grpcurl');
  if (existsSync(program)) return program;
  if (spawnSync('go', ['version'], { stdio: 'ignore' }).status !== 0) {
    throw new Error('Go is not installed');
  }
  await capture('go', ['install', `${MODULE}@${VERSION}`], {
    env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' },
    timeout: BUILD_TIMEOUT_MS,
  });
  return program;
}

const ours = [
  '-import-path',
  fromRoot('proto'),
  '-proto',
  'vizierapi.proto',
  '-proto',
  'cloudapi.proto',
];

/** @returns {string[]} full names of the RPCs that our proto files declare, as `service/method`. */
export function declaredRpcs(program) {
  const list = (...args) => {
    const { stdout, stderr, status } = spawnSync(program, [...ours, 'list', ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim().split('\n');
  };
  return list().flatMap((service) =>
    list(service).map((rpc) => `${service}/${rpc.slice(service.length + 1)}`),
  );
}

/** Calls one RPC in plain text. @returns {{ code: string, out: string }} the name of the gRPC code */
export function callRpc(program, { address, apiKey }, { rpc, request = {}, seconds = 30 }) {
  const headers = apiKey === undefined ? [] : ['-H', `pixie-api-key: ${apiKey}`];
  const { stdout, stderr, status } = spawnSync(
    program,
    [
      ...ours,
      '-plaintext',
      '-max-time',
      String(seconds),
      ...headers,
      '-d',
      JSON.stringify(request),
      address,
      rpc,
    ],
    { encoding: 'utf8' },
  );
  const code = status === 0 ? 'OK' : (/Code: (\w+)/.exec(stderr)?.[1] ?? stderr.trim());
  return { code, out: stdout };
}
