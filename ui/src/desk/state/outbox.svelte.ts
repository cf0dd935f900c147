// The outbox in the window: what is shown of it, what was ordered and how it came out.
import type {
  Channel,
  OutboxAnswer,
  OutboxOrder,
  OutboxRefusal,
  OutboxWindowOrder,
  OutgoingView,
  WindowOutbox,
} from '$lib/wire';

import { Letters } from './letters.svelte';
import { MailForm } from './mail-account.svelte';

/** Nothing is known of the outbox. */
export const NO_OUTBOX: WindowOutbox = {
  view: null,
  concerns: { trouble: [], still: [] },
  letters: [],
  tried: null,
  answer: null,
};

const NOT_SAVED: OutboxRefusal = { type: 'notSaved' };

/** How an order came out. */
export type Outcome = Omit<OutboxAnswer, 'number'>;
type Tell = (order: OutboxWindowOrder) => Promise<boolean>;

export class Outbox {
  shown = $state.raw<WindowOutbox>(NO_OUTBOX);
  /** Why the last thing that has no field of its own was not done. */
  trouble = $state.raw<OutboxRefusal | null>(null);
  readonly mail: MailForm;
  readonly letters: Letters;

  readonly #tell: Tell;
  #number = 0;
  #waiting: { number: number; settle: (outcome: Outcome) => void } | null = null;

  constructor(tell: Tell) {
    this.#tell = tell;
    this.mail = new MailForm((order) => this.#ask(order));
    this.letters = new Letters((order) => this.#ask(order));
  }

  readonly view = $derived(this.shown.view);

  /** How many things somebody must look at. */
  readonly toLookAt = $derived(this.shown.concerns.trouble.length);

  /** A channel stands still by itself. */
  readonly standsStill = $derived(this.shown.concerns.still.length > 0);

  /** What somebody must look at of a thread. */
  of(thread: string): readonly OutgoingView[] {
    return this.shown.concerns.trouble.filter((one) => one.thread === thread);
  }

  take(shown: WindowOutbox): void {
    this.shown = shown;
    const waiting = this.#waiting;
    if (waiting && shown.answer?.number === waiting.number) {
      this.#waiting = null;
      waiting.settle(shown.answer);
    }
    this.letters.take(shown.letters, shown.tried);
    if (shown.view) this.mail.fill(shown.view.mail?.account ?? null);
  }

  /** Nobody is signed in any more. */
  leave(): void {
    this.#waiting?.settle({ refused: NOT_SAVED, trouble: null });
    this.#waiting = null;
    this.shown = NO_OUTBOX;
    this.trouble = null;
    this.mail.empty();
    this.letters.close();
    this.letters.take([], null);
  }

  /** Looks at the outbox from now on, or no more. */
  async watch(on: boolean): Promise<void> {
    if (!on) {
      this.trouble = null;
      this.mail.empty();
    }
    this.#number += 1;
    await this.#tell({ type: 'ask', number: this.#number, order: { type: 'watch', on } });
  }

  async sendAgain(id: string): Promise<void> {
    await this.#do({ type: 'sendAgain', id });
  }

  async arrived(id: string): Promise<void> {
    await this.#do({ type: 'arrived', id });
  }

  async leaveIt(id: string): Promise<void> {
    await this.#do({ type: 'leave', id });
  }

  async tryNow(channel: Channel): Promise<void> {
    await this.#do({ type: 'tryNow', channel });
  }

  async setPaused(channel: Channel, paused: boolean): Promise<void> {
    await this.#do({ type: 'setPaused', channel, paused });
  }

  async #do(order: OutboxOrder): Promise<void> {
    this.trouble = (await this.#ask(order)).refused;
  }

  /** Asks the server for one thing, and waits for how it came out. One at a time. */
  async #ask(order: OutboxOrder): Promise<Outcome> {
    this.#waiting?.settle({ refused: NOT_SAVED, trouble: null });
    this.#number += 1;
    const number = this.#number;
    const answered = new Promise<Outcome>((settle) => {
      this.#waiting = { number, settle };
    });
    const told = await this.#tell({ type: 'ask', number, order });
    return told ? answered : { refused: NOT_SAVED, trouble: null };
  }
}
