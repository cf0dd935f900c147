// What letters say: the wording that is being edited, judged and shown as it is typed.
import type {
  Language,
  LetterTried,
  LettersOrder,
  LetterView,
  OutboxOrder,
  OutboxRefusal,
  OutgoingKind,
  WordingFault,
  WordingForm,
} from '$lib/wire';

/** How long nothing is typed before what was typed is tried. */
export const PAUSE_MS = 300;

type Ask = (order: OutboxOrder) => Promise<{ refused: OutboxRefusal | null }>;
/** What came of the form last. */
export type LettersDone = 'none' | 'saving' | 'saved' | 'restored';

export class Letters {
  all = $state.raw<readonly LetterView[]>([]);
  kind = $state<OutgoingKind>('privateLink');
  language = $state<Language>('it');
  subject = $state('');
  text = $state('');
  done = $state<LettersDone>('none');
  refused = $state.raw<OutboxRefusal | null>(null);
  tried = $state.raw<LetterTried | null>(null);
  /** The wording that was in use before the last change, to go back to. */
  before = $state.raw<WordingForm | null>(null);

  readonly #ask: Ask;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Of which letter the fields show the wording. */
  #filled = '';

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The letter that is being edited, as it is in use. */
  readonly current = $derived(
    this.all.find(
      ({ wording }) => wording.kind === this.kind && wording.language === this.language,
    ) ?? null,
  );

  /** Something was typed that is not in use. */
  readonly changed = $derived.by(() => {
    const wording = this.current?.wording;
    return !!wording && (wording.subject !== this.subject || wording.text !== this.text);
  });

  readonly fault = $derived.by((): WordingFault | null =>
    this.refused?.type === 'wording' ? this.refused.fault : (this.tried?.fault ?? null),
  );

  /** Somebody looks at it: every letter is asked for. */
  async open(): Promise<void> {
    await this.#order({ type: 'show' });
  }

  /** Nobody looks any more: what was typed and not kept is forgotten. */
  close(): void {
    clearTimeout(this.#timer);
    this.#filled = '';
    this.done = 'none';
    this.refused = null;
    this.before = null;
  }

  take(letters: readonly LetterView[], tried: LetterTried | null): void {
    this.all = letters;
    this.tried = tried;
    this.#fill();
  }

  choose(kind: OutgoingKind, language: Language): void {
    this.kind = kind;
    this.language = language;
    this.done = 'none';
    this.refused = null;
    this.before = null;
    this.#fill();
  }

  typed(): void {
    this.done = 'none';
    this.refused = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#try(), PAUSE_MS);
  }

  /** Puts a placeholder into the text; says where the caret comes to stand. */
  insert(word: string, start: number, end: number): number {
    const put = `{${word}}`;
    this.text = this.text.slice(0, start) + put + this.text.slice(end);
    this.typed();
    return start + put.length;
  }

  /** Forgets what was typed. */
  revert(): void {
    this.#filled = '';
    this.done = 'none';
    this.refused = null;
    this.#fill();
  }

  async save(): Promise<void> {
    const before = this.current;
    if (this.done === 'saving' || !before) return;
    this.done = 'saving';
    clearTimeout(this.#timer);
    const refused = await this.#order({ type: 'save', wording: this.#form() });
    this.#settle(refused, 'saved', before.wording);
  }

  /** Back to the standard wording. */
  async restore(): Promise<void> {
    const before = this.current;
    if (this.done === 'saving' || !before) return;
    this.done = 'saving';
    const { kind, language } = this;
    const refused = await this.#order({ type: 'restore', kind, language });
    if (!refused) this.revert();
    this.#settle(refused, 'restored', before.wording);
  }

  /** Back to what was in use before the last change. */
  async undo(): Promise<void> {
    const { before } = this;
    if (!before || this.done === 'saving') return;
    this.subject = before.subject;
    this.text = before.text;
    await this.save();
    if (this.done === 'saved') this.before = null;
    void this.#try();
  }

  #settle(refused: OutboxRefusal | null, done: LettersDone, before: WordingForm): void {
    this.refused = refused;
    this.done = refused ? 'none' : done;
    this.before = refused ? null : before;
  }

  #fill(): void {
    const { current } = this;
    const which = `${this.kind} ${this.language}`;
    if (!current || this.#filled === which) return;
    this.#filled = which;
    this.subject = current.wording.subject;
    this.text = current.wording.text;
    void this.#try();
  }

  async #try(): Promise<void> {
    if (this.done === 'saving') return; // one thing is asked at a time
    await this.#order({ type: 'try', wording: this.#form() });
  }

  #form(): WordingForm {
    const { kind, language, subject, text } = this;
    return { kind, language, subject, text };
  }

  async #order(order: LettersOrder): Promise<OutboxRefusal | null> {
    return (await this.#ask({ type: 'letters', order })).refused;
  }
}
