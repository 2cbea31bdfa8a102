/** Functions nobody calls are looked into, without finding what running them would not. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyzed } from './scripts.ts';

const examples = path.resolve(import.meta.dirname, '../../../examples');
const scripts = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.pxl'),
);

const problemsOf = (script: string) =>
  analyzed(script)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);

test('the examples have no problem', () => {
  expect(scripts.length).toBeGreaterThan(0);
  const found = scripts.map((file) => [
    file,
    problemsOf(readFileSync(path.join(examples, file), 'utf8')),
  ]);
  expect(found).toEqual(scripts.map((file) => [file, []]));
});

describe('uncalled', () => {
  const body = (text: string) => `import px\ndef f(pod: px.Pod, n: int, x):\n    ${text}\n`;
  test.each([
    ["return px.DataFrame('http_events')[px.contains(pod, 'a')]", []],
    [
      "df = px.DataFrame('http_events')\n    df = df[df.ctx['pod'] == pod]\n    return df.head(n)",
      [],
    ],
    ["return px.DataFrame('http_events', start_time=x)", []],
    ["df = px.DataFrame('http_events')\n    return df[df.ctx[x] == pod]", []],
    ["return px.DataFrame('nope')", ["Table 'nope' not found."]],
    [
      "return px.DataFrame('http_events').head(pod)",
      ["Expected arg 'n' as type 'Int', received 'String'"],
    ],
  ])('%s', (text, expected) => {
    const withCall = `${body(text)}px.display(px.DataFrame('http_events'))\n`;
    expect(problemsOf(withCall)).toEqual(expected);
  });
});
