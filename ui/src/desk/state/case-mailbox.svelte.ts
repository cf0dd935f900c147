// From where mail is read, as it is typed.
import type { CasesField, CasesRefusal, CasesView, DeskId, MailboxForm } from '$lib/wire';

import type { AskOfCases } from './cases.svelte';
import { IMAP_PORTS } from './mail-ports';
import { MailServerForm } from './mail-server-form.svelte';

export class MailboxSettings extends MailServerForm<CasesRefusal> {
  folder = $state('');
  unknown = $state<DeskId | null>(null);
  /** So many mails lie there. */
  mails = $state(0);

  readonly #ask: AskOfCases;

  constructor(ask: AskOfCases) {
    super(IMAP_PORTS);
    this.#ask = ask;
    this.blank();
  }

  /** The field in which something is wrong. */
  readonly fault = $derived.by((): CasesField | null =>
    this.refused?.type === 'fault' ? this.refused.field : null,
  );

  /** Shows the mailbox that there is, unless something may have been typed. */
  fill(view: CasesView | null): void {
    if (view && this.fillsNow() && view.mailbox) Object.assign(this, view.mailbox.form);
  }

  async test(): Promise<void> {
    await this.tries(
      () => this.#try(),
      'good',
      ({ mails }) => (this.mails = mails),
    );
  }

  async save(): Promise<void> {
    await this.keeps(() => this.#ask({ type: 'saveMailbox', ...this.#typed() }), 'saved');
  }

  /** Reads no mail any more. */
  async stop(): Promise<void> {
    const order = { type: 'saveMailbox', form: null, password: null } as const;
    if (await this.keeps(() => this.#ask(order), 'removed')) this.blank();
  }

  protected blank(): void {
    Object.assign(this, {
      server: '',
      port: IMAP_PORTS.tls,
      security: 'tls',
      user: '',
      password: '',
      folder: 'INBOX',
      authority: '',
      unknown: null,
    });
  }

  async #try() {
    const { refused, brought } = await this.#ask({ type: 'tryMailbox', ...this.#typed() });
    const tried = brought.type === 'triedMailbox' ? brought : null;
    return { refused, trouble: tried?.trouble ?? null, mails: tried?.mails ?? 0 };
  }

  #typed(): { form: MailboxForm; password: string | null } {
    const { server, security, user, folder, authority, unknown } = this;
    const port = this.typedPort;
    return {
      form: { server, port, security, user, folder, authority, unknown },
      password: this.newPassword,
    };
  }
}
