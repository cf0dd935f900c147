// What stands in an answer for something that differs from patron to patron: the words
// between braces, what they stand for, and how they are filled in.
import type { Language } from '$lib/wire';

/** Every placeholder, with its words: Italian first, as the server knows them. */
const WORDS = {
  name: ['nome', 'name'],
  desk: ['sportello', 'desk'],
  library: ['biblioteca', 'library'],
  librarian: ['bibliotecario', 'librarian'],
  email: ['email', 'email'],
  hours: ['orari', 'hours'],
  link: ['link', 'link'],
} as const;

export type Placeholder = keyof typeof WORDS;

/** What the placeholders stand for now; what is empty is not known. */
export type Values = Record<Placeholder, string>;

const BRACES = /\{([^{}\n]*)\}/g;

function named(word: string): Placeholder | null {
  const bare = word.trim().toLowerCase();
  const known = Object.entries(WORDS).find(([, words]) =>
    (words as readonly string[]).includes(bare),
  );
  return known ? (known[0] as Placeholder) : null;
}

/** The placeholders as they are written in a language. */
export function placeholderWords(language: Language): string[] {
  return Object.values(WORDS).map((words) => `{${words[language === 'it' ? 0 : 1]}}`);
}

/** The words between braces that nobody knows. */
export function unknownIn(text: string): string[] {
  return [...text.matchAll(BRACES)]
    .filter(([, word = '']) => named(word) === null)
    .map(([whole]) => whole);
}

/** The placeholders that are left in a text, as they are written there, each once. */
export function leftIn(text: string): string[] {
  const left = [...text.matchAll(BRACES)].filter(([, word = '']) => named(word) !== null);
  return [...new Set(left.map(([whole]) => whole))];
}

/** Fills in what is known; what is not known stays, for a person to see. */
export function filled(text: string, values: Values): string {
  return text.replace(BRACES, (whole, word: string) => {
    const placeholder = named(word);
    const value = placeholder ? values[placeholder] : '';
    return value === '' ? whole : value;
  });
}

/** The hours of a week in words: the days that are alike together, closed ones left
    out; empty when there are none. Monday comes first. */
export function hoursInWords(week: readonly (readonly string[])[], language: Language): string {
  // The first of January 2024 was a Monday.
  const day = (index: number) =>
    new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
      Date.UTC(2024, 0, 1 + index),
    );
  const both = new Intl.ListFormat(language, { type: 'conjunction' });
  const runs: { from: number; to: number; openings: readonly string[] }[] = [];
  for (const [index, openings] of week.entries()) {
    const last = runs.at(-1);
    const alike = last?.to === index - 1 && last.openings.join() === openings.join();
    if (last && alike) last.to = index;
    else if (openings.length > 0) runs.push({ from: index, to: index, openings });
  }
  return runs
    .map(({ from, to, openings }) => {
      const days = from === to ? day(from) : `${day(from)}–${day(to)}`;
      return `${days} ${both.format(openings.map((one) => one.replace('-', '–')))}`;
    })
    .join('; ');
}
