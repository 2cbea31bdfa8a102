/**
 * Telemetry made to be slow: every function written in TypeScript reads a text about once. One that
 * read it again from each of its characters would not end within a test's time.
 */
import { expect, test } from 'vitest';
import { STORE_FUNCTIONS } from '../../../engine/src/functions/functionTable.ts';
import type { ScriptValue } from '../../../engine/src/store/scriptFunctions.ts';

const LENGTH = 400_000;
const fill = (part: string): string => part.repeat(Math.ceil(LENGTH / part.length));

function call(name: string, ...args: readonly ScriptValue[]): ScriptValue {
  const found = STORE_FUNCTIONS.scripts.find((script) => script.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found.call(...args);
}

test.each<[string, string]>([
  ['no email', fill('a.b')],
  ['no email, in a URL', fill('%4')],
  ['no card', `1${fill(' ')}`],
  ['digits far apart', fill(`7${' '.repeat(5000)}`)],
  ['no IPv6', fill('abcd:')],
  ['no bank account', fill('AB12 ')],
])('personal data: %s', (_, text) => {
  const redacted = String(call('redact_pii_best_effort', text));
  expect(redacted.length).toBeLessThanOrEqual(text.length);
});

test.each<[string, string]>([
  ['comments', fill('/* ')],
  ['texts with escapes', fill("'\\")],
  ['names with escapes', fill('"\\')],
  ['one name', `\`${fill('a ')}`],
  ['tags', Array.from({ length: LENGTH / 10 }, (_, at) => `$${tag(at)}$`).join(' ')],
  ['sizes', fill('int(')],
  ['blanks', fill(`is${' '.repeat(5000)}`)],
])('statements of opened %s stay as they are', (_, text) => {
  const json = String(call('normalize_pgsql', text, 'Query'));
  expect(JSON.parse(json)).toEqual({ query: text, params: [] });
});

/** Letters that differ for each number. */
function tag(number: number): string {
  return Array.from(number.toString(26), (digit) =>
    String.fromCharCode(97 + Number.parseInt(digit, 26)),
  ).join('');
}

test.each<[string, readonly ScriptValue[], ScriptValue]>([
  ['pluck', [fill('{"a":'), 'a'], ''],
  ['pluck', [`{"a":"${fill('\\')}`, 'a'], ''],
  ['pluck_array', [fill('['), 0n], ''],
  ['uri_parse', [`http://${fill('a:')}`], 'Failed to parse URI'],
  [
    'uri_parse',
    [`http://h/${fill('a?')}#`],
    `{"scheme":"http","host":"h","path":"a","query":"${fill('a?').slice(2)}","fragment":""}`,
  ],
  ['cidrs_contain_ip', ['["10.0.0.0/8"]', fill('1:')], false],
  ['hex_to_ascii', [fill('4x')], ''],
])('%s of %s', (name, args, expected) => {
  expect(call(name, ...args)).toBe(expected);
});
