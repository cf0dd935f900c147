// What is typed to keep a patron away for a while.

/** For how many days somebody may be kept away. */
export const DAYS = [1, 7, 30, 365] as const;

/** The longest reason the window lets be typed, in characters. */
export const LONGEST_REASON = 300;

export class Blocking {
  open = $state(false);
  days = $state<number>(DAYS[1]);
  reason = $state('');

  /** Nothing was begun; the next patron has done nothing. */
  reset(): void {
    this.open = false;
    this.days = DAYS[1];
    this.reason = '';
  }
}
