// What notices say where a library has no words of its own, to be looked at in the form.
// The same stands in the core, which says it; a test compares the two.
import type { Language, NoticeKind, NoticeWording } from '$lib/wire';

const EMBEDDED: Record<Language, Record<NoticeKind, string>> = {
  it: {
    predue: 'Ciao {name}, questi prestiti scadono presto:',
    due: 'Ciao {name}, è il momento di restituire o rinnovare questi prestiti:',
    overdue1: 'Ciao {name}, questi prestiti sono scaduti. Riportali appena puoi, oppure scrivici:',
    overdue2:
      'Ciao {name}, questi prestiti sono scaduti da un po’ e qualcun altro potrebbe averne bisogno. Riportali appena puoi, oppure scrivici:',
    overdue3:
      'Ciao {name}, questi prestiti sono scaduti da molto tempo. Riportali appena puoi; se c’è un problema scrivici, lo risolviamo insieme:',
  },
  en: {
    predue: 'Hello {name}, these loans are due soon:',
    due: 'Hello {name}, it is time to return or renew these loans:',
    overdue1:
      'Hello {name}, these loans are overdue. Please return them as soon as you can, or write to us:',
    overdue2:
      'Hello {name}, these loans have been overdue for a while, and somebody else may need them. Please return them as soon as you can, or write to us:',
    overdue3:
      'Hello {name}, these loans have been overdue for a long time. Please return them as soon as you can; if something is in the way, write to us and we will find a solution together:',
  },
};

/** The word of a placeholder in each language; every form of it is understood. */
const WORDS: Record<Language, { name: string; library: string }> = {
  it: { name: 'nome', library: 'biblioteca' },
  en: { name: 'name', library: 'library' },
};

export const NOTICE_KINDS: readonly NoticeKind[] = [
  'predue',
  'due',
  'overdue1',
  'overdue2',
  'overdue3',
];

/** What can be filled in, as it is written in a language. */
export function noticePlaceholders(language: Language): string[] {
  return Object.values(WORDS[language]).map((word) => `{${word}}`);
}

/** What is said of several loans without words of the library's own. */
export function usualWording(kind: NoticeKind, language: Language): string {
  return EMBEDDED[language][kind].replace('{name}', `{${WORDS[language].name}}`);
}

/** The library's own words, if it has some; and where they stand among them. */
export function ownWording(
  wordings: readonly NoticeWording[],
  kind: NoticeKind,
  language: Language,
): { row: number; text: string } | null {
  const row = wordings.findIndex((one) => one.kind === kind && one.language === language);
  const own = wordings[row];
  return own ? { row, text: own.text } : null;
}

/** A wording with a name and a library in it. */
export function filledWording(text: string, name: string, library: string): string {
  return text
    .replaceAll(/\{(nome|name)\}/g, () => name)
    .replaceAll(/\{(biblioteca|library)\}/g, () => library);
}
