#!/usr/bin/env node
// Starts the bundled command line; says what to do when it has not been built yet.
'use strict';
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

const bundle = resolve(__dirname, '..', '..', 'dist', 'cli.js');
if (existsSync(bundle)) {
  require(bundle);
} else {
  process.stderr.write('pxl is not built yet. Run "npm run build" in the repository first.\n');
  process.exitCode = 2;
}
