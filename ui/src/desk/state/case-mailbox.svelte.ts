// From where mail is read, as it is typed.
import type {
  CasesField,
  CasesRefusal,
  CasesView,
  DeskId,
  MailboxForm,
  MailSecurity,
  TroubleView,
} from '$lib/wire';

import type { AskOfCases } from './cases.svelte';

/** The ports at which servers usually are. */
const USUAL_PORTS: Record<MailSecurity, number> = { startTls: 143, tls: 993, plain: 143 };

/** What came of the form last. */
export type MailboxDone = 'none' | 'trying' | 'good' | 'bad' | 'saving' | 'saved' | 'stopped';

function blank(): MailboxForm {
  const text = { server: '', user: '', folder: 'INBOX', authority: '' };
  return { ...text, port: USUAL_PORTS.tls, security: 'tls', unknown: null };
}

export class MailboxSettings {
  server = $state('');
  port = $state<number | null>(USUAL_PORTS.tls);
  security = $state<MailSecurity>('tls');
  user = $state('');
  /** Empty leaves the one that is kept. */
  password = $state('');
  folder = $state('INBOX');
  authority = $state('');
  unknown = $state<DeskId | null>(null);
  done = $state<MailboxDone>('none');
  refused = $state.raw<CasesRefusal | null>(null);
  /** What was in the way of a try. */
  trouble = $state.raw<TroubleView | null>(null);
  /** So many mails lie there. */
  mails = $state(0);

  readonly #ask: AskOfCases;
  /** It shows what was typed here, or the mailbox that there is. */
  #filled = false;

  constructor(ask: AskOfCases) {
    this.#ask = ask;
  }

  readonly busy = $derived(this.done === 'trying' || this.done === 'saving');

  readonly fault = $derived.by((): CasesField | null =>
    this.refused?.type === 'fault' ? this.refused.field : null,
  );

  /** Shows the mailbox that there is, unless something may have been typed. */
  fill(view: CasesView | null): void {
    if (this.#filled || !view) return;
    this.#filled = true;
    if (view.mailbox) Object.assign(this, view.mailbox.form);
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
    this.done = 'trying';
    const { form, password } = this.#typed();
    const { refused, brought } = await this.#ask({ type: 'tryMailbox', form, password });
    this.refused = refused;
    this.trouble = brought.type === 'triedMailbox' ? brought.trouble : null;
    this.mails = brought.type === 'triedMailbox' ? (brought.mails ?? 0) : 0;
    this.done = refused ? 'none' : this.trouble ? 'bad' : 'good';
  }

  async save(): Promise<void> {
    if (this.busy) return;
    this.done = 'saving';
    const { form, password } = this.#typed();
    const { refused } = await this.#ask({ type: 'saveMailbox', form, password });
    this.#settle(refused, 'saved');
    if (!refused) this.password = '';
  }

  /** Reads no mail any more. */
  async stop(): Promise<void> {
    if (this.busy) return;
    this.done = 'saving';
    const { refused } = await this.#ask({ type: 'saveMailbox', form: null, password: null });
    this.#settle(refused, 'stopped');
    if (refused) return;
    Object.assign(this, blank());
    this.password = '';
  }

  #settle(refused: CasesRefusal | null, done: MailboxDone): void {
    this.refused = refused;
    this.trouble = null;
    this.done = refused ? 'none' : done;
  }

  #typed(): { form: MailboxForm; password: string | null } {
    const { server, security, user, folder, authority, unknown } = this;
    const port = Number.isInteger(this.port) ? Math.min(Math.max(this.port ?? 0, 0), 65_535) : 0;
    return {
      form: { server, port, security, user, folder, authority, unknown },
      password: this.password === '' ? null : this.password,
    };
  }
}
