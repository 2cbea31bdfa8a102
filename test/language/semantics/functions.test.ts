/** Functions nobody calls are looked into, without finding what running them would not. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyze, bundledCatalog, shownMessage } from '#language';
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
    expect(uncalledOf(withCall)).toEqual(
      expected.map((message) => `warning: ${message} (once f() is called)`),
    );
  });

  const broken = body("return px.DataFrame('nope')");
  const shows = "px.display(px.DataFrame('http_events'))\n";
  const error = ["error: Table 'nope' not found."];
  const warning = ["warning: Table 'nope' not found. (once f() is called)"];
  test.each<[string, string, readonly string[] | undefined, readonly string[]]>([
    ['beside what the script shows', broken + shows, undefined, warning],
    ['the only thing of a script', broken, undefined, error],
    ['that vis.json calls', broken, ['f'], error],
    ['that vis.json calls beside what is shown', broken + shows, ['f'], error],
    ['where vis.json calls another', `${broken}def g(x):\n    return x\n`, ['g'], warning],
  ])('a function %s', (_, script, namedFunctions, expected) => {
    expect(uncalledOf(script, namedFunctions)).toEqual(expected);
  });

  test('of a function called by one that is called, the error is said once', () => {
    const script = `${broken}def g(start: str):\n    return f('a/b', 1, start)\n${shows}`;
    expect(uncalledOf(script, ['g'])).toEqual(error);
  });

  test('a script runs that has such a function', () => {
    expect(analyzed(broken + shows).plan).toBeDefined();
  });

  function uncalledOf(script: string, namedFunctions?: readonly string[]): readonly string[] {
    const named = namedFunctions === undefined ? {} : { namedFunctions };
    return analyze({ script, catalog: bundledCatalog(), nowNs: 1n, ...named })
      .problems.filter(({ code }) => !code.startsWith('PXL6') && code !== 'PXL214')
      .map((problem) => `${problem.severity}: ${shownMessage(problem)}`);
  }
});
