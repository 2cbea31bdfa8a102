/**
 * Which HTTP proxy leads to an address. gRPC's own library reads the variables in lower case only,
 * and would send a local cluster's calls through a proxy as well.
 */
import { BlockList, isIP } from 'node:net';
import type { ChannelOptions } from '@grpc/grpc-js';

export interface Proxy {
  /** host:port */
  readonly address: string;
  readonly options: ChannelOptions;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Without a port, gRPC means 443 for a server; for a proxy it is 80. */
const PROXY_PORT = '80';

/** The first variable that is set, in either case. */
function variable(env: Environment, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = env[name] || env[name.toUpperCase()];
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/**
 * @param address host:port of the server.
 * @returns undefined where the server is reached without a proxy.
 * @throws TypeError where the variable is no URL.
 */
export function proxyOf(address: string, env: Environment): Proxy | undefined {
  const text = variable(env, 'grpc_proxy', 'https_proxy', 'http_proxy');
  const host = address.replace(/:\d+$/u, '').replace(/^\[(.*)\]$/u, '$1');
  const direct = variable(env, 'no_grpc_proxy', 'no_proxy') ?? '';
  if (text === undefined || isLoopback(host) || isListed(host, direct)) return undefined;
  const url = new URL(text.includes('://') ? text : `http://${text}`);
  const user = decodeURIComponent(url.username);
  const secret = url.password === '' ? '' : `:${decodeURIComponent(url.password)}`;
  const options: ChannelOptions = {
    'grpc.http_connect_target': `dns:${address}`,
    'grpc.default_authority': address,
  };
  if (user !== '') options['grpc.http_connect_creds'] = `${user}${secret}`;
  return { address: `${url.hostname}:${url.port === '' ? PROXY_PORT : url.port}`, options };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** @param list Names, which stand for what is below them too, addresses, networks and `*`, by comma. */
function isListed(host: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [network = '', bits] = entry.split('/');
      if (bits !== undefined) return isWithin(host, network, Number(bits));
      const name = entry.replace(/^\*?\./u, '');
      return host === name || host.endsWith(`.${name}`);
    });
}

function isWithin(host: string, network: string, bits: number): boolean {
  const version = isIP(network);
  if (version === 0 || isIP(host) !== version) return false;
  if (!Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const networks = new BlockList();
  networks.addSubnet(network, bits, family);
  return networks.check(host, family);
}
