// Loans and notices in the window: what the server shows, what was ordered and how it
// came out. One thing is asked at a time, in the order in which it was wanted.
import type {
  LoanRequestId,
  LoansAnswer,
  LoansOrder,
  LoansRefusal,
  LoansWindowOrder,
  NotRenewed,
  SourceId,
  WindowLoans,
} from '$lib/wire';

import { HandLoan } from './loan-by-hand.svelte';
import { LoanFile } from './loan-file.svelte';
import { LoanSourceForm } from './loan-source.svelte';
import { LoanPatrons } from './loan-patrons.svelte';
import { NoticeLedger, NoticeLetters, NoticeWeek } from './notices.svelte';

/** Nothing is known of loans. */
export const NO_LOANS: WindowLoans = {
  view: null,
  ofThreads: [],
  sending: { type: 'none' },
  answer: null,
};

/** How an order came out. */
export type Outcome = Omit<LoansAnswer, 'number'>;
export type Ask = (order: LoansOrder) => Promise<Outcome>;

const NOT_DONE: Outcome = { refused: { type: 'notSaved' }, brought: { type: 'nothing' } };

/** The parts of the place. */
export const LOANS_PARTS = ['today', 'week', 'ledger', 'print'] as const;
export type LoansPart = (typeof LOANS_PARTS)[number];

interface Means {
  tell: (order: LoansWindowOrder) => Promise<boolean>;
  /** Hands over a file of loans. */
  send: (source: SourceId, name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
}

export class Loans {
  shown = $state.raw<WindowLoans>(NO_LOANS);
  /** The part that is looked at. */
  part = $state<LoansPart>('today');
  /** Why the last thing about all notices was not done. */
  trouble = $state.raw<LoansRefusal | null>(null);
  /** Why the last thing about a source was not done. */
  sourceTrouble = $state.raw<{ source: SourceId; why: LoansRefusal } | null>(null);
  /** The request that was answered last, if it was refused, and why. */
  unanswered = $state.raw<{ request: LoanRequestId; why: LoansRefusal } | null>(null);
  /** Something is asked that changes something. */
  busy = $state(false);

  /** Where loans are read from, as it is typed. */
  readonly source: LoanSourceForm;
  readonly file: LoanFile;
  readonly hand: HandLoan;
  readonly patrons: LoanPatrons;
  readonly week: NoticeWeek;
  readonly ledger: NoticeLedger;
  readonly letters: NoticeLetters;

  readonly #means: Means;
  // A window that was opened anew must not take old answers for its own.
  #number = Math.floor(Math.random() * 2 ** 30);
  #waiting: { number: number; settle: (outcome: Outcome) => void } | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #watchers = 0;

  constructor(means: Means) {
    this.#means = means;
    const ask: Ask = (order) => this.#ask(order);
    this.source = new LoanSourceForm(ask);
    this.hand = new HandLoan(ask);
    this.file = new LoanFile({
      ask,
      send: means.send,
      forget: () => void this.#tell({ type: 'leaveFile' }),
    });
    this.patrons = new LoanPatrons({
      ask,
      askThread: (thread) => void this.#order({ type: 'askThread', thread }),
    });
    this.week = new NoticeWeek(ask);
    this.ledger = new NoticeLedger(ask);
    this.letters = new NoticeLetters(ask);
  }

  readonly view = $derived(this.shown.view);
  readonly sources = $derived(this.view?.sources ?? []);
  readonly requests = $derived(this.view?.requests ?? []);
  /** Loans are read from somewhere: there is something to look at. */
  readonly isThere = $derived(this.sources.length > 0);
  /** How many things wait for somebody. */
  readonly toLookAt = $derived(
    this.requests.length +
      this.sources.filter(({ isStale, waiting }) => isStale || waiting !== null).length,
  );

  take(shown: WindowLoans): void {
    this.shown = shown;
    this.patrons.take(shown.ofThreads);
    this.file.take(shown.sending);
    const waiting = this.#waiting;
    if (waiting && shown.answer?.number === waiting.number) {
      this.#waiting = null;
      waiting.settle(shown.answer);
    }
  }

  /** Nobody is signed in any more: nothing of anybody's loans stays. */
  leave(): void {
    this.#waiting?.settle(NOT_DONE);
    this.#waiting = null;
    this.shown = NO_LOANS;
    this.part = 'today';
    this.trouble = null;
    this.sourceTrouble = null;
    this.unanswered = null;
    this.source.close();
    this.hand.close();
    this.file.leave();
    this.patrons.clear();
    this.week.clear();
    this.ledger.clear();
    this.letters.clear();
  }

  /** Somebody looks, until the answer is called. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) void this.#order({ type: 'watch', on: true });
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) void this.#order({ type: 'watch', on: false });
    };
  }

  async setPaused(paused: boolean): Promise<void> {
    await this.#do({ type: 'setPaused', paused });
  }

  async runNow(): Promise<void> {
    await this.#do({ type: 'runNow' });
  }

  async read(source: SourceId): Promise<void> {
    await this.#doAt(source, { type: 'readSource', id: source });
  }

  async remove(source: SourceId): Promise<void> {
    await this.#doAt(source, { type: 'removeSource', id: source });
  }

  /** It was renewed in the ILS: the patron is told. */
  async renewed(request: LoanRequestId, due: string): Promise<boolean> {
    return this.#answer(request, { type: 'renewed', request, due });
  }

  /** It was not: the patron is told why. */
  async notRenewed(request: LoanRequestId, why: NotRenewed): Promise<boolean> {
    return this.#answer(request, { type: 'notRenewed', request, why });
  }

  /** Somebody has seen to it. */
  async settle(request: LoanRequestId): Promise<boolean> {
    return this.#answer(request, { type: 'settle', request });
  }

  async #answer(request: LoanRequestId, order: LoansOrder): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const why = (await this.#ask(order)).refused;
    this.unanswered = why && { request, why };
    this.busy = false;
    return why === null;
  }

  async #do(order: LoansOrder): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = (await this.#ask(order)).refused;
    this.busy = false;
  }

  async #doAt(source: SourceId, order: LoansOrder): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const why = (await this.#ask(order)).refused;
    this.sourceTrouble = why && { source, why };
    this.busy = false;
  }

  /** Asks the server for one thing, once what was asked before is answered. */
  #ask(order: LoansOrder): Promise<Outcome> {
    const asked = this.#last.then(() => this.#askNow(order));
    this.#last = asked;
    return asked;
  }

  async #askNow(order: LoansOrder): Promise<Outcome> {
    this.#number += 1;
    const number = this.#number;
    const answered = new Promise<Outcome>((settle) => {
      this.#waiting = { number, settle };
    });
    const told = await this.#tell({ type: 'ask', number, order });
    if (told) return answered;
    this.#waiting = null;
    return NOT_DONE;
  }

  /** What is never answered with a number. */
  async #order(order: LoansOrder): Promise<void> {
    this.#number += 1;
    await this.#tell({ type: 'ask', number: this.#number, order });
  }

  #tell(order: LoansWindowOrder): Promise<boolean> {
    return this.#means.tell(order);
  }
}
