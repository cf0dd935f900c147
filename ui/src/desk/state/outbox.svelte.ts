// The outbox in the window: what is shown of it, what was ordered and how it came out,
// and the mail account as it is typed.
import type {
  Channel,
  MailAccountForm,
  MailFault,
  MailSecurity,
  OutboxAnswer,
  OutboxOrder,
  OutboxRefusal,
  OutboxWindowOrder,
  OutgoingView,
  TroubleView,
  WindowOutbox,
} from '$lib/wire';

import { Letters } from './letters.svelte';

/** Nothing is known of the outbox. */
export const NO_OUTBOX: WindowOutbox = {
  view: null,
  concerns: { trouble: [], still: [] },
  letters: [],
  tried: null,
  answer: null,
};

const NOT_SAVED: OutboxRefusal = { type: 'notSaved' };
/** The ports at which servers usually are. */
const USUAL_PORTS: Record<MailSecurity, number> = { startTls: 587, tls: 465, plain: 25 };

type Outcome = Omit<OutboxAnswer, 'number'>;
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

/** What came of the form last. */
export type MailDone = 'none' | 'testing' | 'good' | 'bad' | 'saving' | 'saved' | 'removed';

/** The mail account, as it is typed. */
export class MailForm {
  server = $state('');
  port = $state<number | null>(USUAL_PORTS.startTls);
  security = $state<MailSecurity>('startTls');
  user = $state('');
  /** Empty leaves the one that is kept. */
  password = $state('');
  sender = $state('');
  senderName = $state('');
  bounces = $state('');
  replies = $state('');
  authority = $state('');
  done = $state<MailDone>('none');
  refused = $state.raw<OutboxRefusal | null>(null);
  /** What was in the way of a test. */
  trouble = $state.raw<TroubleView | null>(null);

  readonly #ask: (order: OutboxOrder) => Promise<Outcome>;
  /** It shows what was typed here, or the account that there is. */
  #filled = false;

  constructor(ask: (order: OutboxOrder) => Promise<Outcome>) {
    this.#ask = ask;
  }

  readonly busy = $derived(this.done === 'testing' || this.done === 'saving');

  /** The field in which something is wrong. */
  readonly fault = $derived.by((): MailFault | null =>
    this.refused?.type === 'fault' ? this.refused.fault : null,
  );

  /** Shows the account that there is, unless something may have been typed. */
  fill(account: MailAccountForm | null): void {
    if (this.#filled) return;
    this.#filled = true;
    if (account) Object.assign(this, account);
  }

  empty(): void {
    this.#filled = false;
    Object.assign(this, blank());
    this.password = '';
    this.done = 'none';
    this.refused = null;
    this.trouble = null;
  }

  /** Another encryption usually is at another port. */
  setSecurity(security: MailSecurity): void {
    if (this.port === USUAL_PORTS[this.security]) this.port = USUAL_PORTS[security];
    this.security = security;
  }

  async test(): Promise<void> {
    if (this.busy) return;
    this.done = 'testing';
    const { account, password } = this.#typed();
    const { refused, trouble } = await this.#ask({ type: 'testMail', account, password });
    this.refused = refused;
    this.trouble = trouble;
    this.done = refused ? 'none' : trouble ? 'bad' : 'good';
  }

  async save(): Promise<void> {
    if (this.busy) return;
    this.done = 'saving';
    const { account, password } = this.#typed();
    const { refused } = await this.#ask({ type: 'saveMail', account, password });
    this.#settle(refused, 'saved');
    if (!refused) this.password = '';
  }

  async remove(): Promise<void> {
    if (this.busy) return;
    this.done = 'saving';
    const { refused } = await this.#ask({ type: 'removeMail' });
    this.#settle(refused, 'removed');
    if (!refused) {
      Object.assign(this, blank());
      this.password = '';
    }
  }

  #settle(refused: OutboxRefusal | null, done: MailDone): void {
    this.refused = refused;
    this.trouble = null;
    this.done = refused ? 'none' : done;
  }

  #typed(): { account: MailAccountForm; password: string | null } {
    const { server, security, user, sender, senderName, bounces, replies, authority } = this;
    const port = Number.isInteger(this.port) ? Math.min(Math.max(this.port ?? 0, 0), 65_535) : 0;
    return {
      account: { server, port, security, user, sender, senderName, bounces, replies, authority },
      password: this.password === '' ? null : this.password,
    };
  }
}

function blank(): MailAccountForm {
  return {
    server: '',
    port: USUAL_PORTS.startTls,
    security: 'startTls',
    user: '',
    sender: '',
    senderName: '',
    bounces: '',
    replies: '',
    authority: '',
  };
}
