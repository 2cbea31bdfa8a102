/** Each import rule of scripts/rooms.mjs is proven by a file that breaks it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { doorOf, modulesOf, roomBlocks } from '../../scripts/lib/roomRules.mjs';
import { rooms, worlds } from '../../scripts/rooms.mjs';

const eslint = new ESLint({
  overrideConfigFile: true,
  baseConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...roomBlocks],
});

async function messagesOf(room: string, specifier: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(`import { x } from '${specifier}';\n`, {
    filePath: `${room}/src/sample.ts`,
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
    const messages = await messagesOf(room, sample ?? '');
    expect(messages).toHaveLength(allowed ? 0 : 1);
  });
});

test('an import cycle is reported', () => {
  const result = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      'test/boundaries/fixtures/cycle',
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
