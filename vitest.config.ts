import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    exclude: ['node_modules/**'],
    setupFiles: ['test/support/properties.ts', 'src/platform/auth/staff/test-support.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Generous: a shared machine may be slow, and a limit is only there to end what hangs.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
