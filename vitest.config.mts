import { defineConfig } from 'vitest/config';

// Unit, property, server, runner and webview-logic tests. Host and UI tests run in VS Code instead.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/host/**', 'test/ui/**', 'test/boundaries/fixtures/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
