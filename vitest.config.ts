import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Where `.ci/run` wants the results as JSON, beside what is printed. */
const results = process.env['SUBTRAIL_TEST_RESULTS'];

const pure = ['core', 'render', 'conventions'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      // What touches nothing outside can share its modules: loading them takes longer than most of these tests.
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      {
        extends: true,
        test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: pure, globalSetup: ['test/build-once.ts'] },
      },
    ],
    // By default one core is left to a watcher, which is half of a small machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    // Long, because a machine that does other things as well is no reason to fail.
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
