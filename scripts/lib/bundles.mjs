// What is bundled from where, in one place: the build, the watch and the package use it.
import { readdirSync } from 'node:fs';
import { fromRoot } from './paths.mjs';

// `module` first: the UMD builds of some packages hide their own parts from bundlers.
const node = { platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] };
// DuckDB's binding is a native module that stays a package; the editor gives `vscode`.
const external = ['vscode', '@duckdb/node-bindings', '@duckdb/node-bindings-*'];

// The formatter finds its WebAssembly beside itself: that is beside the bundle.
const formatter = {
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "var bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** @typedef {{ entry: string, out: string, options: import('esbuild').BuildOptions }} Bundle */

/** @type {readonly Bundle[]} */
export const bundles = [
  { entry: 'client/src/extension.ts', out: 'dist/client.js', options: { ...node, external } },
  { entry: 'runner/src/index.ts', out: 'dist/runner.js', options: { ...node, external } },
  {
    entry: 'server/src/node/main.ts',
    out: 'dist/server.js',
    options: { ...node, ...formatter, external },
  },
  { entry: 'local/src/main.ts', out: 'dist/engine.js', options: { ...node, external } },
  { entry: 'cli/src/main.ts', out: 'dist/cli.js', options: { ...node, ...formatter, external } },
  {
    entry: 'webview/src/main.ts',
    out: 'dist/webview/main.js',
    options: { platform: 'browser', format: 'iife', target: 'chrome120' },
  },
];

const WASM = 'ruff_fmt_bg.wasm';

/** Files copied as they are. */
export const copies = [
  ...readdirSync(fromRoot('proto'))
    .filter((name) => name.endsWith('.proto'))
    .map((name) => ({ from: fromRoot('proto', name), to: fromRoot('dist', 'proto', name) })),
  { from: fromRoot('node_modules', '@wasm-fmt', 'ruff_fmt', WASM), to: fromRoot('dist', WASM) },
];
