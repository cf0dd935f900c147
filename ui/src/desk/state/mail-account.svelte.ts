// The mail account through which the library writes, as it is typed.
import type { MailAccountForm, MailFault, OutboxOrder, OutboxRefusal } from '$lib/wire';

import { SMTP_PORTS } from './mail-ports';
import { MailServerForm } from './mail-server-form.svelte';
import type { Outcome } from './outbox.svelte';

export class MailForm extends MailServerForm<OutboxRefusal> {
  sender = $state('');
  senderName = $state('');
  bounces = $state('');
  replies = $state('');

  readonly #ask: (order: OutboxOrder) => Promise<Outcome>;

  constructor(ask: (order: OutboxOrder) => Promise<Outcome>) {
    super(SMTP_PORTS);
    this.#ask = ask;
    this.blank();
  }

  /** The field in which something is wrong. */
  readonly fault = $derived.by((): MailFault | null =>
    this.refused?.type === 'fault' ? this.refused.fault : null,
  );

  /** Shows the account that there is, unless something may have been typed. */
  fill(account: MailAccountForm | null): void {
    if (this.fillsNow() && account) Object.assign(this, account);
  }

  async test(): Promise<void> {
    await this.tries(() => this.#ask({ type: 'testMail', ...this.#typed() }), 'good');
  }

  async save(): Promise<void> {
    await this.keeps(() => this.#ask({ type: 'saveMail', ...this.#typed() }), 'saved');
  }

  async remove(): Promise<void> {
    if (await this.keeps(() => this.#ask({ type: 'removeMail' }), 'removed')) this.blank();
  }

  protected blank(): void {
    Object.assign(this, {
      server: '',
      port: SMTP_PORTS.startTls,
      security: 'startTls',
      user: '',
      password: '',
      sender: '',
      senderName: '',
      bounces: '',
      replies: '',
      authority: '',
    });
  }

  #typed(): { account: MailAccountForm; password: string | null } {
    const { server, security, user, sender, senderName, bounces, replies, authority } = this;
    const port = this.typedPort;
    return {
      account: { server, port, security, user, sender, senderName, bounces, replies, authority },
      password: this.newPassword,
    };
  }
}
