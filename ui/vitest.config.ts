// Tests of the pages, without a browser; the real ones are driven in tests/e2e.
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

import { alias, sveltePlugin } from './vite.common.ts';

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
