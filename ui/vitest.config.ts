// Tests of the pages, without a browser; the real ones are driven in tests/e2e.
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

import { alias, sveltePlugin } from './vite.common.ts';

// Times are those of a desk in Italy, wherever the tests run.
process.env.TZ = 'Europe/Rome';

export default defineConfig({
  plugins: [sveltePlugin(), svelteTesting()],
  resolve: { alias },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['./src/lib/test/setup.ts'],
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
