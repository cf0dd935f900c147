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

/** How an order came out. */
export interface Outcome {
  refused: OutsideRefusal | null;
  calendars: readonly CalendarChoice[];
  trouble: TroubleView | null;
}

/** What came of the form last. */
export type CalendarDone = 'none' | 'looking' | 'found' | 'bad' | 'saving' | 'saved' | 'removed';

export class CalendarAccountForm {
  address = $state('');
  user = $state('');
  /** Empty leaves the one that is kept. */
  password = $state('');
  authority = $state('');
  collection = $state('');
  names = $state(false);
  /** The calendars that can be chosen. */
  calendars = $state.raw<readonly CalendarChoice[]>([]);
  done = $state<CalendarDone>('none');
  refused = $state.raw<OutsideRefusal | null>(null);
  /** What was in the way of looking for calendars. */
  trouble = $state.raw<TroubleView | null>(null);

  readonly #ask: (order: OutsideOrder) => Promise<Outcome>;
  /** It shows what was typed here, or the account that there is. */
  #filled = false;

  constructor(ask: (order: OutsideOrder) => Promise<Outcome>) {
    this.#ask = ask;
  }

  readonly busy = $derived(this.done === 'looking' || this.done === 'saving');

  /** The field in which something is wrong. */
  readonly fault = $derived.by((): CalendarFault | null =>
    this.refused?.type === 'fault' ? this.refused.fault : null,
  );

  /** Shows the account that there is, unless something may have been typed. */
  fill(account: CalendarAccount | null): void {
    if (this.#filled) return;
    this.#filled = true;
    if (!account) return;
    const { address, user, authority, collection, names } = account;
    Object.assign(this, { address, user, authority, collection, names });
    this.calendars = [{ collection, name: account.collectionName, takesEvents: true }];
  }

  empty(): void {
    this.#filled = false;
    this.#blank();
    this.done = 'none';
    this.refused = null;
    this.trouble = null;
  }

  /** Looks which calendars the account has; where one can be used, it is chosen. */
  async look(language: Language): Promise<void> {
    if (this.busy) return;
    this.done = 'looking';
    const { account, password } = this.#typed(language);
    const outcome = await this.#ask({ type: 'findCalendars', account, password });
    this.refused = outcome.refused;
    this.trouble = outcome.trouble;
    this.done = outcome.refused ? 'none' : outcome.trouble ? 'bad' : 'found';
    if (this.done !== 'found') return;
    this.calendars = outcome.calendars;
    const usable = this.calendars.filter(({ takesEvents }) => takesEvents);
    if (usable.some(({ collection }) => collection === this.collection)) return;
    this.collection = usable[0]?.collection ?? '';
  }

  async save(language: Language): Promise<void> {
    if (this.busy) return;
    this.done = 'saving';
    const { account, password } = this.#typed(language);
    const { refused } = await this.#ask({ type: 'saveCalendar', account, password });
    this.#settle(refused, 'saved');
    if (!refused) this.password = '';
  }

  async remove(): Promise<void> {
    if (this.busy) return;
    this.done = 'saving';
    const { refused } = await this.#ask({ type: 'removeCalendar' });
    this.#settle(refused, 'removed');
    if (!refused) this.#blank();
  }

  #settle(refused: OutsideRefusal | null, done: CalendarDone): void {
    this.refused = refused;
    this.trouble = null;
    this.done = refused ? 'none' : done;
  }

  #blank(): void {
    const none = { address: '', user: '', password: '', authority: '', collection: '' };
    Object.assign(this, none);
    this.names = false;
    this.calendars = [];
  }

  #typed(language: Language): { account: CalendarAccount; password: string | null } {
    const { address, user, authority, collection, names } = this;
    const chosen = this.calendars.find((one) => one.collection === collection);
    const collectionName = chosen?.name ?? '';
    return {
      account: { address, user, collection, collectionName, authority, names, language },
      password: this.password === '' ? null : this.password,
    };
  }
}
