// How contacts came out, while that is being written down. What was typed is kept until
// it is saved or skipped: the next contact may ring, and be answered, in between.
import type { ContactId, Outcome, TopicId, WindowOrder, WrapUpView } from '$lib/wire';

/** How a contact that was answered can come out. */
export const OUTCOMES = [
  'resolvedAtFirstLevel',
  'handedOff',
  'appointment',
  'callBack',
  'messageLeft',
] as const satisfies readonly Outcome[];

export type WrittenOutcome = (typeof OUTCOMES)[number];

/** The longest note the window lets be typed, in characters. */
export const LONGEST_NOTE = 1000;

/** One contact on paper. */
export class Writing {
  topic = $state<TopicId | null>(null);
  outcome = $state<WrittenOutcome>('resolvedAtFirstLevel');
  note = $state('');
  /** The program was asked to save it, and has not said that it did. */
  saving = $state(false);

  readonly contact: ContactId;
  readonly name: string;
  /** When the next contact may ring. */
  readonly until: number;
  readonly #prefilled: TopicId | null;
  /** How it may have come out, for all that is known. */
  readonly #suggested: WrittenOutcome;

  constructor(view: WrapUpView) {
    this.contact = view.contact;
    this.name = view.name;
    this.until = view.until;
    this.topic = view.topic;
    this.#prefilled = view.topic;
    this.#suggested = view.booked ? 'appointment' : 'resolvedAtFirstLevel';
    this.outcome = this.#suggested;
  }

  /** Somebody has begun to write. */
  get begun(): boolean {
    const { note, topic, outcome } = this;
    return note !== '' || topic !== this.#prefilled || outcome !== this.#suggested;
  }

  /** As it stands without a word of the librarian. */
  plainOrder(): WindowOrder {
    return {
      type: 'wrapUp',
      contact: this.contact,
      topic: this.#prefilled,
      outcome: 'resolvedAtFirstLevel',
      note: '',
    };
  }

  order(): WindowOrder {
    return {
      type: 'wrapUp',
      contact: this.contact,
      topic: this.topic,
      outcome: this.outcome,
      note: this.note.trim(),
    };
  }
}

export class WrapUp {
  #asked = $state.raw<ContactId | null>(null);
  #open = $state.raw<readonly Writing[]>([]);
  /** Skipped, although the program still asks for it. */
  #skipped: ContactId | null = null;

  /** What is to be written down now: what the program asks for, then what is left. */
  readonly current = $derived(
    this.#open.find(({ contact }) => contact === this.#asked) ?? this.#open.at(-1) ?? null,
  );

  /** Whether the next contact waits for this one to be written down. */
  holdsUp(writing: Writing): boolean {
    return writing.contact === this.#asked;
  }

  /** The program asks for a contact, or for none any more. */
  take(view: WrapUpView | null): void {
    const before = this.#asked;
    this.#asked = view?.contact ?? null;
    const kept = this.#open.filter(
      ({ contact, saving, begun }) =>
        contact === this.#asked || (begun && !(saving && contact === before)),
    );
    const known = kept.some(({ contact }) => contact === view?.contact);
    const added =
      view && !known && view.contact !== this.#skipped ? [...kept, new Writing(view)] : kept;
    if (added.length !== this.#open.length || added.some((one, at) => one !== this.#open[at])) {
      this.#open = added;
    }
  }

  /** It could not be saved, for all that is known: it can be tried again. */
  retry(): void {
    for (const writing of this.#open) writing.saving = false;
  }

  /** It is off the table. */
  drop(writing: Writing): void {
    if (this.holdsUp(writing)) this.#skipped = writing.contact;
    this.#open = this.#open.filter((one) => one !== writing);
  }

  /** Whoever signs out leaves no papers behind. */
  clear(): void {
    this.#asked = null;
    this.#skipped = null;
    this.#open = [];
  }
}
