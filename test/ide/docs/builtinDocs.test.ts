/** Documentation names what the analyzer knows, no more and no less. */
import { expect, test } from 'vitest';
import { analyze, bundledCatalog, type ValueDescription } from '#language';
import { BUILTINS, METHOD_DOCS } from '../../../ide/src/docs/builtinDocs.ts';
import {
  METHOD_NAMES,
  methodParameters,
} from '../../../language/src/semantics/objects/dataFrame.ts';

const catalog = bundledCatalog();
const analysis = analyze({ script: 'import px', catalog, nowNs: 0n });

/** Functions of a module and of the modules in it, with their parameters. */
function functionsOf(value: ValueDescription | undefined, path: string): Map<string, string> {
  const found = new Map<string, string>();
  if (value?.kind !== 'module') return found;
  for (const { name, value: member } of value.members()) {
    if (member.kind === 'module') {
      for (const [key, text] of functionsOf(member, `${path}.${name}`)) found.set(key, text);
    } else if (member.kind === 'function' && member.flavour === 'builtin') {
      found.set(name, `${path}.${name}(${member.parameters.join(', ')})`);
    }
  }
  return found;
}

test('of functions', () => {
  const known = new Map(
    ['px', 'pxtrace', 'pxconfig'].flatMap((name) => [
      ...functionsOf(analysis.moduleNamed(name), name),
    ]),
  );
  const told = Object.entries(BUILTINS).map(
    ([name, { path, parameters }]) =>
      [name, `${path}(${Object.keys(parameters).join(', ')})`] as const,
  );
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
});

test('of methods', () => {
  const known = METHOD_NAMES.filter((name) => name !== 'map').map(
    (name) => [name, methodParameters(name)] as const,
  );
  const told = Object.entries(METHOD_DOCS).map(
    ([name, { parameters }]) => [name, Object.keys(parameters)] as const,
  );
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
});

test('examples are accepted', () => {
  const examples = [...Object.values(BUILTINS), ...Object.values(METHOD_DOCS)].flatMap(
    ({ example }) => (example === undefined || example.includes('…') ? [] : [example]),
  );
  const columns = 'df.service = df.ctx["service"]\ndf.pod = df.ctx["pod"]\ndf.throughput = 1.0';
  const frames = "px.DataFrame('http_events', start_time='-5m')";
  const script = (example: string) =>
    `import px\ndf = ${frames}\nother = ${frames}\ndf2 = df\ndf3 = df\n${columns}\n${example}\n`;
  const refused = examples
    .filter((example) => !example.includes('append') && !example.includes('rolling'))
    .flatMap((example) => {
      const { problems } = analyze({ script: script(example), catalog, nowNs: 0n });
      const errors = problems.filter(
        ({ code, severity }) => severity === 'error' && code !== 'PXL214',
      );
      return errors.map(({ message }) => `${example}: ${message}`);
    });
  expect(refused).toEqual([]);
});
