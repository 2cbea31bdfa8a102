/** String functions. Strings are bytes. @see src/carnot/funcs/builtins/string_ops.h in pixie-io/pixie */
import type { ScriptFunction } from '../store/scriptFunctions.ts';
import { argSql, sql, type ScalarRule } from './rules.ts';
import { bytesOfText, textOfBytes } from './bytes.ts';
import { recomposeUri, uriJson } from './uri.ts';
import { redactPii } from './redactPii.ts';

/** White space of ASCII as it is: the database knows no escapes for all of it. */
const SPACE = ' \t\n\v\f\r';

const script = (name: string): ScalarRule =>
  sql((args) => `px_js_${name}(${args.map((arg) => arg.sql).join(', ')})`);

export const STRINGS: Readonly<Record<string, ScalarRule>> = {
  contains: sql((args) => `contains(${argSql(args, 0)}, ${argSql(args, 1)})`),
  length: sql((args) => `px_length(${argSql(args, 0)})`),
  find: sql((args) => `px_find(${argSql(args, 0)}, ${argSql(args, 1)})`),
  substring: sql(
    (args) => `px_substring(${argSql(args, 0)}, ${argSql(args, 1)}, ${argSql(args, 2)})`,
  ),
  tolower: sql(
    (args) =>
      `translate(${argSql(args, 0)}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`,
  ),
  toupper: sql(
    (args) =>
      `translate(${argSql(args, 0)}, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')`,
  ),
  trim: sql((args) => `trim(${argSql(args, 0)}, '${SPACE}')`),
  strip_prefix: sql((args) => `px_strip_prefix(${argSql(args, 0)}, ${argSql(args, 1)})`),
  atoi: sql((args) => `px_atoi(${argSql(args, 0)}, ${argSql(args, 1)})`),
  itoa: sql((args) => `(${argSql(args, 0)})::VARCHAR`),
  hex_to_ascii: script('hex_to_ascii'),
  bytes_to_hex: script('bytes_to_hex'),
  uri_parse: script('uri_parse'),
  uri_recompose: script('uri_recompose'),
  redact_pii_best_effort: script('redact_pii_best_effort'),
};

export const STRING_MACROS: readonly string[] = [
  // Stand-ins of raw bytes (4 bytes each) count as the one byte they stand for.
  `px_length(s) AS CASE WHEN strlen(s) = length(s) THEN strlen(s)
     ELSE strlen(s) - 3 * length(regexp_replace(s, '[^\\x{10FE80}-\\x{10FEFF}]', '', 'g')) END`,
  `px_find(s, t) AS CASE strpos(s, t) WHEN 0 THEN -1::BIGINT
     ELSE px_length(left(s, strpos(s, t) - 1)) END`,
  `px_substring(s, p, n) AS CASE
     WHEN p < 0 OR n < 0 OR p >= strlen(s) THEN ''
     WHEN strlen(s) = length(s) THEN substring(s, p + 1, least(n, strlen(s)))
     ELSE px_js_substring(s, p, n) END`,
  `px_strip_prefix(p, s) AS CASE WHEN starts_with(s, p) THEN substring(s, length(p) + 1) ELSE s END`,
  `px_atoi(s, d) AS CASE WHEN regexp_full_match(s, '[${SPACE}]*[+-]?[0-9]+[${SPACE}]*')
     THEN coalesce(try_cast(trim(s, '${SPACE}') AS BIGINT), d) ELSE d END`,
];

export const STRING_SCRIPTS: readonly ScriptFunction[] = [
  {
    name: 'substring',
    parameters: ['STRING', 'INT64', 'INT64'],
    returns: 'STRING',
    call: (text, position, count) => {
      const bytes = bytesOfText(String(text));
      const start = Number(position);
      if (start < 0 || Number(count) < 0 || start >= bytes.length) return '';
      return textOfBytes(bytes.subarray(start, start + Number(count)));
    },
  },
  {
    name: 'hex_to_ascii',
    parameters: ['STRING'],
    returns: 'STRING',
    call: (text) => hexToBytes(String(text)),
  },
  {
    name: 'bytes_to_hex',
    parameters: ['STRING'],
    returns: 'STRING',
    call: (text) =>
      Array.from(
        bytesOfText(String(text)),
        (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      ).join(''),
  },
  {
    name: 'uri_parse',
    parameters: ['STRING'],
    returns: 'STRING',
    call: (text) => uriJson(String(text)),
  },
  {
    name: 'uri_recompose',
    parameters: ['STRING', 'STRING', 'STRING', 'INT64', 'STRING', 'STRING', 'STRING'],
    returns: 'STRING',
    call: (scheme, userInfo, host, port, path, query, fragment) =>
      recomposeUri({
        scheme: String(scheme),
        userInfo: String(userInfo),
        host: String(host),
        port: BigInt(port),
        path: String(path),
        query: String(query),
        fragment: String(fragment),
      }),
  },
  {
    name: 'redact_pii_best_effort',
    parameters: ['STRING'],
    returns: 'STRING',
    call: (text) => redactPii(String(text)),
  },
];

/** Two characters a byte, read as a C library reads a hexadecimal number, sign and white space included. */
function hexToBytes(text: string): string {
  const characters = bytesOfText(text);
  if (characters.length % 2 !== 0) return '';
  const bytes = new Uint8Array(characters.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const pair = String.fromCharCode(characters[2 * at] ?? 0, characters[2 * at + 1] ?? 0);
    if (!/^[+\-\s0-9a-f][0-9a-f]$/iu.test(pair)) return '';
    bytes[at] = Number.parseInt(pair, 16);
  }
  return textOfBytes(bytes);
}
