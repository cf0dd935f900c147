// The address book: an entry that is being typed, and the whole as a file.
import type {
  CasesField,
  CasesRefusal,
  OfficeForm,
  OfficeId,
  OfficeView,
  RejectedLine,
  TopicId,
} from '$lib/wire';

import type { AskOfCases } from './cases.svelte';

/** The largest file that may be an address book, in bytes. */
export const LARGEST_BOOK = 1_000_000;

/** A file that is looked at before it is taken. */
export interface BookLook {
  name: string;
  text: string;
  added: number;
  changed: number;
  rejected: readonly RejectedLine[];
  /** It was taken. */
  taken: boolean;
}

interface Means {
  ask: AskOfCases;
  /** Saves a file where the librarian finds it. */
  save: (name: string, text: string) => void;
}

const BLANK: OfficeForm = {
  name: '',
  mail: '',
  phone: '',
  hours: '',
  note: '',
  topics: [],
  straight: false,
};

export class AddressBook {
  /** The form stands open: for this entry, or a new one. */
  open = $state.raw<{ id: OfficeId | null } | null>(null);
  form = $state<OfficeForm>({ ...BLANK });
  search = $state('');
  refused = $state.raw<CasesRefusal | null>(null);
  busy = $state(false);
  /** What was taken out last, to be put in again. */
  removed = $state.raw<OfficeView | null>(null);
  look = $state.raw<BookLook | null>(null);
  /** The file is too large to be an address book. */
  tooLarge = $state(false);

  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  readonly fault = $derived.by((): CasesField | null =>
    this.refused?.type === 'fault' ? this.refused.field : null,
  );

  begin(office: OfficeView | null): void {
    this.close();
    const form = office?.form ?? BLANK;
    this.open = { id: office?.id ?? null };
    this.form = { ...form, topics: [...form.topics] };
  }

  close(): void {
    this.open = null;
    this.refused = null;
    this.removed = null;
    this.look = null;
    this.tooLarge = false;
    this.busy = false;
  }

  setTopic(topic: TopicId, on: boolean): void {
    const others = this.form.topics.filter((one) => one !== topic);
    this.form.topics = on ? [...others, topic] : others;
  }

  async save(): Promise<boolean> {
    const { open } = this;
    if (!open) return false;
    const form = $state.snapshot(this.form);
    const done = await this.#do({ type: 'saveOffice', id: open.id, form });
    if (done) this.close();
    return done;
  }

  async remove(office: OfficeView): Promise<boolean> {
    const done = await this.#do({ type: 'removeOffice', id: office.id });
    if (!done) return false;
    this.close();
    this.removed = office;
    return true;
  }

  /** Puts in again what was taken out last. */
  async putBack(): Promise<void> {
    const { removed } = this;
    if (!removed) return;
    if (await this.#do({ type: 'saveOffice', id: null, form: removed.form })) this.removed = null;
  }

  /** Saves the whole book as a file of this name. */
  async export(name: string): Promise<void> {
    const { refused, brought } = await this.#means.ask({ type: 'exportOffices' });
    this.refused = refused;
    if (brought.type === 'offices') this.#means.save(name, brought.text);
  }

  /** Looks at a file; nothing changes by it. */
  async lookAt(file: File): Promise<void> {
    this.close();
    this.tooLarge = file.size > LARGEST_BOOK;
    if (this.tooLarge) return;
    await this.#import(file.name, await file.text(), true);
  }

  /** Takes the file that was looked at. */
  async takeIt(): Promise<void> {
    if (this.look) await this.#import(this.look.name, this.look.text, false);
  }

  async #import(name: string, text: string, dry: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const { refused, brought } = await this.#means.ask({ type: 'importOffices', text, dry });
    this.busy = false;
    this.refused = refused;
    if (brought.type !== 'imported') return;
    const { added, changed, rejected } = brought;
    this.look = { name, text, added, changed, rejected, taken: !dry };
  }

  async #do(order: Parameters<AskOfCases>[0]): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refused = (await this.#means.ask(order)).refused;
    this.busy = false;
    return this.refused === null;
  }
}
