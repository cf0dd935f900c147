// What the forms for an account on a mail server have in common.
import type { MailSecurity } from '$lib/wire';

import { AccountForm } from './account-form.svelte';
import type { UsualPorts } from './mail-ports';

export abstract class MailServerForm<Refusal> extends AccountForm<Refusal> {
  server = $state('');
  port = $state<number | null>(null);
  security = $state<MailSecurity>('tls');

  constructor(readonly usualPorts: UsualPorts) {
    super();
  }

  /** Another encryption usually is at another port. */
  setSecurity(security: MailSecurity): void {
    if (this.port === this.usualPorts[this.security]) this.port = this.usualPorts[security];
    this.security = security;
  }

  /** The port that was typed, as far as it is one. */
  protected get typedPort(): number {
    return Number.isInteger(this.port) ? Math.min(Math.max(this.port ?? 0, 0), 65_535) : 0;
  }
}
