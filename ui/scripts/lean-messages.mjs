// The compiled messages ask a run-time part which language to speak, and that part can
// read it from cookies, addresses and browsers. Here src/lib/language.svelte.ts decides
// alone, so a page that counts its bytes is given only the question.
const RUNTIME = /\/paraglide\/runtime\.js$/;
const MESSAGE = /\/paraglide\/messages\/\w+\.js$/;

export const leanRuntime = `
export let getLocale = () => 'it';
export const overwriteGetLocale = (decide) => {
  getLocale = decide;
};
`;

/** The words of a message in one language, if it has one form only. */
function wordsOf(source, language) {
  const form = new RegExp(
    `const ${language}_\\w+ =[^\\n]*=> \\{\\s*return [^\\n(]*\\((\`[^\\n]*\`)\\)\\s*\\};`,
  );
  return form.exec(source)?.[1].replaceAll('i?.', 'i.');
}

/** A message that takes its language from nowhere else. */
export function leanMessage(source) {
  const name = /export const (\w+) =/.exec(source)?.[1];
  if (!name) throw new Error('This is no compiled message.');
  const [italian, english] = [wordsOf(source, 'it'), wordsOf(source, 'en')];
  if (italian && english) {
    return `import { getLocale } from '../runtime.js';
export const ${name} = (i) => (getLocale() === 'en' ? ${english} : ${italian});
`;
  }
  const lean = source
    .replace('experimentalStaticLocale ?? options.locale ?? getLocale()', 'getLocale()')
    .replace('(inputs, options = {}) =>', '(inputs) =>')
    .replace('import { getLocale, experimentalStaticLocale }', 'import { getLocale }')
    .replaceAll('i?.', 'i.');
  if (lean.includes('experimentalStaticLocale')) throw new Error(`${name} is compiled otherwise.`);
  return lean;
}

/** @returns {import('vite').Plugin} */
export function leanMessages() {
  return {
    name: 'lean-messages',
    enforce: 'pre',
    apply: 'build',
    load(id) {
      return RUNTIME.test(id) ? leanRuntime : null;
    },
    transform(source, id) {
      if (!MESSAGE.test(id) || id.endsWith('/_index.js')) return null;
      return { code: leanMessage(source), map: null };
    },
  };
}
