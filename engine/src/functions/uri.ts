/** Reading and building URIs. @see src/carnot/funcs/builtins/uri_ops.h in pixie-io/pixie */
import { jsonString } from '#proto';

export interface UriParts {
  readonly scheme: string;
  readonly userInfo: string;
  readonly host: string;
  readonly port: bigint;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

const UNRESERVED = "A-Za-z0-9\\-._~!$&'()*+,;=%";
const URI = new RegExp(
  `^(?:([A-Za-z][A-Za-z0-9+.-]*):)?` +
    `(?://(?:([${UNRESERVED}:]*)@)?(\\[[0-9A-Fa-f:.]+\\]|[${UNRESERVED}]*)(?::([0-9]*))?(?=[/?#]|$)|(?!//))` +
    `([${UNRESERVED}:@/]*)(?:\\?([${UNRESERVED}:@/?]*))?(?:#([${UNRESERVED}:@/?]*))?$`,
  'u',
);

const INT32_MAX = 2n ** 31n - 1n;

/** JSON of the parts that are there, even if empty; the path comes without its leading slash. */
export function uriJson(text: string): string {
  const found = URI.exec(text);
  if (found === null || /%(?![0-9A-Fa-f]{2})/u.test(text)) return 'Failed to parse URI';
  const [, scheme, userInfo, host, port, path, query, fragment] = found;
  // `a@b` has no scheme and a colon or `@` in its first segment is none of a relative path's.
  if (scheme === undefined && host === undefined && /^[^/]*[:@]/u.test(path ?? '')) {
    return 'Failed to parse URI';
  }
  const members: string[] = [];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) members.push(`"${name}":${jsonString(value)}`);
  };
  add('scheme', scheme);
  add('userInfo', userInfo);
  // The brackets of an IPv6 address are not part of it.
  add('host', host?.replace(/^\[(.*)\]$/u, '$1'));
  if (port !== undefined) {
    if (port === '' || BigInt(port) > INT32_MAX) return 'Port parsing failed.';
    members.push(`"port":${String(BigInt(port))}`);
  }
  const below = (path ?? '').replace(/^\//u, '');
  // After a host a slash alone is a path of one empty part.
  if (below !== '' || (host !== undefined && path !== '')) add('path', below);
  add('query', query);
  add('fragment', fragment);
  return `{${members.join(',')}}`;
}

/** Empty parts and port 0 are left out, user and port with an empty host; a path gets its slash. */
export function recomposeUri(parts: UriParts): string {
  if (parts.port < 0n) return 'Failed to recompose URI';
  const scheme = parts.scheme === '' ? '' : `${parts.scheme}:`;
  const user = parts.userInfo === '' ? '' : `${parts.userInfo}@`;
  const port = parts.port === 0n ? '' : `:${String(parts.port)}`;
  const authority = `${user}${parts.host}${port}`;
  const query = parts.query === '' ? '' : `?${parts.query}`;
  const fragment = parts.fragment === '' ? '' : `#${parts.fragment}`;
  const slashes = parts.host === '' ? '' : `//${authority}`;
  return `${scheme}${slashes}/${parts.path}${query}${fragment}`;
}
