// Who stands behind a thread: the borrowers, their loans, and how one comes to stand there.
import type { BorrowerId, BorrowerView, LoansRefusal, ThreadBorrowers, ThreadId } from '$lib/wire';

import type { Ask } from './loans.svelte';

interface Means {
  ask: Ask;
  /** Asks who stands behind a thread; it comes when it comes. */
  askThread: (thread: ThreadId) => void;
}

export class LoanPatrons {
  /** The thread in which somebody is looked for. */
  searching = $state.raw<ThreadId | null>(null);
  text = $state('');
  /** Who was found; none before somebody was looked for. */
  found = $state.raw<readonly BorrowerView[] | null>(null);
  /** Why the last thing was not done, in this thread. */
  trouble = $state.raw<{ thread: ThreadId; why: LoansRefusal } | null>(null);
  /** Who was taken away from a thread a moment ago. */
  unlinked = $state.raw<{ thread: ThreadId; borrower: BorrowerView } | null>(null);
  /** A personal link, this once. */
  link = $state.raw<{ borrower: BorrowerId; address: string; until: number } | null>(null);
  busy = $state(false);

  #all = $state.raw<readonly ThreadBorrowers[]>([]);
  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  /** They; none before the server has said. */
  of(thread: ThreadId): readonly BorrowerView[] | null {
    return this.#all.find((one) => one.thread === thread)?.borrowers ?? null;
  }

  take(all: readonly ThreadBorrowers[]): void {
    this.#all = all;
  }

  clear(): void {
    this.#all = [];
    this.putAway();
    this.stop();
    this.trouble = null;
    this.unlinked = null;
    this.busy = false;
  }

  /** A thread is looked at. */
  look(thread: ThreadId): void {
    this.putAway();
    this.stop();
    this.trouble = null;
    this.unlinked = null;
    this.#means.askThread(thread);
  }

  /** Looks for a card for this thread. */
  search(thread: ThreadId): void {
    this.stop();
    this.searching = thread;
  }

  stop(): void {
    this.searching = null;
    this.text = '';
    this.found = null;
  }

  async find(): Promise<void> {
    const thread = this.searching;
    const text = this.text.trim();
    if (thread === null || text === '') return;
    const { refused, brought } = await this.#means.ask({ type: 'findBorrowers', text });
    if (this.searching !== thread) return;
    this.trouble = refused && { thread, why: refused };
    if (brought.type === 'borrowers') this.found = brought.borrowers;
  }

  /** The card was seen: the patron of this thread is this borrower. */
  async connect(thread: ThreadId, borrower: BorrowerId): Promise<void> {
    if (await this.#do(thread, { type: 'link', thread, borrower })) this.stop();
  }

  async disconnect(thread: ThreadId, borrower: BorrowerView): Promise<void> {
    if (!(await this.#do(thread, { type: 'unlink', borrower: borrower.id }))) return;
    this.unlinked = { thread, borrower };
  }

  /** Takes that back. */
  async undo(): Promise<void> {
    const { unlinked } = this;
    if (!unlinked) return;
    const { thread, borrower } = unlinked;
    if (await this.#do(thread, { type: 'link', thread, borrower: borrower.id })) {
      this.unlinked = null;
    }
  }

  async setNotices(thread: ThreadId, borrower: BorrowerId, on: boolean): Promise<void> {
    await this.#do(thread, { type: 'setNotices', borrower, on });
  }

  /** Makes a link to be handed out in person; its address is told once. */
  async makeLink(thread: ThreadId, borrower: BorrowerId): Promise<string | null> {
    if (this.busy) return null;
    this.busy = true;
    const { refused, brought } = await this.#means.ask({ type: 'makeLink', borrower });
    this.busy = false;
    this.trouble = refused && { thread, why: refused };
    if (brought.type !== 'link') return null;
    this.link = { borrower, address: brought.address, until: brought.until };
    return brought.address;
  }

  /** Whoever has handed the link out needs it no more. */
  putAway(): void {
    this.link = null;
  }

  async #do(thread: ThreadId, order: Parameters<Ask>[0]): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const why = (await this.#means.ask(order)).refused;
    this.busy = false;
    this.trouble = why && { thread, why };
    this.unlinked = null;
    return why === null;
  }
}
