import { defineConfig } from 'vitest/config';

/** Credentials of the tests' app; the sandbox and the signed requests of the tests use the same. */
const env = {
  NODE_ENV: 'test' as const,
  SHOPIFY_API_KEY: 'regulars-test-key',
  SHOPIFY_API_SECRET: 'regulars-test-secret',
  SHOPIFY_APP_URL: 'https://regulars.test',
  LOG_LEVEL: 'silent',
};

export default defineConfig({
  test: {
    globalSetup: ['tests/kit/global-setup.ts'],
    sequence: { shuffle: true },
    testTimeout: 30_000,
    hookTimeout: 60_000,
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
          setupFiles: ['tests/kit/database-setup.ts'],
        },
      },
      {
        // Whole processes and a real browser.
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts', 'tests/chaos/**/*.test.ts'],
          fileParallelism: false,
          sequence: { shuffle: false },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
