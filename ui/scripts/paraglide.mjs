// How the messages are compiled; one answer for the bundler and for `npm run i18n`.

/** @type {import('@inlang/paraglide-js').CompilerOptions} */
export const paraglide = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  // src/lib/language.svelte.ts decides the language; nothing is read from
  // cookies or addresses.
  strategy: ['baseLocale'],
  emitTsDeclarations: true,
  // Two builds and the tests may read the folder at the same time.
  cleanOutdir: false,
  emitPrettierIgnore: false,
  emitGitIgnore: false,
  emitReadme: false,
  isServer: 'false',
  disableAsyncLocalStorage: true,
};
