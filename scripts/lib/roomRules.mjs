// Import rules of each room, made from the one table in rooms.mjs.
import { builtinModules } from 'node:module';
import { rooms, worlds } from '../rooms.mjs';

const nodeModules = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/** The specifiers through which a room is entered. */
export const doorOf = (room) => (room === 'protocol' ? ['#protocol/*'] : [`#${room}`]);

/** Everything a world consists of, as import specifiers. */
export const modulesOf = (world) => (world === 'node' ? nodeModules : worlds[world]);

/** What a file of this room must not import, as `no-restricted-imports` patterns. */
function restrictionsOf(name) {
  const { imports, worlds: allowedWorlds } = rooms[name];
  const patterns = [];
  for (const other of Object.keys(rooms)) {
    if (other === name) continue;
    if (!imports.includes(other)) {
      // A regular expression, because a leading # would make a glob a comment.
      patterns.push({ regex: `^#${other}(/|$)`, message: `${name} must not import ${other}.` });
    }
    patterns.push({
      group: [`**/${other}/src/**`],
      message: `Enter ${other} through its door ${doorOf(other).join(', ')}.`,
    });
  }
  for (const world of Object.keys(worlds)) {
    if (allowedWorlds.includes(world)) continue;
    const group = modulesOf(world).flatMap((module) =>
      world === 'node' ? [module] : [module, `${module}/**`],
    );
    patterns.push({ group, message: `${name} must not use ${world}.` });
  }
  return patterns;
}

/** One ESLint block per room. */
export const roomBlocks = Object.keys(rooms).map((name) => ({
  files: [`${name}/src/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: restrictionsOf(name) }] },
}));
