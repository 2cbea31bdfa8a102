import { defineConfig } from 'vitest/config';

// One VS Code at a time: the flows are bound by the processor, not by waiting.
export default defineConfig({
  test: {
    include: ['test/ui/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
