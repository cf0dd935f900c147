// Calendars outside of the desk, in the window: the feeds that calendar programs
// subscribe to.
import type {
  BusyReading,
  BusyTrouble,
  CalendarWindowOrder,
  FeedId,
  FeedOf,
  FeedView,
  Language,
  LibrarianId,
  OutsideOrder,
  OutsideRefusal,
  WindowOutside,
} from '$lib/wire';

import { CalendarAccountForm, type Outcome } from './calendar-account.svelte';

/** Nothing is known of calendars outside. */
export const NO_OUTSIDE: WindowOutside = {
  view: null,
  made: null,
  answer: null,
  reading: { type: 'none' },
};

const NOT_DONE: Outcome = { refused: { type: 'notSaved' }, calendars: [], trouble: null };

/** The largest calendar that is read, in bytes. */
export const LARGEST_CALENDAR = 2 * 1024 * 1024;

interface Means {
  tell: (order: CalendarWindowOrder) => Promise<boolean>;
  /** Hands over somebody's own calendar. */
  send: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
}

export class Outside {
  shown = $state.raw<WindowOutside>(NO_OUTSIDE);
  /** Why the last thing was not done. */
  trouble = $state.raw<OutsideRefusal | null>(null);
  /** The feed that was revoked a moment ago. */
  revoked = $state.raw<FeedView | null>(null);
  /** Whose feed is to be made: `desk …` or `librarian …`; empty for one's own. */
  of = $state('');
  /** The next feed names the patrons. */
  names = $state(false);
  busy = $state(false);

  /** Why a calendar that was chosen did not even go to the server. */
  unsent = $state.raw<BusyTrouble | null>(null);

  /** The library's calendar on a server, as it is typed. */
  readonly account: CalendarAccountForm;

  readonly #means: Means;
  #number = 0;
  #waiting: { number: number; settle: (outcome: Outcome) => void } | null = null;
  /** The address that was put away. */
  #away = $state<FeedId | null>(null);

  constructor(means: Means) {
    this.#means = means;
    this.account = new CalendarAccountForm((order) => this.#ask(order));
  }

  readonly view = $derived(this.shown.view);

  /** How it stands with a calendar that was chosen. */
  readonly reading = $derived.by((): BusyReading =>
    this.unsent ? { type: 'failed', why: this.unsent } : this.shown.reading,
  );

  /** The feed whose address is shown, this once. */
  readonly made = $derived.by(() => {
    const { made } = this.shown;
    return made && made.id !== this.#away && made.id !== this.revoked?.id ? made : null;
  });

  take(shown: WindowOutside): void {
    this.shown = shown;
    const waiting = this.#waiting;
    if (waiting && shown.answer?.number === waiting.number) {
      this.#waiting = null;
      waiting.settle(shown.answer);
    }
    if (shown.view) this.account.fill(shown.view.account?.account ?? null);
  }

  /** Nobody is signed in any more. */
  leave(): void {
    this.#waiting?.settle(NOT_DONE);
    this.#waiting = null;
    this.shown = NO_OUTSIDE;
    this.#empty();
  }

  /** Looks from now on, or no more. */
  async watch(on: boolean): Promise<void> {
    if (!on) this.#empty();
    this.#number += 1;
    const order: OutsideOrder = { type: 'watch', on };
    await this.#means.tell({
      type: 'ask',
      number: this.#number,
      order: { type: 'outside', order },
    });
  }

  /** Makes the feed that is chosen. */
  async make(self: LibrarianId, language: Language): Promise<void> {
    const [kind, id] = this.of.split(' ');
    const of: FeedOf =
      kind === 'desk' && id
        ? { type: 'desk', desk: id }
        : { type: 'librarian', librarian: id ?? self };
    const { names } = this;
    this.revoked = null;
    if (await this.#do({ type: 'makeFeed', of, names, language })) this.names = false;
  }

  async revoke(feed: FeedView): Promise<void> {
    if (await this.#do({ type: 'revokeFeed', id: feed.id })) this.revoked = feed;
  }

  /** Takes the last revocation back. */
  async undo(): Promise<void> {
    const { revoked } = this;
    if (revoked && (await this.#do({ type: 'restoreFeed', id: revoked.id }))) this.revoked = null;
  }

  /** Reads when one is busy, from a file. */
  async readBusy(file: File): Promise<void> {
    this.unsent = file.size > LARGEST_CALENDAR ? 'tooLarge' : null;
    if (this.unsent) return;
    try {
      await this.#means.send(new Uint8Array(await file.arrayBuffer()));
    } catch {
      this.unsent = 'failed';
    }
  }

  async forgetBusy(): Promise<void> {
    this.unsent = null;
    await this.#do({ type: 'forgetBusy' });
  }

  /** Whoever has copied the address needs it no more. */
  putAway(): void {
    this.#away = this.shown.made?.id ?? null;
  }

  #empty(): void {
    this.trouble = null;
    this.unsent = null;
    this.revoked = null;
    this.#away = null;
    this.of = '';
    this.names = false;
    this.account.empty();
  }

  async #do(order: OutsideOrder): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.trouble = (await this.#ask(order)).refused;
    this.busy = false;
    return this.trouble === null;
  }

  /** Asks the server for one thing, and waits for how it came out. */
  async #ask(order: OutsideOrder): Promise<Outcome> {
    this.#waiting?.settle(NOT_DONE);
    this.#number += 1;
    const number = this.#number;
    const answered = new Promise<Outcome>((settle) => {
      this.#waiting = { number, settle };
    });
    const told = await this.#means.tell({
      type: 'ask',
      number,
      order: { type: 'outside', order },
    });
    return told ? answered : NOT_DONE;
  }
}
