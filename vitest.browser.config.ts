import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** Only the tests that need a browser; `npm test` runs them too. */
export default defineConfig({
  test: { ...base.test, include: ['test/browser/**/*.test.{ts,tsx}'], exclude: ['node_modules/**'] },
});
