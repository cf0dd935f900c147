// The library's calendar on a server, as it is typed, and the calendars that were found.
import type {
  CalendarAccount,
  CalendarChoice,
  CalendarFault,
  Language,
  OutsideOrder,
  OutsideRefusal,
  TroubleView,
} from '$lib/wire';

import { AccountForm } from './account-form.svelte';

/** How an order came out. */
export interface Outcome {
  refused: OutsideRefusal | null;
  calendars: readonly CalendarChoice[];
  trouble: TroubleView | null;
}

export class CalendarAccountForm extends AccountForm<OutsideRefusal, TroubleView, 'found'> {
  address = $state('');
  collection = $state('');
  names = $state(false);
  /** The calendars that can be chosen. */
  calendars = $state.raw<readonly CalendarChoice[]>([]);

  readonly #ask: (order: OutsideOrder) => Promise<Outcome>;

  constructor(ask: (order: OutsideOrder) => Promise<Outcome>) {
    super();
    this.#ask = ask;
  }

  /** The field in which something is wrong. */
  readonly fault = $derived.by((): CalendarFault | null =>
    this.refused?.type === 'fault' ? this.refused.fault : null,
  );

  /** Shows the account that there is, unless something may have been typed. */
  fill(account: CalendarAccount | null): void {
    if (!this.fillsNow() || !account) return;
    const { address, user, authority, collection, names } = account;
    Object.assign(this, { address, user, authority, collection, names });
    this.calendars = [{ collection, name: account.collectionName, takesEvents: true }];
  }

  /** Looks which calendars the account has; where one can be used, it is chosen. */
  async look(language: Language): Promise<void> {
    await this.tries(
      () => this.#ask({ type: 'findCalendars', ...this.#typed(language) }),
      'found',
      ({ calendars }) => this.#choose(calendars),
    );
  }

  async save(language: Language): Promise<void> {
    await this.keeps(() => this.#ask({ type: 'saveCalendar', ...this.#typed(language) }), 'saved');
  }

  async remove(): Promise<void> {
    if (await this.keeps(() => this.#ask({ type: 'removeCalendar' }), 'removed')) this.blank();
  }

  protected blank(): void {
    const none = { address: '', user: '', password: '', authority: '', collection: '' };
    Object.assign(this, none);
    this.names = false;
    this.calendars = [];
  }

  #choose(calendars: readonly CalendarChoice[]): void {
    this.calendars = calendars;
    const usable = calendars.filter(({ takesEvents }) => takesEvents);
    if (usable.some(({ collection }) => collection === this.collection)) return;
    this.collection = usable[0]?.collection ?? '';
  }

  #typed(language: Language): { account: CalendarAccount; password: string | null } {
    const { address, user, authority, collection, names } = this;
    const chosen = this.calendars.find((one) => one.collection === collection);
    const collectionName = chosen?.name ?? '';
    return {
      account: { address, user, collection, collectionName, authority, names, language },
      password: this.newPassword,
    };
  }
}
