// The calendar of the played program: what its orders make of it, and what the desk then
// writes into the thread.
import type {
  BookingRefusal,
  CalendarOrder,
  CalendarWindowOrder,
  DayView,
  Happened,
  House,
  LibrarianId,
  SeatAppointment,
  SlotView,
  WindowCalendar,
} from '$lib/wire';
import { addDays, momentOf, wallOf, weekday } from '../zoned';

import { MockAvailability } from './mock-availability';
import { ZONE } from './scene-calendar';

const MINUTE = 60_000;
const DAYS_SHOWN = 5;
/** Nobody gives anything at other hours. */
const HOURS = [
  { from: 9 * 60, until: 13 * 60 },
  { from: 15 * 60, until: 18 * 60 },
];

/** The library around the calendar. */
export interface Around {
  house: House;
  /** Who is signed in. */
  me: LibrarianId;
  /** Who a thread belongs to. */
  nameOf: (thread: string) => string;
  now: number;
}

/** What the desk writes into a thread. */
export interface Said {
  happened: Happened;
  about: SeatAppointment;
}

type Ordered<Type extends CalendarOrder['type']> = Extract<CalendarOrder, { type: Type }>;

export class MockCalendar {
  #all: SeatAppointment[];
  readonly #first: WindowCalendar;
  readonly #given = new MockAvailability();

  constructor(first: WindowCalendar) {
    this.#first = first;
    const booked = first.calendar?.appointments ?? [];
    const others = first.today.filter(({ id }) => booked.every((one) => one.id !== id));
    this.#all = [...booked, ...others];
  }

  /** What an order makes of what is shown, and what is written because of it. */
  obey(
    before: WindowCalendar,
    { number, order }: CalendarWindowOrder,
    around: Around,
  ): { calendar: WindowCalendar; said: Said | null } {
    const answered = (refused: BookingRefusal | null, next: SlotView[] = []): WindowCalendar => ({
      ...this.#shown(before, around),
      answer: { number, refused, next },
    });
    switch (order.type) {
      case 'availability': {
        const availability = this.#given.obey(before.availability, number, order.order);
        return { calendar: { ...before, availability }, said: null };
      }
      case 'outside': // answered beside it, in `mock-outside.ts`
        return { calendar: before, said: null };
      case 'watch': {
        if (order.from === null) return { calendar: { ...before, calendar: null }, said: null };
        const days = { from: order.from, until: order.until };
        return { calendar: this.#shown(before, around, days), said: null };
      }
      case 'slots': {
        const days = this.#free(order, around);
        const last = days.at(-1)?.date;
        const more = last ? momentOf(addDays(last, 1), 0, ZONE) : null;
        return { calendar: { ...answered(null), slots: { number, days, more } }, said: null };
      }
      case 'book':
      case 'move': {
        const wanted = order.type === 'book' ? made(order, around) : this.#moved(order);
        if (!wanted) return { calendar: answered('noSuchAppointment'), said: null };
        const refused = this.#refuses(wanted, order.anyway, around);
        if (refused) {
          const next = this.#free({ ...wanted, librarian: null, from: null }, around)
            .flatMap(({ slots }) => slots)
            .slice(0, 4);
          return { calendar: answered(refused, next), said: null };
        }
        this.#put(wanted);
        const happened = order.type === 'book' ? 'appointmentBooked' : 'appointmentMoved';
        return { calendar: answered(null), said: { happened, about: wanted } };
      }
      case 'cancel':
      case 'came':
      case 'noShow': {
        const known = this.#all.find(({ id }) => id === order.appointment);
        if (!known) return { calendar: answered('noSuchAppointment'), said: null };
        this.#put({ ...known, state: stateAfter(order.type) });
        const happened: Happened | null =
          order.type === 'cancel'
            ? 'appointmentCancelled'
            : order.type === 'noShow'
              ? 'appointmentMissed'
              : null;
        return { calendar: answered(null), said: happened && { happened, about: known } };
      }
    }
  }

  #shown(
    before: WindowCalendar,
    { me, now }: Around,
    days: { from: number; until: number } | null = before.calendar,
  ): WindowCalendar {
    const busy = this.#first.calendar?.busy ?? [];
    const calendar = days && {
      ...days,
      appointments: this.#all.filter(({ starts, ends }) => starts < days.until && ends > days.from),
      busy,
    };
    const date = wallOf(now, ZONE).date;
    const today = this.#all.filter(
      ({ librarian, starts, ends }) =>
        librarian === me && ends > now && wallOf(starts, ZONE).date === date,
    );
    return { ...before, calendar, today };
  }

  #put(appointment: SeatAppointment): void {
    this.#all = [...this.#all.filter(({ id }) => id !== appointment.id), appointment].sort(
      (one, other) => one.starts - other.starts,
    );
  }

  #moved({ appointment, starts, librarian }: Ordered<'move'>): SeatAppointment | null {
    const known = this.#all.find(({ id }) => id === appointment);
    if (!known) return null;
    const ends = starts + known.ends - known.starts;
    return { ...known, starts, ends, librarian: librarian ?? known.librarian };
  }

  #refuses(
    wanted: SeatAppointment,
    anyway: boolean,
    { house, now }: Around,
  ): BookingRefusal | null {
    if (wanted.starts < now) return 'inThePast';
    if (!anyway && !isOpen(wanted)) return 'closed';
    const givers = giversOf(house, wanted.consultation);
    const who = wanted.librarian === '' ? givers : [wanted.librarian];
    const free = who.find((one) => this.#isFree(one, wanted.starts, wanted.ends, wanted.id));
    if (free === undefined) return 'taken';
    wanted.librarian = free;
    return null;
  }

  #isFree(librarian: LibrarianId, starts: number, ends: number, but = ''): boolean {
    const isTaken = this.#all.some(
      (one) =>
        one.id !== but &&
        one.librarian === librarian &&
        one.state.type !== 'cancelled' &&
        one.starts < ends &&
        one.ends > starts,
    );
    const busy = this.#first.calendar?.busy ?? [];
    return (
      !isTaken &&
      !busy.some((one) => one.librarian === librarian && one.from < ends && one.until > starts)
    );
  }

  #free(
    wanted: Pick<Ordered<'slots'>, 'consultation' | 'librarian' | 'from'>,
    { house, now }: Around,
  ): DayView[] {
    const view = house.consultations.find((one) => one.view.id === wanted.consultation)?.view;
    if (!view) return [];
    const all = giversOf(house, view.id);
    const who = all.filter((one) => wanted.librarian === null || wanted.librarian === one);
    const from = Math.max(wanted.from ?? 0, now + 30 * MINUTE);
    const days: DayView[] = [];
    const first = wallOf(from, ZONE).date;
    for (let day = 0; day < 14 && days.length < DAYS_SHOWN; day += 1) {
      const date = addDays(first, day);
      if (weekday(date) === 6) continue;
      const slots = HOURS.flatMap((hours) => {
        const count = Math.floor((hours.until - hours.from) / view.minutes);
        return Array.from({ length: count }, (_, nth): SlotView => {
          const starts = momentOf(date, hours.from + nth * view.minutes, ZONE);
          const ends = starts + view.minutes * MINUTE;
          const librarians = who.filter((one) => this.#isFree(one, starts, ends));
          return { starts, ends, librarians };
        });
      }).filter(({ starts, librarians }) => starts >= from && librarians.length > 0);
      if (slots.length > 0) days.push({ date, slots });
    }
    return days;
  }
}

function made(order: Ordered<'book'>, { house, nameOf }: Around): SeatAppointment | null {
  const offer = house.consultations.find(({ view }) => view.id === order.consultation);
  if (!offer) return null;
  const { view, desk } = offer;
  return {
    id: order.appointment,
    desk,
    consultation: view.id,
    name: view.name,
    colour: view.colour,
    librarian: order.librarian ?? '',
    thread: order.thread,
    patron: nameOf(order.thread),
    meeting: order.meeting,
    branch: order.branch,
    starts: order.starts,
    ends: order.starts + view.minutes * MINUTE,
    state: { type: 'booked' },
    answers: [],
    bookedBy: 'librarian',
    entered: false,
  };
}

function giversOf(house: House, consultation: string): LibrarianId[] {
  return house.consultations.find(({ view }) => view.id === consultation)?.givers ?? [];
}

function isOpen({ starts, ends }: SeatAppointment): boolean {
  const { date, minutes } = wallOf(starts, ZONE);
  const until = minutes + (ends - starts) / MINUTE;
  return weekday(date) !== 6 && HOURS.some((one) => one.from <= minutes && until <= one.until);
}

function stateAfter(order: 'cancel' | 'came' | 'noShow'): SeatAppointment['state'] {
  switch (order) {
    case 'cancel':
      return { type: 'cancelled', by: 'desk' };
    case 'came':
      return { type: 'arrived' };
    case 'noShow':
      return { type: 'noShow' };
  }
}
