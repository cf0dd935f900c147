// The calendar in the window: which days are looked at, what is booked in them, and what
// is ordered about it. A move is shown at once and goes back if the server says no.
import type {
  AppointmentId,
  BookingRefusal,
  BranchId,
  BusyView,
  CalendarOrder,
  CalendarWindowOrder,
  DayView,
  House,
  LibrarianId,
  SeatAppointment,
  SlotView,
  WindowCalendar,
} from '$lib/wire';
import { newId } from '$lib/ids';

import { Ahead } from './calendar-ahead.svelte';
import { addDays, knownZone, momentOf, mondayOf, wallOf } from '$lib/zoned';

/** Nothing is known of the calendar. */
export const NO_CALENDAR: WindowCalendar = {
  calendar: null,
  today: [],
  slots: null,
  answer: null,
  availability: [],
};

/** How the days are shown. */
export type Look = 'week' | 'day' | 'list';

/** The place whose appointments are shown: a branch, or none at all. */
export type Where = BranchId | 'remote';

/** How an order came out, with the slots it asked for. */
export interface Outcome {
  refused: BookingRefusal | null;
  next: readonly SlotView[];
  days: readonly DayView[];
  more: number | null;
}

/** An appointment on its way to another time. */
export interface Moving {
  appointment: SeatAppointment;
  starts: number;
  /** Who is to give it; none leaves whoever does. */
  librarian: LibrarianId | null;
  /** By keys and buttons, by dragging, or it was said and the answer is awaited. */
  step: 'form' | 'drag' | 'settling';
}

/** What was not done, and what is free instead. */
export interface Refused {
  appointment: AppointmentId;
  why: BookingRefusal;
  next: readonly SlotView[];
  /** When it was to begin, if it was a move. */
  wanted: number | null;
}

/** What is told of an order that was done, and how to take it back. */
export type CalendarNews =
  | { type: 'appointmentMoved'; before: SeatAppointment }
  | { type: 'appointmentCancelled'; before: SeatAppointment }
  | { type: 'appointmentBooked'; patron: string; starts: number }
  | { type: 'appointmentNotUndone'; why: BookingRefusal };

export interface Means {
  tell: (order: CalendarWindowOrder) => Promise<boolean>;
  now: () => number;
  house: () => House;
  news: (what: CalendarNews) => void;
}

interface Waiting {
  number: number;
  settle: (outcome: Outcome) => void;
}

/** Days of a list. */
const LISTED_DAYS = 14;
const DAYS: Record<Look, number> = { week: 7, day: 1, list: LISTED_DAYS };
/** How many free slots are offered beside a move. */
const OFFERED = 6;

const NOT_SAVED: Outcome = { refused: 'notSaved', next: [], days: [], more: null };

/** Outside what is offered a librarian may book all the same, if they say so. */
export function mayBeAnyway(why: BookingRefusal): boolean {
  return ['closed', 'tooShortNotice', 'tooFarAhead', 'dayFull'].includes(why);
}

export class Calendar {
  shown = $state.raw<WindowCalendar>(NO_CALENDAR);
  look = $state<Look>('week');
  /** A day in what is shown; empty for today, whichever that is. */
  #date = $state('');
  where = $state<Where | null>(null);
  person = $state<LibrarianId | null>(null);
  /** The appointment whose card is open. */
  #chosen = $state<AppointmentId | null>(null);
  moving = $state.raw<Moving | null>(null);
  refused = $state.raw<Refused | null>(null);
  /** Free slots for the appointment that is moved. */
  offered = $state.raw<readonly SlotView[]>([]);
  readonly ahead: Ahead;
  readonly #means: Means;
  #number = 0;
  #waiting: Waiting | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(means: Means) {
    this.#means = means;
    this.ahead = new Ahead(() => this.shown.today, means.now);
  }

  /** There is something to book, or something is booked. */
  readonly isThere = $derived.by(
    () =>
      this.#means.house().consultations.length > 0 ||
      this.shown.today.length > 0 ||
      (this.shown.calendar?.appointments.length ?? 0) > 0,
  );

  /** Where the library's clock hangs; this computer's, as long as that is not known. */
  readonly zone = $derived.by(() => knownZone(this.#means.house().zone));
  readonly today = $derived.by(() => wallOf(this.#means.now(), this.zone).date);
  readonly date = $derived(this.#date === '' ? this.today : this.#date);
  /** The first day that is shown. */
  readonly first = $derived(this.look === 'day' ? this.date : mondayOf(this.date));
  /** Every day that is shown. */
  readonly days = $derived(
    Array.from({ length: DAYS[this.look] }, (_, index) => addDays(this.first, index)),
  );
  readonly from = $derived(momentOf(this.first, 0, this.zone));
  readonly until = $derived(momentOf(addDays(this.first, DAYS[this.look]), 0, this.zone));
  /** The server has told the days that are shown. */
  readonly loaded = $derived(
    this.shown.calendar?.from === this.from && this.shown.calendar.until === this.until,
  );

  /** What is booked in the days that are shown, as it is filtered; what is moved stands
      where it goes. */
  readonly appointments = $derived.by((): readonly SeatAppointment[] => {
    const { moving } = this;
    const known = this.shown.calendar?.appointments ?? [];
    const passing = known.filter((one) => this.#passes(one) && one.id !== moving?.appointment.id);
    const all = moving ? [...passing, moved(moving)] : passing;
    return all
      .filter(({ starts, ends }) => starts < this.until && ends > this.from)
      .sort((one, other) => one.starts - other.starts);
  });

  readonly busy = $derived.by((): readonly BusyView[] =>
    (this.shown.calendar?.busy ?? []).filter(
      ({ librarian, from, until }) =>
        (this.person === null || this.person === librarian) &&
        from < this.until &&
        until > this.from,
    ),
  );

  readonly selected = $derived.by((): SeatAppointment | null => {
    const all = [...(this.shown.calendar?.appointments ?? []), ...this.shown.today];
    const found = all.find(({ id }) => id === this.#chosen);
    const carried = this.moving?.appointment;
    return found ?? (carried && carried.id === this.#chosen ? carried : null);
  });

  take(shown: WindowCalendar): void {
    const before = this.shown;
    this.shown = shown;
    const waiting = this.#waiting;
    if (waiting && shown.answer?.number === waiting.number) {
      const { refused, next } = shown.answer;
      const slots = shown.slots?.number === waiting.number ? shown.slots : null;
      this.#waiting = null;
      waiting.settle({ refused, next, days: slots?.days ?? [], more: slots?.more ?? null });
    }
    if (shown.calendar !== before.calendar) this.#arrive();
  }

  /** Nobody is signed in any more. */
  leave(): void {
    this.#waiting?.settle(NOT_SAVED);
    this.#waiting = null;
    this.shown = NO_CALENDAR;
    this.where = null;
    this.person = null;
    this.#date = '';
    this.close();
  }

  /** Looks at these days from now on. */
  async watch(from: number, until: number): Promise<void> {
    await this.#say({ type: 'watch', from, until });
  }

  /** Looks no more. */
  async lookAway(): Promise<void> {
    this.close();
    await this.#say({ type: 'watch', from: null, until: 0 });
  }

  goToToday(): void {
    this.#date = '';
  }

  goTo(date: string): void {
    this.#date = date === this.today ? '' : date;
  }

  /** To the days before or after those that are shown. */
  turn(pages: 1 | -1): void {
    // A day in the middle of the week stays that day.
    this.goTo(addDays(this.date, pages * DAYS[this.look]));
  }

  /** Shows the card of an appointment. */
  choose({ id }: SeatAppointment): void {
    if (this.#chosen !== id) this.close();
    this.#chosen = id;
  }

  /** Shows an appointment in its day, wherever that is. */
  show(appointment: SeatAppointment): void {
    this.where = null;
    this.person = null;
    this.goTo(wallOf(appointment.starts, this.zone).date);
    this.choose(appointment);
  }

  /** No card is open, and nothing is on its way. */
  close(): void {
    this.#chosen = null;
    this.refused = null;
    this.letGo();
  }

  canMove({ state, starts }: SeatAppointment): boolean {
    const isAhead = state.type === 'booked' || state.type === 'unconfirmed';
    return isAhead && starts > this.#means.now();
  }

  /** Takes an appointment up, to move it by keys and buttons. */
  async takeUp(appointment: SeatAppointment): Promise<void> {
    const { consultation, meeting, branch, librarian, starts } = appointment;
    this.refused = null;
    this.offered = [];
    this.moving = { appointment, starts, librarian: null, step: 'form' };
    const slots = { type: 'slots', consultation, meeting, branch, librarian, from: null } as const;
    const { days } = await this.ask(slots);
    if (this.moving?.appointment.id !== appointment.id) return;
    this.offered = days.flatMap((one) => one.slots).slice(0, OFFERED);
  }

  /** Takes it up with the mouse. */
  drag(appointment: SeatAppointment): void {
    this.refused = null;
    const { starts } = appointment;
    this.moving = { appointment, starts, librarian: null, step: 'drag' };
  }

  /** Puts it down where it was. */
  letGo(): void {
    this.moving = null;
    this.offered = [];
  }

  /** Moves what was taken up to a time of a day, without saying so yet. */
  place(date: string, minutes: number): void {
    if (this.moving) this.#carryTo(momentOf(date, minutes, this.zone));
  }

  /** The same to a moment, such as a free slot. */
  carryTo(starts: number): void {
    this.#carryTo(starts);
  }

  /** The same by some minutes or days of the clock on the wall. */
  nudge({ minutes = 0, days = 0 }: { minutes?: number; days?: number }): void {
    if (!this.moving) return;
    const at = wallOf(this.moving.starts, this.zone);
    const date = addDays(at.date, days);
    this.#carryTo(momentOf(date, at.minutes, this.zone) + minutes * 60_000);
  }

  giveTo(librarian: LibrarianId | null): void {
    if (this.moving) this.moving = { ...this.moving, librarian };
  }

  /** Says the move; what is not done goes back. */
  async putDown(anyway = false): Promise<void> {
    const { moving } = this;
    if (!moving || moving.step === 'settling') return;
    const { appointment, starts, librarian } = moving;
    if (starts === appointment.starts && librarian === null) return this.letGo();
    await this.move(appointment, starts, librarian, anyway);
  }

  /** Moves an appointment, and says how to take it back. */
  async move(
    appointment: SeatAppointment,
    starts: number,
    librarian: LibrarianId | null = null,
    anyway = false,
  ): Promise<void> {
    this.refused = null;
    this.#chosen = appointment.id;
    this.moving = { appointment, starts, librarian, step: 'settling' };
    const order = { type: 'move', appointment: appointment.id, starts, librarian, anyway } as const;
    const { refused: why, next } = await this.ask(order);
    if (this.moving?.appointment.id === appointment.id) this.letGo();
    if (why) this.refused = { appointment: appointment.id, why, next, wanted: starts };
    else {
      this.#follow(starts);
      this.#means.news({ type: 'appointmentMoved', before: appointment });
    }
  }

  async cancel(appointment: SeatAppointment): Promise<void> {
    if (await this.#do({ type: 'cancel', appointment: appointment.id })) {
      this.#means.news({ type: 'appointmentCancelled', before: appointment });
    }
  }

  async came({ id: appointment }: SeatAppointment): Promise<void> {
    await this.#do({ type: 'came', appointment });
  }

  async didNotCome({ id: appointment }: SeatAppointment): Promise<void> {
    await this.#do({ type: 'noShow', appointment });
  }

  /** Takes a move back, or books again what was cancelled. */
  async undo(news: CalendarNews): Promise<void> {
    if (news.type !== 'appointmentMoved' && news.type !== 'appointmentCancelled') return;
    const { id, thread, consultation, meeting, branch, librarian, starts } = news.before;
    const back: CalendarOrder =
      news.type === 'appointmentMoved'
        ? { type: 'move', appointment: id, starts, librarian, anyway: true }
        : {
            ...{ type: 'book', appointment: newId(), thread, consultation, meeting, branch },
            ...{ librarian, starts, anyway: true },
          };
    const { refused } = await this.ask(back);
    if (!refused) this.#follow(starts);
    else this.#means.news({ type: 'appointmentNotUndone', why: refused });
  }

  /** Asks the server for one thing, after all that was asked before, and waits for how it
      came out. */
  ask(order: CalendarOrder): Promise<Outcome> {
    const answer = this.#queue.then(() => this.#askNow(order));
    this.#queue = answer;
    return answer;
  }

  async #do(order: CalendarOrder & { appointment: AppointmentId }): Promise<boolean> {
    const { appointment } = order;
    this.refused = null;
    const { refused: why, next } = await this.ask(order);
    if (why) this.refused = { appointment, why, next, wanted: null };
    return why === null;
  }

  async #askNow(order: CalendarOrder): Promise<Outcome> {
    const answered = new Promise<Outcome>((settle) => {
      this.#waiting = { number: this.#number + 1, settle };
    });
    if (await this.#say(order)) return answered;
    this.#waiting = null;
    return NOT_SAVED;
  }

  #say(order: CalendarOrder): Promise<boolean> {
    this.#number += 1;
    return this.#means.tell({ type: 'ask', number: this.#number, order });
  }

  #carryTo(starts: number): void {
    if (!this.moving || starts <= this.#means.now()) return;
    this.moving = { ...this.moving, starts };
    if (this.moving.step === 'form') this.#follow(starts);
  }

  /** Keeps a moment in view. */
  #follow(moment: number): void {
    if (moment < this.from || moment >= this.until) this.goTo(wallOf(moment, this.zone).date);
  }

  /** The days were told anew: what is moved may have been moved or cancelled meanwhile. */
  #arrive(): void {
    const { moving } = this;
    if (!moving || moving.step === 'settling') return;
    const known = this.shown.calendar?.appointments.find(({ id }) => id === moving.appointment.id);
    if (!known) return;
    if (this.canMove(known)) this.moving = { ...moving, appointment: known };
    else this.letGo();
  }

  #passes({ branch, librarian, state }: SeatAppointment): boolean {
    if (state.type === 'cancelled' && this.look !== 'list') return false;
    if (this.person !== null && librarian !== this.person) return false;
    return this.where === null || (branch ?? 'remote') === this.where;
  }
}

/** An appointment as it would stand. */
function moved({ appointment, starts, librarian }: Moving): SeatAppointment {
  const ends = starts + (appointment.ends - appointment.starts);
  return { ...appointment, starts, ends, librarian: librarian ?? appointment.librarian };
}
