// The language a page is read in: Italian, or English where the browser speaks no
// Italian; the reader's own choice is remembered. Drawn text follows by itself,
// because the compiled messages ask here.
import { overwriteGetLocale } from './paraglide/runtime';
import type { Language } from './wire';

const REMEMBERED = 'sportello.language';

function isLanguage(value: unknown): value is Language {
  return value === 'it' || value === 'en';
}

/** What a browser set to these languages, the best first, should be shown. */
export function languageFor(preferred: readonly string[]): Language {
  const first = preferred[0] ?? 'it';
  return /^it\b/i.test(first) ? 'it' : 'en';
}

function remembered(): Language | null {
  try {
    const value = localStorage.getItem(REMEMBERED);
    return isLanguage(value) ? value : null;
  } catch {
    return null;
  }
}

class LanguageChoice {
  current = $state<Language>(remembered() ?? languageFor(navigator.languages));

  constructor() {
    overwriteGetLocale(() => this.current);
  }

  choose(language: Language): void {
    this.current = language;
    try {
      localStorage.setItem(REMEMBERED, language);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
  }
}

export const language = new LanguageChoice();
