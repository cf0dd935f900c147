// What the tests of bookings play with: two consultations, their slots, and appointments.
import type {
  AppointmentView,
  BookingNews,
  ConsultationView,
  DayView,
  SlotView,
  ToPatron,
} from '$lib/wire';

export const MINUTE = 60_000;
/** Monday 23 November 2026, 10:00 in Rome. */
export const NOW = Date.parse('2026-11-23T10:00:00+01:00');
/** The next day at ten. */
export const TOMORROW = NOW + 24 * 60 * MINUTE;
export const CENTRAL = { branch: 'central', name: 'Centrale', address: 'Via Cavour 36' };
export const AVANE = { branch: 'avane', name: 'Avane', address: '' };

export function consultation(given: Partial<ConsultationView> = {}): ConsultationView {
  return {
    id: 'digital',
    name: { it: 'Aiuto digitale', en: 'Digital help' },
    description: { it: 'SPID e ebook.', en: 'Identity and e-books.' },
    minutes: 30,
    meetings: ['video', 'inPerson'],
    places: [CENTRAL, AVANE],
    questions: [
      { text: { it: 'Quale servizio?', en: 'Which service?' }, required: true },
      { text: { it: 'Quale dispositivo?', en: 'Which device?' }, required: false },
    ],
    colour: 'blue',
    topic: 'loans',
    week: [['15:00-18:00'], [], ['09:00-12:30', '15:00-17:00'], [], [], [], []],
    confirmByMail: false,
    ...given,
  };
}

/** There is one way to meet, and nothing is asked. */
export const plain = (given: Partial<ConsultationView> = {}) =>
  consultation({ meetings: ['video'], places: [], questions: [], ...given });

export const slot = (starts: number): SlotView => ({
  starts,
  ends: starts + 30 * MINUTE,
  librarians: [],
});

export function day(starts: number): DayView {
  const date = new Date(starts).toISOString().slice(0, 10);
  return { date, slots: [slot(starts), slot(starts + 30 * MINUTE)] };
}

export function appointment(given: Partial<AppointmentView> = {}): AppointmentView {
  const starts = given.starts ?? TOMORROW;
  return {
    id: 'appointment',
    consultation: 'digital',
    name: { it: 'Aiuto digitale', en: 'Digital help' },
    meeting: 'video',
    place: [],
    starts,
    ends: starts + 30 * MINUTE,
    librarian: 'Bo Bianchi',
    state: { type: 'booked' },
    changeUntil: starts - 120 * MINUTE,
    opens: starts - 10 * MINUTE,
    entered: false,
    late: false,
    ...given,
  };
}

export const heldUntil = (until: number, given: Partial<AppointmentView> = {}) =>
  appointment({ state: { type: 'held', until }, ...given });

export function stands(
  appointments: AppointmentView[],
  given: Partial<BookingNews & { type: 'stands' }> = {},
): BookingNews {
  return { type: 'stands', appointments, needsWay: true, mail: true, ...given };
}

export function slots(
  days: DayView[],
  given: Partial<BookingNews & { type: 'slots' }> = {},
): BookingNews {
  return { type: 'slots', consultation: 'digital', appointment: null, days, more: null, ...given };
}

/** As the page hears it. */
export const told = (news: BookingNews): ToPatron => ({ type: 'booking', news });
