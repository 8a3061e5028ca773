/** Tests that write gigabytes: `npm run test:slow`. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/slow/*.test.ts'],
    globalSetup: ['test/e2e/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
