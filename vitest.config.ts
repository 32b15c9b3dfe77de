import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/kit/longest-first.ts';

/** Credentials of the tests' app; the sandbox and the signed requests of the tests use the same. */
const env = {
  NODE_ENV: 'test' as const,
  SHOPIFY_API_KEY: 'regulars-test-key',
  SHOPIFY_API_SECRET: 'regulars-test-secret',
  // A busy machine is waited for: only the test of the limit itself wants one.
  WEBHOOK_ANSWER_LIMIT_MS: '60000',
  SHOPIFY_APP_URL: 'https://regulars.test',
  LOG_LEVEL: 'silent',
};

/** Tests wait for a database, a browser or the network as much as they work, so that no core is left to the rest. */
const maxWorkers = Math.max(2, availableParallelism());

// Only the projects that use PostgreSQL start one: what is named here at the top, or in `unit`, starts with every run.
const globalSetup = ['tests/kit/global-setup.ts'];

export default defineConfig({
  test: {
    maxWorkers,
    // Each file has a process of its own, so that their order means nothing: the longest begin first.
    sequence: { shuffle: { files: false, tests: true }, sequencer: LongestFirst },
    // So long that only what hangs is ended, also on a machine that is busy with something else.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        // Pure code, and the sandbox over real HTTP: no database.
        extends: true,
        test: {
          name: 'unit',
          env,
          include: [
            'app/**/*.test.{ts,tsx}',
            'sandbox/**/*.test.ts',
            'tests/extension/**/*.test.ts',
            'tests/house/**/*.test.ts',
          ],
          exclude: ['app/**/*.server.test.ts'],
        },
      },
      {
        // The app on a real PostgreSQL: a fresh clone of the migrated template for each file, audited after each test.
        extends: true,
        test: {
          name: 'database',
          env,
          include: [
            'app/**/*.server.test.ts',
            'tests/integration/**/*.test.ts',
            'tests/scenarios/**/*.test.ts',
            'tests/soak/**/*.test.ts',
          ],
          globalSetup,
          setupFiles: ['tests/kit/database-setup.ts'],
        },
      },
      {
        // Whole processes and a real browser; they wait more than they work, so that two at a time take little longer than one.
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          globalSetup: [...globalSetup, 'tests/kit/build-setup.ts'],
          sequence: { shuffle: false, groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        // Processes that are killed, and have to be back within seconds: alone on the machine, after all others.
        extends: true,
        test: {
          name: 'chaos',
          include: ['tests/chaos/**/*.test.ts'],
          fileParallelism: false,
          sequence: { shuffle: false },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
