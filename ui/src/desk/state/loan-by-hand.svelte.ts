// A loan that is typed in, for a library whose loans stand nowhere else.
import type {
  BorrowerView,
  LoanForm,
  LoanId,
  LoansField,
  LoansRefusal,
  SeatLoan,
  SourceId,
} from '$lib/wire';

import type { Ask } from './loans.svelte';

const NOTHING: LoanForm = { card: '', name: '', mail: '', title: '', item: '', due: '' };

export class HandLoan {
  /** The form stands open: for a source, and for the loan with this id or a new one. */
  open = $state.raw<{ source: SourceId; id: LoanId | null } | null>(null);
  form = $state<LoanForm>({ ...NOTHING });
  refused = $state.raw<LoansRefusal | null>(null);
  busy = $state(false);
  /** The title that was kept or returned last, and which of both. */
  done = $state.raw<{ title: string; how: 'saved' | 'closed' } | null>(null);
  /** What is looked for among borrowers. */
  text = $state('');
  /** Borrowers that were found; none before something was looked for. */
  found = $state.raw<readonly BorrowerView[] | null>(null);

  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  readonly fault = $derived.by((): LoansField | null =>
    this.refused?.type === 'fault' ? this.refused.field : null,
  );

  begin(source: SourceId): void {
    this.close();
    this.open = { source, id: null };
  }

  /** Changes a loan that was typed in. */
  edit(borrower: BorrowerView, loan: SeatLoan): void {
    if (!this.open) return;
    const { card, name } = borrower;
    const { id, title, item, due } = loan;
    this.form = { ...NOTHING, card, name, title, item, due };
    this.refused = null;
    this.done = null;
    this.open = { ...this.open, id };
  }

  /** The form is empty again. */
  reset(): void {
    if (this.open) this.open = { ...this.open, id: null };
    this.form = { ...NOTHING };
    this.refused = null;
  }

  close(): void {
    this.open = null;
    this.form = { ...NOTHING };
    this.refused = null;
    this.done = null;
    this.busy = false;
    this.text = '';
    this.found = null;
  }

  async save(): Promise<void> {
    const { open } = this;
    if (this.busy || !open) return;
    const form = $state.snapshot(this.form);
    const done = await this.#do({ type: 'saveLoan', id: open.id, source: open.source, form });
    if (!done) return;
    this.done = { title: form.title, how: 'saved' };
    // Whoever brings one book brings another.
    const { card, name, mail } = open.id === null ? form : NOTHING;
    this.form = { ...NOTHING, card, name, mail };
    this.open = { ...open, id: null };
    if (this.found) await this.find();
  }

  /** It was returned. */
  async returned({ id, title }: SeatLoan): Promise<void> {
    if (!(await this.#do({ type: 'closeLoan', id }))) return;
    this.done = { title, how: 'closed' };
    if (this.open?.id === id) this.reset();
    await this.find();
  }

  async find(): Promise<void> {
    const text = this.text.trim();
    if (text === '') {
      this.found = null;
      return;
    }
    const { brought } = await this.#ask({ type: 'findBorrowers', text });
    if (brought.type === 'borrowers' && this.open) this.found = brought.borrowers;
  }

  async #do(order: Parameters<Ask>[0]): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.done = null;
    this.refused = (await this.#ask(order)).refused;
    this.busy = false;
    return this.refused === null;
  }
}
