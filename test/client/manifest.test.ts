/** package.json: what it names exists, and what it shows is shipped. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'package.json'), 'utf8');

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly media: object }[] }[];
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, { readonly order: number }>>;
    }[];
  };
}
const { contributes } = JSON.parse(text) as Manifest;
const declared = new Set(contributes.commands.map(({ command }) => command));
const mentioned = [...text.matchAll(/(?:command:|"command": ?"|onCommand:)(pxl\.\w+)/g)].map(
  ([, id]) => id ?? '',
);

test.each([...new Set(mentioned)])('%s is a command', (id) => {
  expect(declared).toContain(id);
});

describe('pictures and texts of the walkthrough', () => {
  const shipped = readFileSync(join(root, '.vscodeignore'), 'utf8');
  const files = contributes.walkthroughs
    .flatMap(({ steps }) =>
      steps.flatMap(({ media }) => [...JSON.stringify(media).matchAll(/media\/[\w/.-]+/g)]),
    )
    .map(([path]) => path);
  test.each([...new Set(files)])('%s is there and shipped', (path) => {
    expect(existsSync(join(root, path))).toBe(true);
    expect(shipped).toContain(`!${path.slice(0, path.lastIndexOf('/'))}/**`);
  });
});

test.each(contributes.configuration)(
  'settings of $title have an order of their own',
  ({ properties }) => {
    const orders = Object.values(properties).map(({ order }) => order);
    expect(new Set(orders).size).toBe(orders.length);
  },
);
