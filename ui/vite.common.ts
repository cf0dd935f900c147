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
export function page(name: 'patron' | 'desk', target: string[], port: number): UserConfig {
  return {
    root: here(`./src/${name}`),
    base: '/',
    publicDir: false,
    cacheDir: here(`./node_modules/.vite-${name}`),
    plugins: [
      paraglideVitePlugin({
        ...paraglide,
        project: here(paraglide.project),
        outdir: here(paraglide.outdir),
      }),
      sveltePlugin(),
    ],
    resolve: { alias },
    server: { port, strictPort: true, fs: { allow: [here('.')] } },
    build: {
      outDir: here(`./dist/${name}`),
      emptyOutDir: true,
      target,
      cssTarget: target,
      // The pages allow no inline source of any kind, so nothing may be
      // turned into a data: address.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
}
