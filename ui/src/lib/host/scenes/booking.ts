// Scenes of appointments and of calendars.
import type { LineEntry, WindowDesk, WindowState, WindowThread } from '$lib/wire';

import { outsideOf } from '../mock-outside';
import { BOOKING_HOUSE, appointment, calendarOf } from '../scene-calendar';
import { message, openThread, threadList } from '../scene-threads';
import { LONG_NAME, entry, seat, signedIn, talking } from '../scene-window';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Two who booked, and one who walked in. */
function bookedLine(now: number): LineEntry[] {
  const waits = now - 3 * MINUTE;
  return [
    entry(1, { name: LONG_NAME, arrivedAt: waits, booked: { id: 'today-2', starts: now } }),
    entry(2, { name: 'Piero', mode: 'voice', arrivedAt: waits + SECOND }),
    entry(3, { name: '', arrivedAt: waits, booked: { id: 'other', starts: now + 30 * MINUTE } }),
  ];
}

/** A library that offers consultations, with something booked or nothing. */
export function booking(now: number, given: Partial<WindowDesk> = {}): Partial<WindowDesk> {
  return { house: BOOKING_HOUSE, calendar: calendarOf(now), threads: threadList(now), ...given };
}

/** The desk wrote of an appointment in a thread, and what it was. */
function threadOfBooked(now: number): WindowThread {
  const starts = now + 95 * MINUTE;
  const happened = [
    'appointmentBooked',
    'appointmentMoved',
    'appointmentTomorrow',
    'appointmentSoon',
    'appointmentMissed',
    'appointmentToConfirm',
    'appointmentUnconfirmed',
    'appointmentCancelled',
  ] as const;
  const before = openThread(now);
  const told = happened.map((one, index) => {
    const { message: plain, pending } = message(40 + index, 'patron', {
      at: now - (10 - index) * MINUTE,
    });
    const speaker = { type: 'desk', happened: one } as const;
    const mark = { id: 'today-3', starts };
    return { message: { ...plain, speaker, appointment: mark }, pending };
  });
  return { ...before, messages: [...before.messages.slice(0, 2), ...told] };
}

export const bookingScenes = {
  calendar: (now: number) => signedIn(booking(now)),
  calendarFull: (now: number) => signedIn(booking(now, { calendar: calendarOf(now, 'full') })),
  calendarEmpty: (now: number) => signedIn(booking(now, { calendar: calendarOf(now, 'empty') })),
  calendarAway: (now: number) =>
    signedIn(booking(now), {
      connection: { type: 'away' },
      away: { since: now - 3 * MINUTE, next: now + 9 * SECOND },
    }),
  calendarDay: (now: number) => signedIn(booking(now, { calendar: calendarOf(now, 'full') })),
  calendarList: (now: number) => {
    const cancelled = appointment('cancelled-1', now - 26 * 60 * MINUTE, {
      patron: LONG_NAME,
      state: { type: 'cancelled', by: 'patron' },
    });
    const held = appointment('held-1', now + 2 * 60 * MINUTE, {
      patron: '',
      state: { type: 'held', until: now + 4 * MINUTE },
    });
    const lively = calendarOf(now);
    const appointments = [...(lively.calendar?.appointments ?? []), cancelled, held];
    const calendar = lively.calendar && { ...lively.calendar, appointments };
    return signedIn(booking(now, { calendar: { ...lively, calendar } }));
  },
  today: (now: number) =>
    signedIn(booking(now, { seat: seat({ line: bookedLine(now) }), calendar: calendarOf(now) })),
  ringingBooked: (now: number) => {
    const line = bookedLine(now).map((one, index) => ({ ...one, ringsHere: index === 0 }));
    return signedIn(booking(now, { seat: seat({ line }) }));
  },
  callToBook: (now: number) => {
    const state = talking(now, { booked: { id: 'today-2', starts: now } }, {});
    return { ...state, desk: state.desk && { ...state.desk, ...booking(now) } };
  },
  threadBooked: (now: number) => signedIn(booking(now, { reading: threadOfBooked(now) })),
  calendars: (now: number) =>
    signedIn({ role: 'supervisor', house: BOOKING_HOUSE, outside: outsideOf(now) }),
  calendarsOwn: (now: number) =>
    signedIn({ house: BOOKING_HOUSE, outside: outsideOf(now, { everybodys: false }) }),
  calendarsUnread: (now: number) => {
    const reading = { type: 'failed', why: 'notACalendar' } as const;
    return signedIn({ house: BOOKING_HOUSE, outside: { ...outsideOf(now), reading } });
  },
  calendarsMade: (now: number) =>
    signedIn({
      role: 'administrator',
      house: BOOKING_HOUSE,
      outside: outsideOf(now, { made: true, administers: true }),
    }),
} satisfies Record<string, (now: number) => WindowState>;
