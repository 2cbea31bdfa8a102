/** References to other scripts. */
import { expect, test } from 'vitest';
import { scriptLinks } from '#ide';
import { analyzed } from '../../language/semantics/scripts.ts';

const checkLinks = (script: string, expected: readonly string[]): void => {
  const found = scriptLinks(analyzed(script)).map(
    ({ span, script: name }) => `${script.slice(span.start, span.end)} -> ${name}`,
  );
  expect(found).toEqual(expected);
};

const START = "import px\ndf = px.DataFrame('http_events')\ndf.pod = df.ctx['pod']\n";

test.each([
  ["df.a = px.script_reference(df.pod, 'px/pod', {'pod': df.pod})\n", ['px/pod -> px/pod']],
  ["df.a = px.script_reference(label=df.pod, script='sotw/dns')\n", ['sotw/dns -> sotw/dns']],
  ["df.a = px.script_reference(df.pod, 'not a script')\n", []],
  ["name = 'px/pod'\ndf.a = px.script_reference(df.pod, name)\n", []],
  ["df.a = px.contains(df.pod, 'px/pod')\n", []],
])('%s', (script, expected) => {
  checkLinks(START + script, expected);
});
