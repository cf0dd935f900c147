// The list from which an answer is chosen for the thread that is written in: the ones
// in the patron's language first, filtered as typed.
import type { AnswerView, Language } from '$lib/wire';

import { foldedWords } from './folded';
import { filled, leftIn, type Values } from './placeholders';

/** An answer in one language, filled in for this patron. */
export interface Choice {
  id: string;
  name: string;
  language: Language;
  text: string;
  /** What could not be filled in. */
  left: string[];
}

/** What the answers are chosen for. */
export interface For {
  /** What the patron reads. */
  language: Language;
  values: (language: Language) => Values;
}

export class AnswerPicker {
  open = $state(false);
  #words = $state('');
  #index = $state(0);

  readonly #answers: () => readonly AnswerView[];
  readonly #for: () => For;

  constructor(answers: () => readonly AnswerView[], whom: () => For) {
    this.#answers = answers;
    this.#for = whom;
  }

  readonly choices = $derived.by((): Choice[] => {
    if (!this.open) return [];
    const { language, values } = this.#for();
    const other: Language = language === 'it' ? 'en' : 'it';
    const own = { it: values('it'), en: values('en') };
    const needles = foldedWords(this.#words).split(/\s+/).filter(Boolean);
    const all = this.#answers();
    return [language, other]
      .flatMap((in_) => all.map((answer) => ({ answer, in_, text: textOf(answer, in_) })))
      .filter(({ answer, text }) => {
        const whole = foldedWords(`${answer.name} ${text}`);
        return text !== '' && needles.every((needle) => whole.includes(needle));
      })
      .map(({ answer, in_, text }) => {
        const whole = filled(text, own[in_]);
        const id = `${answer.id}-${in_}`;
        return { id, name: answer.name, language: in_, text: whole, left: leftIn(whole) };
      });
  });

  readonly chosen = $derived(this.choices[Math.min(this.#index, this.choices.length - 1)] ?? null);

  get words(): string {
    return this.#words;
  }

  set words(words: string) {
    this.#words = words;
    this.#index = 0;
  }

  show(): void {
    this.words = '';
    this.open = true;
  }

  close(): void {
    this.open = false;
  }

  /** To the next or the one before, and round again. */
  move(by: 1 | -1): void {
    const { length } = this.choices;
    const at = Math.min(this.#index, length - 1);
    if (length > 0) this.#index = (at + by + length) % length;
  }

  point(choice: Choice): void {
    this.#index = Math.max(0, this.choices.indexOf(choice));
  }
}

function textOf(answer: AnswerView, language: Language): string {
  return language === 'it' ? answer.italian : answer.english;
}

/** A text put into another at the caret: the whole, and what is then selected: the
    first thing that is left to fill in, or else the place behind. */
export function inserted(
  draft: string,
  from: number,
  to: number,
  text: string,
): { draft: string; from: number; to: number } {
  const [before, after] = [draft.slice(0, from), draft.slice(to)];
  const [left] = leftIn(text);
  const at = left === undefined ? text.length : text.indexOf(left);
  const start = before.length + at;
  return { draft: before + text + after, from: start, to: start + (left?.length ?? 0) };
}
