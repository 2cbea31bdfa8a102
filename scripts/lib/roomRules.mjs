// Import rules of each room, made from the one table in rooms.mjs.
import { builtinModules } from 'node:module';
import { posix, relative, sep } from 'node:path';
import { rooms, worlds } from '../rooms.mjs';
import { fromRoot } from './paths.mjs';

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

/** The layer of a folder: itself or the nearest folder above that is one; `.` for the room's own. */
function layerOf(folder, layers) {
  const parts = folder.split('/');
  for (let length = parts.length; length > 0; length -= 1) {
    const layer = parts.slice(0, length).join('/');
    if (layers.includes(layer)) return layer;
  }
  return folder === '.' ? '.' : undefined;
}

/** Why a file of one folder must not import one of another; undefined where it may. */
function layerComplaint(name, from, to) {
  const { layers } = rooms[name];
  if (layers === undefined || from === to) return undefined;
  const [above, below] = [layerOf(from, layers), layerOf(to, layers)];
  if (above === undefined) return `${name} has no layer for ${from}: name it in scripts/rooms.mjs.`;
  // What is not named stands on top.
  const heightOf = (layer) => (layers.includes(layer) ? layers.indexOf(layer) : layers.length);
  if (above === below || heightOf(below) < heightOf(above)) return undefined;
  return `In ${name}, ${above} must not import ${below ?? to}: it is a layer above.`;
}

/** Why files of a folder must not use a module; undefined where they may. */
function worldComplaint(name, folder, specifier) {
  const { only = {} } = rooms[name];
  for (const [world, folders] of Object.entries(only)) {
    const isPart = modulesOf(world).some(
      (module) => specifier === module || (world !== 'node' && specifier.startsWith(`${module}/`)),
    );
    const isHome = folders.some(
      (home) => folder === home || (home !== '.' && folder.startsWith(`${home}/`)),
    );
    if (isPart && !isHome) {
      return `In ${name}, only ${folders.join(' and ')} may use ${world}.`;
    }
  }
  return undefined;
}

/** Holds `layers` and `only`. Paths are resolved, because `../` means another folder in each file. */
const layersRule = {
  create(context) {
    const path = relative(fromRoot(), context.filename).split(sep).join('/');
    const [, name, rest] = /^([^/]+)\/src\/(.*)$/.exec(path) ?? [];
    if (rooms[name] === undefined) return {};
    const folder = posix.dirname(rest);
    const check = ({ source }) => {
      if (typeof source?.value !== 'string') return;
      const { value } = source;
      const target = posix.relative(`${name}/src`, posix.join(posix.dirname(path), value));
      const message = value.startsWith('.')
        ? target.startsWith('..')
          ? undefined
          : layerComplaint(name, folder, posix.dirname(target))
        : worldComplaint(name, folder, value);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

/** One ESLint block per room. */
export const roomBlocks = Object.keys(rooms).map((name) => ({
  files: [`${name}/src/**/*.ts`],
  plugins: { rooms: { rules: { layers: layersRule } } },
  rules: {
    'no-restricted-imports': ['error', { patterns: restrictionsOf(name) }],
    'rooms/layers': 'error',
  },
}));
