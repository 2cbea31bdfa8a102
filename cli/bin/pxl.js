#!/usr/bin/env node
// Starts the bundled command line; says what to do when it has not been built yet.
'use strict';
const { existsSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, resolve } = require('node:path');
const vm = require('node:vm');

const bundle = resolve(__dirname, '..', '..', 'dist', 'cli.js');
if (existsSync(bundle)) {
  start(bundle);
} else {
  process.stderr.write('pxl is not built yet. Run "npm run build" in the repository first.\n');
  process.exitCode = 2;
}

/**
 * Runs the bundle with the machine code that an earlier run has kept beside it: compiling takes
 * longer than most commands. V8 compares no more than lengths, so the file's name has the rest.
 */
function start(file) {
  const { size, mtimeMs } = statSync(file);
  const cache = `${file}.${process.version}-${process.arch}-${size}-${mtimeMs}.cache`;
  const cachedData = existsSync(cache) ? readFileSync(cache) : undefined;
  const script = new vm.Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    cachedData,
  });
  if (cachedData === undefined || script.cachedDataRejected) {
    process.once('exit', () => keep(cache, script.createCachedData()));
  }
  const main = new Module(file, module);
  main.filename = file;
  main.paths = Module._nodeModulePaths(dirname(file));
  const run = script.runInThisContext();
  run.call(main.exports, main.exports, Module.createRequire(file), main, file, dirname(file));
}

/** Written whole or not at all: another process may read it at the same time. */
function keep(cache, data) {
  const partial = `${cache}.${process.pid}`;
  try {
    writeFileSync(partial, data);
    renameSync(partial, cache);
  } catch {
    // A folder that cannot be written only costs the next run its time.
  }
}
