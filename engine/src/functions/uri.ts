/** Reading and building URIs. @see src/carnot/funcs/builtins/uri_ops.h in pixie-io/pixie */
import { jsonString } from './jsonText.ts';

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
    `(?://(?:([${UNRESERVED}:]*)@)?(\\[[0-9A-Fa-f:.]+\\]|[${UNRESERVED}]*)(?::([0-9]*))?(?=[/?#]|$))?` +
    `([${UNRESERVED}:@/]*)(?:\\?([${UNRESERVED}:@/?]*))?(?:#([${UNRESERVED}:@/?]*))?$`,
  'u',
);

/** JSON of the parts that are there; the path comes without its leading slash. */
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
    if (value !== undefined && value !== '') members.push(`"${name}":${jsonString(value)}`);
  };
  add('scheme', scheme);
  add('userInfo', userInfo);
  add('host', host);
  if (port !== undefined && port !== '') members.push(`"port":${String(BigInt(port))}`);
  add('path', (path ?? '').replace(/^\//u, ''));
  add('query', query);
  add('fragment', fragment);
  return `{${members.join(',')}}`;
}

/** Empty parts and port 0 are left out; a path gets its slash. */
export function recomposeUri(parts: UriParts): string {
  const scheme = parts.scheme === '' ? '' : `${parts.scheme}:`;
  const user = parts.userInfo === '' ? '' : `${parts.userInfo}@`;
  const port = parts.port === 0n ? '' : `:${String(parts.port)}`;
  const authority = `${user}${parts.host}${port}`;
  const query = parts.query === '' ? '' : `?${parts.query}`;
  const fragment = parts.fragment === '' ? '' : `#${parts.fragment}`;
  const slashes = authority === '' ? '' : `//${authority}`;
  return `${scheme}${slashes}/${parts.path}${query}${fragment}`;
}
