// Notices that will be sent, that were sent, and that are to be printed.
import type {
  DeskId,
  LedgerEntry,
  LoansRefusal,
  NoticeId,
  NoticeState,
  PrintLetter,
  WeekNotice,
} from '$lib/wire';

import type { Ask } from './loans.svelte';

/** The notices of the next seven days, if nothing changes. */
export class NoticeWeek {
  desk = $state<DeskId>('');
  notices = $state.raw<readonly WeekNotice[] | null>(null);
  count = $state(0);
  refused = $state.raw<LoansRefusal | null>(null);
  loading = $state(false);

  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Day by day. */
  readonly days = $derived.by(() => {
    const days: { day: string; notices: WeekNotice[] }[] = [];
    for (const notice of this.notices ?? []) {
      const last = days.at(-1);
      if (last?.day === notice.day) last.notices.push(notice);
      else days.push({ day: notice.day, notices: [notice] });
    }
    return days;
  });

  async look(desk: DeskId): Promise<void> {
    if (desk !== this.desk) this.notices = null;
    this.desk = desk;
    this.loading = true;
    const { refused, brought } = await this.#ask({ type: 'askWeek', desk });
    if (this.desk !== desk) return;
    this.loading = false;
    this.refused = refused;
    if (brought.type !== 'week') return;
    this.notices = brought.notices;
    this.count = brought.count;
  }

  clear(): void {
    this.desk = '';
    this.notices = null;
    this.count = 0;
    this.refused = null;
    this.loading = false;
  }
}

/** Every notice that was sent. */
export class NoticeLedger {
  text = $state('');
  state = $state<NoticeState | ''>('');
  notices = $state.raw<readonly LedgerEntry[] | null>(null);
  more = $state(false);
  refused = $state.raw<LoansRefusal | null>(null);
  loading = $state(false);
  /** The one that is to be sent again, and why. */
  again = $state<{ id: NoticeId; reason: string } | null>(null);
  againRefused = $state.raw<LoansRefusal | null>(null);
  /** The one that was sent again last. */
  sent = $state.raw<NoticeId | null>(null);

  readonly #ask: Ask;
  #asked = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async look(): Promise<void> {
    await this.#load(null);
  }

  /** Those before the last one that is shown. */
  async older(): Promise<void> {
    await this.#load(this.notices?.at(-1)?.id ?? null);
  }

  begin(id: NoticeId): void {
    this.again = { id, reason: '' };
    this.againRefused = null;
    this.sent = null;
  }

  stop(): void {
    this.again = null;
    this.againRefused = null;
  }

  async sendAgain(): Promise<void> {
    const { again } = this;
    if (!again || this.loading) return;
    const { id } = again;
    const order = { type: 'sendAgain', id, reason: again.reason.trim() } as const;
    this.againRefused = (await this.#ask(order)).refused;
    if (this.againRefused) return;
    this.again = null;
    this.sent = id;
    await this.#load(null);
  }

  clear(): void {
    this.text = '';
    this.state = '';
    this.notices = null;
    this.more = false;
    this.refused = null;
    this.loading = false;
    this.sent = null;
    this.stop();
  }

  async #load(before: NoticeId | null): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.loading = true;
    const [text, state] = [this.text.trim(), this.state === '' ? null : this.state];
    const { refused, brought } = await this.#ask({ type: 'askLedger', text, state, before });
    if (asked !== this.#asked) return;
    this.loading = false;
    this.refused = refused;
    if (brought.type !== 'ledger') return;
    const earlier = before === null ? [] : (this.notices ?? []);
    this.notices = [...earlier, ...brought.notices];
    this.more = brought.more;
  }
}

/** Notices that reach nobody but on paper. */
export class NoticeLetters {
  letters = $state.raw<readonly PrintLetter[] | null>(null);
  refused = $state.raw<LoansRefusal | null>(null);
  loading = $state(false);
  /** How many were marked as printed last. */
  marked = $state(0);

  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async look(): Promise<void> {
    this.loading = true;
    const { refused, brought } = await this.#ask({ type: 'askPrint' });
    this.loading = false;
    this.refused = refused;
    if (brought.type === 'print') this.letters = brought.letters;
  }

  /** All that are shown were printed. */
  async printed(): Promise<void> {
    const letters = this.letters ?? [];
    if (this.loading || letters.length === 0) return;
    this.loading = true;
    const ids = letters.flatMap((letter) => letter.ids);
    this.refused = (await this.#ask({ type: 'printed', ids })).refused;
    this.loading = false;
    if (this.refused) return;
    this.marked = letters.length;
    await this.look();
  }

  clear(): void {
    this.letters = null;
    this.refused = null;
    this.loading = false;
    this.marked = 0;
  }
}
