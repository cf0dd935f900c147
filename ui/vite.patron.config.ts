// The public page: served by the desk server at every handle, to old phones too; and the
// worker that hears pushes for it, with a name that does not change.
import { fileURLToPath } from 'node:url';

import { defineConfig, mergeConfig } from 'vite';

import { leanIcons } from './scripts/lean-icons.mjs';
import { leanMessages } from './scripts/lean-messages.mjs';
import { page } from './vite.common.ts';

const WORKER = 'push-worker';
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(
  mergeConfig(
    page('patron', ['chrome90', 'safari15', 'firefox90'], 5173, [leanIcons(), leanMessages()]),
    {
      build: {
        rolldownOptions: {
          input: {
            index: here('./src/patron/index.html'),
            [WORKER]: here(`./src/patron/worker/${WORKER}.ts`),
          },
          output: {
            entryFileNames: ({ name }: { name: string }) =>
              name === WORKER ? '[name].js' : 'assets/[name]-[hash].js',
          },
        },
      },
    },
  ),
);
