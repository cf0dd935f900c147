// Loans of the played program: what its orders make of what is shown.
import type {
  BorrowerView,
  LedgerEntry,
  LoansBrought,
  LoansOrder,
  LoansRefusal,
  LoansView,
  LoansWindowOrder,
  PrintLetter,
  SourceView,
  WindowLoans,
} from '$lib/wire';

import {
  borrowersOf,
  ledgerOf,
  lettersOf,
  loansView,
  previewOf,
  seatLoan,
  source,
  weekOf,
} from './scene-loans';

/** Loans of which nothing is known. */
export const NO_LOANS_YET: WindowLoans = {
  view: null,
  ofThreads: [],
  sending: { type: 'none' },
  answer: null,
};

const LINK = 'https://sportello.biblioteca.empoli.example/@biblioteca.empoli#card=Zs8Kq2mV9xR4';
const DAY = 24 * 60 * 60_000;
const NOTHING: LoansBrought = { type: 'nothing' };

export class MockLoans {
  /** What is shown when somebody begins to look. */
  #view: LoansView;
  #borrowers: BorrowerView[];
  #ledger: LedgerEntry[];
  #letters: PrintLetter[];
  readonly #now: () => number;
  #made = 0;
  /** Threads of which somebody asked who stands behind them. */
  #asked: string[];

  /** @param lively there is something to look at though nothing was shown before */
  constructor(before: WindowLoans, now: () => number, lively = false) {
    this.#now = now;
    const nothing = { sources: [], requests: [], run: null, morning: null, toPrint: 0 };
    const usual = { administers: true, mayPause: true, ...(lively ? {} : nothing) };
    this.#view = before.view ?? loansView(now(), usual);
    this.#borrowers = borrowersOf(now());
    this.#asked = before.ofThreads.map(({ thread }) => thread);
    this.#ledger = ledgerOf(now());
    this.#letters = lettersOf(now());
  }

  obey(shown: WindowLoans, given: LoansWindowOrder): WindowLoans {
    if (given.type === 'leaveFile') return { ...shown, sending: { type: 'none' } };
    const { number, order } = given;
    if (order.type === 'watch') return { ...shown, view: order.on ? this.#view : null };
    if (order.type === 'askThread') {
      this.#asked = [...this.#asked.filter((one) => one !== order.thread), order.thread];
      return { ...shown, ofThreads: this.#behind() };
    }
    const outcome = this.#do(order);
    const refused = 'refused' in outcome ? outcome.refused : null;
    const brought = 'brought' in outcome ? outcome.brought : NOTHING;
    const view = shown.view && this.#view;
    return { ...shown, view, ofThreads: this.#behind(), answer: { number, refused, brought } };
  }

  /** A file of loans has arrived: it must have columns. */
  received(shown: WindowLoans, source: string, bytes: Uint8Array): WindowLoans {
    const [head = ''] = new TextDecoder().decode(bytes).split('\n');
    if (!/[;,\t]/.test(head)) {
      return { ...shown, sending: { type: 'failed', why: 'notATable' } };
    }
    this.#made += 1;
    const asks = bytes.length < 80;
    const upload = `upload-${this.#made}${asks ? '-asks' : ''}`;
    const columns = head.startsWith('Tessera') ? {} : { columns: this.#unknown() };
    const preview = previewOf(this.#now(), { asks, upload, source, ...columns });
    return { ...shown, sending: { type: 'there', preview } };
  }

  #do(order: LoansOrder): { refused: LoansRefusal } | { brought: LoansBrought } | object {
    const now = this.#now();
    switch (order.type) {
      case 'watch':
      case 'askThread':
        return {};
      case 'saveSource':
        return this.#saveSource(order);
      case 'removeSource':
        return this.#change({
          sources: this.#view.sources.filter(({ id }) => id !== order.id),
        });
      case 'trySource':
        return { brought: tried(order, now) };
      case 'readSource':
        return this.#changeSource(order.id, { readAt: now, isStale: false, trouble: null });
      case 'preview': {
        const { upload, columns } = order;
        const asks = upload.endsWith('asks') || upload === 'upload-9';
        const preview = previewOf(now, { upload, asks, ...(columns ? { columns } : {}) });
        return { brought: { type: 'preview', preview } };
      }
      case 'takeFile': {
        const asks = order.upload.endsWith('asks') || order.upload === 'upload-9';
        if (asks && !order.anyway)
          return { refused: { type: 'asksFirst', closes: 2620, of: 4812 } };
        const { columns } = order;
        const read = { readAt: now, isStale: false, waiting: null, trouble: null, columns };
        return this.#changeSource('source-1', read);
      }
      case 'dropFile':
        return this.#change({
          sources: this.#view.sources.map((one) =>
            one.waiting === order.upload ? { ...one, waiting: null, trouble: null } : one,
          ),
        });
      case 'saveLoan':
        return this.#saveLoan(order);
      case 'closeLoan':
        this.#borrowers = this.#borrowers.map((one) => ({
          ...one,
          loans: one.loans.filter(({ id }) => id !== order.id),
        }));
        return {};
      case 'findBorrowers':
        return { brought: { type: 'borrowers', borrowers: this.#find(order.text) } };
      case 'link':
        return this.#changeBorrower(order.borrower, { thread: order.thread });
      case 'unlink':
        return this.#changeBorrower(order.borrower, { thread: null });
      case 'setNotices':
        return this.#changeBorrower(order.borrower, { notices: order.on });
      case 'makeLink':
        return { brought: { type: 'link', address: LINK, until: now + 7 * DAY } };
      case 'setPaused':
        return this.#change({ pausedAt: order.paused ? now : null });
      case 'runNow': {
        const looked = 5552;
        const run = { began: now, ended: now, looked, of: looked, sent: 0, waits: null };
        return this.#change({ run });
      }
      case 'askWeek': {
        const notices = weekOf(now);
        return { brought: { type: 'week', notices, count: notices.length } };
      }
      case 'askLedger':
        return { brought: { type: 'ledger', ...this.#page(order) } };
      case 'sendAgain':
        if (order.reason === '') return { refused: { type: 'fault', field: 'reason' } };
        this.#ledger = this.#ledger.map((one) =>
          one.id === order.id ? { ...one, state: 'written', again: order.reason } : one,
        );
        return {};
      case 'askPrint':
        return { brought: { type: 'print', letters: this.#letters } };
      case 'printed':
        this.#letters = this.#letters.filter(
          ({ ids }) => !ids.some((id) => order.ids.includes(id)),
        );
        return this.#change({ toPrint: this.#letters.flatMap(({ ids }) => ids).length });
      case 'renewed':
      case 'notRenewed':
      case 'settle':
        return this.#change({
          requests: this.#view.requests.filter(({ id }) => id !== order.request),
        });
    }
  }

  #saveSource({ id, form }: Extract<LoansOrder, { type: 'saveSource' }>) {
    if (form.name === '') return { refused: { type: 'fault', field: 'name' } as const };
    if (form.kind.type === 'koha' && !form.kind.address.startsWith('https://')) {
      return { refused: { type: 'fault', field: 'address' } as const };
    }
    if (id !== null) return this.#changeSource(id, { form });
    this.#made += 1;
    const made = source(100 + this.#made, { form, readAt: null }, this.#now());
    return this.#change({ sources: [...this.#view.sources, made] });
  }

  #saveLoan({ id, form }: Extract<LoansOrder, { type: 'saveLoan' }>) {
    if (form.card.trim() === '') return { refused: { type: 'fault', field: 'card' } as const };
    if (form.title.trim() === '') return { refused: { type: 'fault', field: 'title' } as const };
    if (form.due === '') return { refused: { type: 'fault', field: 'due' } as const };
    this.#made += 1;
    const { title, item, due } = form;
    const loan = { ...seatLoan(500 + this.#made, title, 0, this.#now()), item, due, byHand: true };
    this.#borrowers = this.#borrowers.map((one) => ({
      ...one,
      loans: one.loans.map((old) => (old.id === id ? { ...old, title, item, due } : old)),
    }));
    if (id !== null) return {};
    const known = this.#borrowers.find(({ card }) => card === form.card);
    if (known) return this.#changeBorrower(known.id, { loans: [...known.loans, loan] });
    this.#borrowers = [
      ...this.#borrowers,
      {
        id: `borrower-${100 + this.#made}`,
        name: form.name,
        card: form.card,
        hasMail: form.mail !== '',
        thread: null,
        notices: true,
        source: 'Punto prestito di Ponzano',
        loans: [loan],
      },
    ];
    return {};
  }

  #page({ text, state, before }: Extract<LoansOrder, { type: 'askLedger' }>) {
    const words = text.toLowerCase();
    const from = this.#ledger.findIndex(({ id }) => id === before) + 1;
    const found = this.#ledger
      .slice(from)
      .filter((one) => state === null || one.state === state)
      .filter((one) => `${one.name} ${one.card} ${one.title}`.toLowerCase().includes(words));
    const first = before === null ? found.slice(0, 6) : found;
    return { notices: first, more: first.length < found.length };
  }

  #find(text: string): BorrowerView[] {
    const words = text.toLowerCase();
    return this.#borrowers.filter(({ name, card }) =>
      `${name} ${card}`.toLowerCase().includes(words),
    );
  }

  #unknown() {
    const { columns } = previewOf(this.#now());
    const { title = '', name = '' } = columns.columns;
    return { ...columns, columns: { title, name } };
  }

  #behind() {
    return this.#asked.map((thread) => ({
      thread,
      borrowers: this.#borrowers.filter((one) => one.thread === thread),
    }));
  }

  #changeBorrower(id: string, changed: Partial<BorrowerView>): object {
    this.#borrowers = this.#borrowers.map((one) => (one.id === id ? { ...one, ...changed } : one));
    return {};
  }

  #changeSource(id: string, changed: Partial<SourceView>): object {
    return this.#change({
      sources: this.#view.sources.map((one) => (one.id === id ? { ...one, ...changed } : one)),
    });
  }

  #change(changed: Partial<LoansView>): object {
    this.#view = { ...this.#view, ...changed };
    return {};
  }
}

function tried(
  { form, password }: Extract<LoansOrder, { type: 'trySource' }>,
  at: number,
): LoansBrought {
  if (password === 'sbagliata') {
    return { type: 'tried', loans: null, trouble: { cause: 'wrongPassword', said: '401', at } };
  }
  if (form.kind.type === 'file' && form.kind.folder.startsWith('/root')) {
    return { type: 'tried', loans: null, trouble: { cause: 'folderMissing', said: '', at } };
  }
  return { type: 'tried', loans: form.kind.type === 'koha' ? 731 : null, trouble: null };
}
