// A case that is being handed to an office: what is written to it, and the letter as it
// would go out.
import type {
  CaseFile,
  CasesField,
  CasesRefusal,
  CaseView,
  FileId,
  HandOffForm,
  MessageId,
  MessageView,
} from '$lib/wire';

import type { AskOfCases, CaseNews } from './cases.svelte';

/** How long nothing is typed before the letter is shown anew. */
export const PREVIEW_PAUSE_MS = 500;

/** A letter, as it would go out. */
export interface LetterShown {
  to: string;
  subject: string;
  text: string;
  files: readonly CaseFile[];
}

interface Means {
  ask: AskOfCases;
  news: (what: CaseNews) => void;
}

export class HandOff {
  of = $state.raw<CaseView | null>(null);
  form = $state<HandOffForm | null>(null);
  preview = $state.raw<LetterShown | null>(null);
  refused = $state.raw<CasesRefusal | null>(null);
  busy = $state(false);
  /** The letter is being written anew. */
  looking = $state(false);
  /** What is looked for among offices. */
  search = $state('');

  readonly #means: Means;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #look = 0;

  constructor(means: Means) {
    this.#means = means;
  }

  readonly fault = $derived.by((): CasesField | null =>
    this.refused?.type === 'fault' ? this.refused.field : null,
  );

  begin(of: CaseView): void {
    this.close();
    this.of = of;
    const notes = of.entries.filter(({ kind, text }) => kind === 'opened' && text !== '');
    this.form = {
      office: of.office ?? of.suggested ?? '',
      summary: [of.row.subject, ...notes.map(({ text }) => text)].join('\n\n'),
      messages: [],
      hideNames: false,
      withContact: false,
      files: [],
      promised: of.row.promised,
    };
    void this.look();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#look += 1;
    this.of = null;
    this.form = null;
    this.preview = null;
    this.refused = null;
    this.looking = false;
    this.search = '';
  }

  /** Something changed: the letter is shown anew once nothing more is typed. */
  typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), PREVIEW_PAUSE_MS);
  }

  pick(message: MessageId, on: boolean, said: readonly MessageView[]): void {
    const { form } = this;
    if (!form) return;
    const others = form.messages.filter((one) => one !== message);
    const chosen = on ? [...others, message] : others;
    form.messages = said.map(({ id }) => id).filter((id) => chosen.includes(id));
    this.typed();
  }

  pickFile(file: FileId, on: boolean): void {
    const { form } = this;
    if (!form) return;
    const others = form.files.filter((one) => one !== file);
    form.files = on ? [...others, file] : others;
    this.typed();
  }

  /** What the letter would say. */
  async look(): Promise<void> {
    clearTimeout(this.#timer);
    const { of, form } = this;
    if (!of || !form || form.office === '') return;
    this.#look += 1;
    const mine = this.#look;
    this.looking = true;
    const order = {
      type: 'previewHandOff',
      case: of.row.id,
      form: $state.snapshot(form),
    } as const;
    const { refused, brought } = await this.#means.ask(order);
    if (mine !== this.#look) return;
    this.looking = false;
    this.refused = refused;
    if (brought.type === 'preview') this.preview = brought;
    else if (refused) this.preview = null;
  }

  /** Sends it; says whether it went. */
  async send(officeName: string): Promise<boolean> {
    const { of, form } = this;
    if (!of || !form || this.busy) return false;
    clearTimeout(this.#timer);
    this.busy = true;
    const order = { type: 'handOff', case: of.row.id, form: $state.snapshot(form) } as const;
    const { refused } = await this.#means.ask(order);
    this.busy = false;
    this.refused = refused;
    if (refused) return false;
    const { number } = of.row;
    const { promised } = form;
    this.close();
    this.#means.news({ type: 'caseHandedOff', number, office: officeName, promised });
    return true;
  }
}
