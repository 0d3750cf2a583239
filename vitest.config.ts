import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Where `.ci/run` wants the results as JSON, beside what is printed. */
const results = process.env['SUBTRAIL_TEST_RESULTS'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-once.ts'],
    // By default one core is left to a watcher, which is half of a small machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
