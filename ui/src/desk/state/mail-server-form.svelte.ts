// What the forms for an account on a mail server have in common.
import type { MailSecurity } from '$lib/wire';

import { AccountForm } from './account-form.svelte';

/** The ports at which servers usually are. */
export type UsualPorts = Readonly<Record<MailSecurity, number>>;

export abstract class MailServerForm<Refusal> extends AccountForm<Refusal> {
  server = $state('');
  port = $state<number | null>(null);
  security = $state<MailSecurity>('tls');

  readonly #usualPorts: UsualPorts;

  constructor(usualPorts: UsualPorts) {
    super();
    this.#usualPorts = usualPorts;
  }

  /** Another encryption usually is at another port. */
  setSecurity(security: MailSecurity): void {
    if (this.port === this.#usualPorts[this.security]) this.port = this.#usualPorts[security];
    this.security = security;
  }

  /** The port that was typed, as far as it is one. */
  protected get typedPort(): number {
    return Number.isInteger(this.port) ? Math.min(Math.max(this.port ?? 0, 0), 65_535) : 0;
  }
}
