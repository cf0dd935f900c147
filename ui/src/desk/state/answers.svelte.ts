// The answers that librarians keep at hand, as they are written: what is typed, why it
// can't be kept, and the way back from what was just done.
import { pile } from '$lib/book';
import { newId } from '$lib/ids';
import { LONGEST_TEXT } from '$lib/parts/chat';
import type {
  AnswersOrder,
  AnswerTrouble,
  AnswerView,
  RefusedAnswer,
  WindowAnswers,
} from '$lib/wire';

import { unknownIn } from './placeholders';

/** The longest name the server takes, in characters. */
export const LONGEST_NAME = 60;

/** What is wrong with what is typed; null while nothing is. */
export interface Wrong {
  name: 'missing' | 'tooLong' | null;
  text: 'missing' | 'tooLong' | null;
  /** The words between braces that nobody knows. */
  unknown: string[];
}

/** What was just done, and how it is undone. */
export interface Done {
  what: 'saved' | 'removed';
  name: string;
  undo: AnswersOrder;
}

/** An answer while it is written. */
export class AnswerDraft {
  readonly id: string;
  /** How it stood before; null for a new one. */
  readonly before: AnswerView | null;
  name = $state('');
  italian = $state('');
  english = $state('');
  /** It was said that something is wrong. */
  told = $state(false);

  constructor(before: AnswerView | null) {
    this.before = before;
    this.id = before?.id ?? newId();
    this.name = before?.name ?? '';
    this.italian = before?.italian ?? '';
    this.english = before?.english ?? '';
  }

  readonly wrong = $derived.by((): Wrong => {
    const [name, italian, english] = [this.name, this.italian, this.english].map((one) =>
      one.trim(),
    ) as [string, string, string];
    const long = (text: string, most: number) => [...text].length > most;
    return {
      name: name === '' ? 'missing' : long(name, LONGEST_NAME) ? 'tooLong' : null,
      text:
        italian === '' && english === ''
          ? 'missing'
          : long(italian, LONGEST_TEXT) || long(english, LONGEST_TEXT)
            ? 'tooLong'
            : null,
      unknown: [...pile([...unknownIn(italian), ...unknownIn(english)])],
    };
  });

  readonly good = $derived(
    this.wrong.name === null && this.wrong.text === null && this.wrong.unknown.length === 0,
  );

  /** What the server is told. */
  get view(): AnswerView {
    const [name, italian, english] = [this.name, this.italian, this.english];
    return {
      id: this.id,
      name: name.trim().replace(/\s+/g, ' '),
      italian: italian.trim(),
      english: english.trim(),
    };
  }
}

export class Answers {
  all = $state.raw<readonly AnswerView[]>([]);
  /** The one that is written now. */
  draft = $state.raw<AnswerDraft | null>(null);
  /** It is on its way to the server. */
  saving = $state(false);
  refused = $state.raw<AnswerTrouble | null>(null);
  done = $state.raw<Done | null>(null);

  readonly #order: (order: AnswersOrder) => Promise<boolean>;
  /** What was ordered and has not come back yet. */
  #pending: { order: AnswersOrder; done: Done } | null = null;
  /** The refusal that the program still tells is that of an order before. */
  #stale = false;

  constructor(order: (order: AnswersOrder) => Promise<boolean>) {
    this.#order = order;
  }

  /** What the program knows of answers. */
  take({ all, refused }: WindowAnswers): void {
    this.all = all;
    if (!refused) this.#stale = false;
    const pending = this.#pending;
    if (!pending) return;
    if (this.#isSo(pending.order)) this.#settle(pending.done);
    else if (refused && !this.#stale) this.#refuse(refused);
  }

  write(answer: AnswerView | null): void {
    this.draft = new AnswerDraft(answer);
    this.refused = null;
    this.saving = false;
  }

  cancel(): void {
    this.draft = null;
    this.refused = null;
  }

  async save(): Promise<void> {
    const { draft } = this;
    if (!draft || this.saving) return;
    draft.told = true;
    if (!draft.good) return;
    const answer = draft.view;
    const undo: AnswersOrder = draft.before
      ? { type: 'save', answer: draft.before }
      : { type: 'remove', id: draft.id };
    await this.#do({ type: 'save', answer }, { what: 'saved', name: answer.name, undo });
  }

  async remove(answer: AnswerView): Promise<void> {
    if (this.draft?.id === answer.id) this.cancel();
    const undo: AnswersOrder = { type: 'save', answer };
    await this.#do({ type: 'remove', id: answer.id }, { what: 'removed', name: answer.name, undo });
  }

  async undo(): Promise<void> {
    const { done } = this;
    if (!done) return;
    this.done = null;
    if (!(await this.#order(done.undo))) this.done = done;
  }

  /** Whoever signs out leaves nothing behind for the next. */
  clear(): void {
    this.all = [];
    this.cancel();
    this.saving = false;
    this.done = null;
    this.#pending = null;
  }

  async #do(order: AnswersOrder, done: Done): Promise<void> {
    this.#stale = this.refused !== null;
    this.saving = true;
    this.refused = null;
    this.done = null;
    this.#pending = { order, done };
    if (!(await this.#order(order))) {
      this.saving = false;
      this.#pending = null;
    } else if (this.#pending && this.#isSo(order)) {
      this.#settle(done); // it stood there already
    }
  }

  /** What was ordered stands there. */
  #isSo(order: AnswersOrder): boolean {
    if (order.type === 'remove') return this.all.every(({ id }) => id !== order.id);
    const stands = this.all.find(({ id }) => id === order.answer.id);
    return stands !== undefined && same(stands, order.answer);
  }

  #settle(done: Done): void {
    this.#pending = null;
    this.saving = false;
    this.done = done;
    if (done.what === 'saved') this.draft = null;
  }

  #refuse({ why }: RefusedAnswer): void {
    this.#pending = null;
    this.saving = false;
    this.refused = why;
  }
}

function same(one: AnswerView, other: AnswerView): boolean {
  return one.name === other.name && one.italian === other.italian && one.english === other.english;
}
