/** Each import rule of scripts/rooms.mjs is proven by a file that breaks it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { doorOf, modulesOf, roomBlocks } from '../../scripts/lib/roomRules.mjs';
import { rooms, worlds } from '../../scripts/rooms.mjs';

const eslint = new ESLint({
  overrideConfigFile: true,
  baseConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...roomBlocks],
});

async function messagesOf(
  room: string,
  specifier: string,
  folder = '.',
): Promise<readonly string[]> {
  const [result] = await eslint.lintText(`import { x } from '${specifier}';\n`, {
    filePath: posix.join(room, 'src', folder, 'sample.ts'),
  });
  return (result?.messages ?? []).map(({ message }) => message);
}

const names = Object.keys(rooms);
const doorSample = (room: string) => (doorOf(room)[0] ?? '').replace('*', 'run');
const pairs = names.flatMap((room) =>
  names.filter((other) => other !== room).map((other) => ({ room, other })),
);

describe('a room is entered only by those who may', () => {
  test.each(pairs)('$room -> $other', async ({ room, other }) => {
    const allowed = rooms[room]?.imports.includes(other) ?? false;
    const messages = await messagesOf(room, doorSample(other));
    expect(messages).toHaveLength(allowed ? 0 : 1);
  });

  test.each(pairs)('$room -> inside of $other', async ({ room, other }) => {
    const [message] = await messagesOf(room, `../../${other}/src/inner.ts`);
    expect(message).toContain(`Enter ${other} through its door`);
  });
});

describe('a world is used only by those who may', () => {
  const uses = names.flatMap((room) => Object.keys(worlds).map((world) => ({ room, world })));
  test.each(uses)('$room -> $world', async ({ room, world }) => {
    const sample = world === 'node' ? 'node:fs' : modulesOf(world)[0];
    const allowed = rooms[room]?.worlds.includes(world) ?? false;
    const messages = await messagesOf(room, sample ?? '', rooms[room]?.only?.[world]?.[0]);
    expect(messages).toHaveLength(allowed ? 0 : 1);
  });
});

const layered = Object.entries(rooms).flatMap(([room, { layers }]) =>
  layers === undefined ? [] : [{ room, layers: layers.includes('.') ? layers : [...layers, '.'] }],
);
const specifierOf = (from: string, to: string): string => {
  const path = posix.relative(from, posix.join(to, 'inner.ts'));
  return path.startsWith('.') ? path : `./${path}`;
};

describe('a folder imports only those below it', () => {
  const arrows = layered.flatMap(({ room, layers }) =>
    layers.flatMap((from) =>
      layers.flatMap((to) => (from === to ? [] : [{ room, layers, from, to }])),
    ),
  );
  test.each(arrows)('$room: $from -> $to', async ({ room, layers, from, to }) => {
    const messages = await messagesOf(room, specifierOf(from, to), from);
    const allowed = layers.indexOf(to) < layers.indexOf(from);
    expect(messages).toEqual(
      allowed ? [] : [`In ${room}, ${from} must not import ${to}: it is a layer above.`],
    );
  });

  test.each(layered)('$room: a folder of none of its layers', async ({ room, layers }) => {
    const ground = layers[0] ?? '.';
    const [message] = await messagesOf(room, specifierOf('strangers', ground), 'strangers');
    expect(message).toContain('has no layer for strangers');
    const [upward] = await messagesOf(room, specifierOf(ground, 'strangers'), ground);
    expect(upward).toContain(`${ground} must not import strangers`);
  });

  test.each(layered)('$room: a folder inside a layer belongs to it', async ({ room, layers }) => {
    const [ground = '.', next = '.'] = layers;
    const inside = posix.join(ground, 'inside');
    expect(await messagesOf(room, specifierOf(inside, ground), inside)).toEqual([]);
    expect(await messagesOf(room, specifierOf(inside, next), inside)).toHaveLength(1);
  });

  test.each(layered)('$room: layers are its folders', ({ room, layers }) => {
    const root = `${room}/src`;
    const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:ts|css)$/.test(file))
      .map((file) => dirname(file).replaceAll('\\', '/'));
    const covered = (folder: string) =>
      folder === '.' || layers.some((layer) => `${folder}/`.startsWith(`${layer}/`));
    expect(folders.filter((folder) => !covered(folder))).toEqual([]);
    expect(layers.filter((layer) => !existsSync(posix.join(root, layer)))).toEqual([]);
  });
});

describe('a world belongs to folders of a room', () => {
  const uses = Object.entries(rooms).flatMap(([room, { only = {}, layers = [] }]) =>
    Object.entries(only).flatMap(([world, homes]) =>
      [...layers, '.'].map((folder) => ({ room, world, homes, folder })),
    ),
  );
  test.each(uses)('$room: $folder -> $world', async ({ room, world, homes, folder }) => {
    const messages = await messagesOf(room, modulesOf(world)[0] ?? '', folder);
    expect(messages).toHaveLength(homes.includes(folder) ? 0 : 1);
  });
});

test.each(['cycle', 'typeCycle'])('an import cycle is reported: %s', (folder) => {
  const result = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      `test/boundaries/fixtures/${folder}`,
    ],
    { encoding: 'utf8' },
  );
  expect(result.stdout).toContain('no-cycle');
  expect(result.status).not.toBe(0);
});

test('the architecture page shows the same table', () => {
  const page = readFileSync('ARCHITECTURE.md', 'utf8').split('## Who may import whom')[1] ?? '';
  for (const [room, { imports, worlds: used }] of Object.entries(rooms)) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${room}\` `));
    expect(row, `row of ${room}`).toBeDefined();
    const cells = (row ?? '').split('|').map((cell) => cell.trim());
    expect(cells[2]).toBe(imports.length === 0 ? 'nothing' : imports.join(', '));
    expect(cells[3]).toBe(used.length === 0 ? 'nothing' : used.join(', '));
  }
});

test.each(['const a = { ...{ b: 1 } };\n', 'const a = [...[1]];\n', 'f(...[1]);\n'])(
  'a spread literal is reported: %s',
  async (text) => {
    const [result] = await new ESLint().lintText(text, {
      filePath: 'test/boundaries/rooms.test.ts',
    });
    expect((result?.messages ?? []).map(({ message }) => message)).toContain(
      'Write the members out instead of spreading a literal.',
    );
  },
);
