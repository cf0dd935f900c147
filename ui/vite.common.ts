// What the two builds and the tests have in common.
import { fileURLToPath } from 'node:url';

import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { PluginOption, UserConfig } from 'vite';

import { paraglide } from './scripts/paraglide.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const alias = { $lib: here('./src/lib') };

export const sveltePlugin = (): PluginOption => svelte({ configFile: here('./svelte.config.js') });

/** A build of `src/{page}` into `dist/{page}`, for these browsers. */
export function page(
  name: 'patron' | 'desk',
  target: string[],
  port: number,
  plugins: PluginOption[] = [],
): UserConfig {
  return {
    root: here(`./src/${name}`),
    base: '/',
    publicDir: false,
    cacheDir: here(`./node_modules/.vite-${name}`),
    plugins: [
      ...plugins,
      paraglideVitePlugin({
        ...paraglide,
        project: here(paraglide.project),
        outdir: here(paraglide.outdir),
      }),
      sveltePlugin(),
    ],
    resolve: { alias },
    server: { port, strictPort: true, fs: { allow: [here('.'), here('../assets')] } },
    build: {
      outDir: here(`./dist/${name}`),
      emptyOutDir: true,
      target,
      cssTarget: target,
      // The pages allow no inline source of any kind, so nothing may be
      // turned into a data: address.
      assetsInlineLimit: 0,
      // Styles in one file and no preloading: the machinery for more would weigh
      // more than what it saves.
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        treeshake: {
          // Svelte does not declare that its drawing blocks do nothing by themselves;
          // so told, a block that only a later part uses is fetched with that part.
          moduleSideEffects: [
            { test: /\/svelte\/src\/internal\/client\/dom\//, sideEffects: false },
          ],
        },
      },
    },
  };
}
