// Sentences about consultations and appointments. Times are told by the library's
// clock; where the reader's own tells another, that is said beside it.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type { AppointmentView, ConsultationView, Happened, Meeting, SpokenView } from '$lib/wire';

import { weekdays } from '../words';
import type { BookingTrouble, Way } from './booking.svelte';

const format = (at: number, shape: Intl.DateTimeFormatOptions, zone: string) =>
  new Intl.DateTimeFormat(language.current, { ...shape, timeZone: zone || undefined }).format(at);

/** In the language that is read; in the other where there is nothing in it. */
export const spoken = ({ it, en }: SpokenView) => (language.current === 'it' ? it || en : en || it);

/** The day, with the day of the week in words. */
export function dayWords(at: number, zone: string): string {
  const year = (when: number) => format(when, { year: 'numeric' }, zone);
  return format(
    at,
    {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: year(at) === year(Date.now()) ? undefined : 'numeric',
    },
    zone,
  );
}

export const clockWords = (at: number, zone: string) =>
  format(at, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }, zone);

/** One moment: its day and its time. */
export const atWords = (at: number, zone: string) =>
  m.patron_booking_at({ day: dayWords(at, zone), time: clockWords(at, zone) });

/** From when to when. */
export const spanWords = ({ starts, ends }: { starts: number; ends: number }, zone: string) =>
  m.patron_booking_span({
    day: dayWords(starts, zone),
    from: clockWords(starts, zone),
    to: clockWords(ends, zone),
  });

/** That the reader's own clock tells another time; empty where it does not. */
export function zoneWords(at: number, zone: string): string {
  const here = clockWords(at, zone);
  const there = clockWords(at, '');
  return here === there ? '' : m.patron_booking_zone({ here, there });
}

export function meetingWords(meeting: Meeting): { name: string; hint: string } {
  switch (meeting) {
    case 'video':
      return { name: m.patron_booking_video(), hint: m.patron_booking_video_hint() };
    case 'voice':
      return { name: m.patron_booking_voice(), hint: m.patron_booking_voice_hint() };
    case 'inPerson':
      return { name: m.patron_booking_in_person(), hint: '' };
  }
}

/** A way to meet, as a choice. */
export function wayWords({ meeting, place }: Way): { name: string; hint: string } {
  if (!place) return meetingWords(meeting);
  return { name: m.patron_booking_in_person_at({ place: place.name }), hint: place.address };
}

/** How and where one meets, in one line. */
export function howWords({ meeting, place }: Pick<AppointmentView, 'meeting' | 'place'>): string {
  const there = placeWords(place);
  return there ? m.patron_booking_in_person_at({ place: there }) : meetingWords(meeting).name;
}

export const placeWords = (place: string[]) => place.filter((line) => line !== '').join(', ');

/** When a consultation is given, day by day; days without it are left out. */
export function weekLines({ week }: ConsultationView): { day: string; hours: string[] }[] {
  return weekdays()
    .map((day, index) => ({ day, hours: (week[index] ?? []).map(dashed) }))
    .filter(({ hours }) => hours.length > 0);
}

const dashed = (hours: string) => hours.replace('-', '–');

/** The same in one breath; empty where there are no hours. */
export const weekWords = (kind: ConsultationView) =>
  weekLines(kind)
    .map(({ day, hours }) => `${day} ${hours.join(', ')}`)
    .join('; ');

/** That a topic has a consultation, and when. */
export function topicWords(kind: ConsultationView): string {
  const week = weekWords(kind);
  const what = spoken(kind.name);
  return week ? m.patron_booking_topic_week({ what, week }) : m.patron_booking_topic({ what });
}

/** How it stands with an appointment. */
export function stateWords({ state }: AppointmentView, zone: string): string {
  switch (state.type) {
    case 'held':
      return '';
    case 'unconfirmed':
      return m.patron_booking_state_confirm({ when: atWords(state.until, zone) });
    case 'booked':
      return m.patron_booking_state_booked();
    case 'arrived':
      return m.patron_booking_state_arrived();
    case 'done':
      return m.patron_booking_state_done();
    case 'noShow':
      return m.patron_booking_state_missed();
    case 'cancelled':
      break;
  }
  switch (state.by) {
    case 'patron':
      return m.patron_booking_state_by_patron();
    case 'desk':
      return m.patron_booking_state_by_desk();
    case 'noConfirmation':
      return m.patron_booking_state_unconfirmed();
  }
}

/** How long it is until an appointment begins. */
export function beginsWords(starts: number, now: number): string {
  const count = Math.ceil((starts - now) / 60_000);
  return count > 0 ? m.patron_booking_starts_in({ count }) : m.patron_booking_starts_now();
}

/** Why something was not done, and what to do. */
export function bookingTroubleWords(why: BookingTrouble): string {
  switch (why) {
    case 'inThePast':
      return m.patron_booking_no_past();
    case 'closed':
      return m.patron_booking_no_closed();
    case 'tooShortNotice':
      return m.patron_booking_no_notice();
    case 'tooFarAhead':
      return m.patron_booking_no_far();
    case 'taken':
      return m.patron_booking_no_taken();
    case 'dayFull':
      return m.patron_booking_no_full();
    case 'noSuchConsultation':
      return m.patron_booking_no_consultation();
    case 'noSuchAppointment':
      return m.patron_booking_no_appointment();
    case 'tooLate':
      return m.patron_booking_no_late();
    case 'holdOver':
      return m.patron_booking_no_hold();
    case 'answerMissing':
      return m.patron_booking_no_answer();
    case 'answerTooLong':
      return m.patron_booking_no_answer_long();
    case 'tooManyOfYours':
      return m.patron_booking_no_more();
    case 'notGiven':
      return m.patron_booking_no_given();
    case 'alreadyOver':
      return m.patron_booking_no_over();
    case 'tooEarly':
      return m.patron_booking_no_early();
    case 'notConfirmed':
      return m.patron_booking_no_confirmed();
    case 'nameMissing':
      return m.patron_booking_no_name();
    case 'noWay':
      return m.patron_booking_no_reach();
    case 'badAddress':
      return m.patron_booking_no_address();
    case 'notAllowed':
      return m.patron_booking_no_allowed();
    case 'notSaved':
      return m.patron_booking_no_saved();
    case 'away':
      return m.patron_booking_no_away();
    case 'tooMany':
      return m.patron_booking_no_room();
  }
}

/** What the desk put into the thread about an appointment. */
export function appointmentHappenedWords(
  happened: Extract<Happened, `appointment${string}`>,
  what: string,
  when: string,
): string {
  switch (happened) {
    case 'appointmentBooked':
      return m.patron_booking_told_booked({ what, when });
    case 'appointmentToConfirm':
      return m.patron_booking_told_confirm({ what, when });
    case 'appointmentMoved':
      return m.patron_booking_told_moved({ what, when });
    case 'appointmentCancelled':
      return m.patron_booking_told_cancelled({ what, when });
    case 'appointmentTomorrow':
      return m.patron_booking_told_tomorrow({ what, when });
    case 'appointmentSoon':
      return m.patron_booking_told_soon({ what, when });
    case 'appointmentUnconfirmed':
      return m.patron_booking_told_unconfirmed({ what, when });
    case 'appointmentMissed':
      return m.patron_booking_told_missed({ what, when });
  }
}
