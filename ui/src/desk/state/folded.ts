// Finding words whatever their case and accents: "perche" finds "Perché".
import { book } from '$lib/book';

interface Folded {
  text: string;
  /** Where each unit of the folded text begins in the text; null while they agree. */
  from: number[] | null;
}

/** From where to where in a text, the end excluded. */
export interface Range {
  from: number;
  to: number;
}

// Plain letters are folded at once.
const PLAIN = /^[ -~\s]*$/;

function fold(text: string): Folded {
  if (PLAIN.test(text)) return { text: text.toLowerCase(), from: null };
  let folded = '';
  const from: number[] = [];
  let at = 0;
  for (const character of text) {
    const bare = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (let unit = 0; unit < bare.length; unit += 1) from.push(at);
    folded += bare;
    at += character.length;
  }
  from.push(at);
  return { text: folded, from };
}

/** The words without case and accents. */
export function foldedWords(text: string): string {
  return fold(text).text;
}

/** Finds words in texts; a text is folded once, however often it is searched. */
export class Finder {
  readonly #folded = book<string, Folded>();

  /** Every place where the words stand, from the first to the last. */
  find(text: string, words: string): Range[] {
    const needle = foldedWords(words.trim());
    if (needle === '') return [];
    const { text: folded, from } = this.#fold(text);
    const found: Range[] = [];
    let at = folded.indexOf(needle);
    while (at >= 0) {
      const end = at + needle.length;
      found.push({ from: from?.[at] ?? at, to: from?.[end] ?? end });
      at = folded.indexOf(needle, end);
    }
    return found;
  }

  #fold(text: string): Folded {
    const known = this.#folded.get(text);
    if (known) return known;
    const folded = fold(text);
    this.#folded.set(text, folded);
    return folded;
  }
}
