// The sentences of the pages, read from where the pages have them: a test names a button
// by its key, so that a better word breaks nothing.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { REPOSITORY } from './programs.mjs';

const LANGUAGES = ['it', 'en'];
const FILES = readdirSync(path.join(REPOSITORY, 'ui/messages'));

const messages = Object.fromEntries(
  LANGUAGES.map((language) => [
    language,
    Object.assign({}, ...FILES.map((file) => read(path.join('ui/messages', file, language)))),
  ]),
);

function read(name) {
  return JSON.parse(readFileSync(path.join(REPOSITORY, `${name}.json`), 'utf8'));
}

/** The words of a language: `words('it')('patron_call')`. */
export function words(language) {
  return (key, values = {}) => {
    const message = messages[language][key];
    if (message === undefined) throw new Error(`there is no ${language} message “${key}”`);
    const text = typeof message === 'string' ? message : plural(language, message[0], values);
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  };
}

function plural(language, { match }, { count }) {
  const form = new Intl.PluralRules(language).select(count);
  return match[`countPlural=${form}`] ?? match['countPlural=*'];
}
