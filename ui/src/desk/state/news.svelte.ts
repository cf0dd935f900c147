// News that fade. Each number is shown once; none fades before it could be read, nor
// while somebody looks at it.
import type { News, NewsItem, Why } from '$lib/wire';

import type { AvailabilityNews } from './availability.svelte';
import type { CalendarNews } from './calendar.svelte';
import type { CaseNews } from './cases.svelte';

/** How long a piece of news stays at least. */
export const STAYS_MS = 8000;
/** What can be taken back stays a little longer. */
export const UNDO_STAYS_MS = 12_000;

/** Besides what the program tells: what this window itself did, or could not do. */
export type Told =
  | NewsItem
  | CalendarNews
  | AvailabilityNews
  | CaseNews
  | { type: 'orderFailed' }
  | { type: 'settingsSaved'; number: number }
  | { type: 'settingsNotUndone'; why: Why }
  | { type: 'folderNotSent'; name: string }
  | { type: 'stillNotTaken' }
  | { type: 'addressCopied'; link: string }
  | { type: 'addressNotCopied' };

/** What can be taken back. */
const UNDONE: readonly Told['type'][] = [
  'settingsSaved',
  'appointmentMoved',
  'appointmentCancelled',
  'availabilitySaved',
  'caseChanged',
];

/** What is told of appointments: they are not named in it, so only the last of it stands
    there, and what it offers to take back is plain. */
const OF_APPOINTMENTS: readonly Told['type'][] = [
  'appointmentBooked',
  'appointmentMoved',
  'appointmentCancelled',
  'appointmentNotUndone',
];

export interface Toast {
  key: string;
  what: Told;
}

export class NewsBoard {
  toasts = $state.raw<Toast[]>([]);

  #shown = 0;
  #own = 0;
  #held = false;
  #fading: { key: string; timer: ReturnType<typeof setTimeout> }[] = [];

  /** Shows what has not been shown yet, and says what that was. */
  take(news: readonly News[]): News[] {
    const fresh = news.filter(({ number }) => number > this.#shown);
    for (const { number, what } of fresh) {
      this.#shown = Math.max(this.#shown, number);
      this.#put({ key: `news-${number}`, what });
    }
    return fresh;
  }

  /** Tells something of the window's own. */
  tell(what: Told): void {
    this.#own += 1;
    const isOf = ({ type }: Told) => OF_APPOINTMENTS.includes(type);
    const older = isOf(what) ? this.toasts.filter((toast) => isOf(toast.what)) : [];
    this.#put({ key: `own-${this.#own}`, what });
    for (const { key } of older) this.dismiss(key);
  }

  dismiss(key: string): void {
    this.#stopFading((one) => one === key);
    this.toasts = this.toasts.filter((toast) => toast.key !== key);
    if (this.toasts.length === 0) this.#held = false;
  }

  /** Somebody points at the news or has the focus there: nothing fades. */
  hold(): void {
    this.#held = true;
    this.#stopFading(() => true);
  }

  /** Nobody looks any more: all stay their whole time once again. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    for (const toast of this.toasts) this.#fade(toast);
  }

  #put(toast: Toast): void {
    this.toasts = [...this.toasts, toast];
    if (!this.#held) this.#fade(toast);
  }

  #fade({ key, what }: Toast): void {
    const stays = UNDONE.includes(what.type) ? UNDO_STAYS_MS : STAYS_MS;
    this.#fading.push({ key, timer: setTimeout(() => this.dismiss(key), stays) });
  }

  #stopFading(which: (key: string) => boolean): void {
    for (const { key, timer } of this.#fading) {
      if (which(key)) clearTimeout(timer);
    }
    this.#fading = this.#fading.filter(({ key }) => !which(key));
  }
}
