// The words of the calendar, in the zone in which the library stands.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type {
  AppointmentStateView,
  BookingRefusal,
  CancelledBy,
  Happened,
  House,
  LibrarianId,
  Meeting,
  SeatAppointment,
  SpokenView,
} from '$lib/wire';

import type { CalendarNews } from '../../state/calendar.svelte';

/** What the desk wrote about an appointment. */
type AppointmentHappened = Extract<Happened, `appointment${string}`>;

export function timeWord(moment: number, zone: string): string {
  return format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, zone).format(moment);
}

/** From when to when, such as `10:00–10:30`. */
export function stretchWord(
  { starts, ends }: Pick<SeatAppointment, 'starts' | 'ends'>,
  zone: string,
) {
  return `${timeWord(starts, zone)}–${timeWord(ends, zone)}`;
}

/** The day of a moment: `lunedì 23 novembre`. */
export function dayOfWord(moment: number, zone: string): string {
  return format({ weekday: 'long', day: 'numeric', month: 'long' }, zone).format(moment);
}

/** A moment in a sentence: `lunedì 23 novembre alle 10:00`. */
export function whenWord(moment: number, zone: string): string {
  return m.desk_calendar_when({ day: dayOfWord(moment, zone), time: timeWord(moment, zone) });
}

/** A day, in full for who hears it. */
export function dayWord(date: string): string {
  return dayOfWord(noonOf(date), 'UTC');
}

/** A day as the head of a column: `lun 23`. */
export function shortDayWord(date: string): string {
  return format({ weekday: 'short', day: 'numeric' }, 'UTC').format(noonOf(date));
}

/** The same where days of several months stand in a row: `lun 23 nov`. */
export function middleDayWord(date: string): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short' }, 'UTC').format(noonOf(date));
}

/** Some days: `23–29 novembre 2026`. */
export function daysWord(first: string, last: string): string {
  const shape = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return first === last
    ? format({ weekday: 'long', ...shape }, 'UTC').format(noonOf(first))
    : format(shape, 'UTC').formatRange(noonOf(first), noonOf(last));
}

/** How long until then: `tra 12 minuti`. */
export function untilWord(minutes: number): string {
  if (minutes <= 0) return m.desk_calendar_ahead_now();
  const words = new Intl.RelativeTimeFormat(language.current, { numeric: 'always' });
  return minutes < 120
    ? words.format(minutes, 'minute')
    : words.format(Math.floor(minutes / 60), 'hour');
}

export function spoken({ it, en }: SpokenView): string {
  return language.current === 'en' && en !== '' ? en : it;
}

/** Who gives it; empty for somebody who is not there any more. */
export function librarianWord(house: House, librarian: LibrarianId): string {
  return house.librarians.find(({ id }) => id === librarian)?.name ?? '';
}

export function meetingWord(meeting: Meeting): string {
  switch (meeting) {
    case 'video':
      return m.desk_calendar_meeting_video();
    case 'voice':
      return m.desk_calendar_meeting_voice();
    case 'inPerson':
      return m.desk_calendar_meeting_in_person();
  }
}

/** How and where they meet. */
export function howWord(house: House, meeting: Meeting, branch: string | null): string {
  const place = house.branches.find((one) => one.branch === branch)?.name;
  return meeting === 'inPerson' && place
    ? m.desk_calendar_meeting_at({ place })
    : meetingWord(meeting);
}

export function stateWord(state: AppointmentStateView, zone: string): string {
  switch (state.type) {
    case 'held':
      return m.desk_calendar_held_until({ time: timeWord(state.until, zone) });
    case 'unconfirmed':
      return m.desk_calendar_state_unconfirmed({ time: timeWord(state.until, zone) });
    case 'booked':
      return m.desk_calendar_state_booked();
    case 'arrived':
      return m.desk_calendar_state_arrived();
    case 'done':
      return m.desk_calendar_state_done();
    case 'cancelled':
      return cancelledWord(state.by);
    case 'noShow':
      return m.desk_calendar_state_no_show();
  }
}

function cancelledWord(by: CancelledBy): string {
  switch (by) {
    case 'patron':
      return m.desk_calendar_state_cancelled_patron();
    case 'desk':
      return m.desk_calendar_state_cancelled_desk();
    case 'noConfirmation':
      return m.desk_calendar_state_cancelled_unconfirmed();
  }
}

export function bookingRefusalWord(why: BookingRefusal): string {
  switch (why) {
    case 'inThePast':
      return m.desk_calendar_refused_past();
    case 'closed':
      return m.desk_calendar_refused_closed();
    case 'tooShortNotice':
      return m.desk_calendar_refused_short_notice();
    case 'tooFarAhead':
      return m.desk_calendar_refused_far_ahead();
    case 'taken':
      return m.desk_calendar_refused_taken();
    case 'dayFull':
      return m.desk_calendar_refused_day_full();
    case 'noSuchConsultation':
      return m.desk_calendar_refused_no_consultation();
    case 'noSuchAppointment':
      return m.desk_calendar_refused_no_appointment();
    case 'tooLate':
      return m.desk_calendar_refused_too_late();
    case 'holdOver':
      return m.desk_calendar_refused_hold_over();
    case 'answerMissing':
      return m.desk_calendar_refused_answer_missing();
    case 'answerTooLong':
      return m.desk_calendar_refused_answer_long();
    case 'tooManyOfYours':
      return m.desk_calendar_refused_too_many();
    case 'notGiven':
      return m.desk_calendar_refused_not_given();
    case 'alreadyOver':
      return m.desk_calendar_refused_over();
    case 'tooEarly':
      return m.desk_calendar_refused_too_early();
    case 'notConfirmed':
      return m.desk_calendar_refused_not_confirmed();
    case 'nameMissing':
      return m.desk_calendar_refused_no_name();
    case 'noWay':
      return m.desk_calendar_refused_no_way();
    case 'badAddress':
      return m.desk_calendar_refused_bad_address();
    case 'notAllowed':
      return m.desk_calendar_refused_not_allowed();
    case 'notSaved':
      return m.desk_calendar_refused_not_saved();
  }
}

/** What the desk wrote into a thread, with the time where it is known. */
export function appointmentHappenedWord(happened: AppointmentHappened, when: string): string {
  switch (happened) {
    case 'appointmentBooked':
      return when ? m.desk_calendar_said_booked_at({ when }) : m.desk_calendar_said_booked();
    case 'appointmentToConfirm':
      return when
        ? m.desk_calendar_said_to_confirm_at({ when })
        : m.desk_calendar_said_to_confirm();
    case 'appointmentMoved':
      return when ? m.desk_calendar_said_moved_at({ when }) : m.desk_calendar_said_moved();
    case 'appointmentCancelled':
      return when ? m.desk_calendar_said_cancelled_at({ when }) : m.desk_calendar_said_cancelled();
    case 'appointmentTomorrow':
      return when ? m.desk_calendar_said_tomorrow_at({ when }) : m.desk_calendar_said_tomorrow();
    case 'appointmentSoon':
      return when ? m.desk_calendar_said_soon_at({ when }) : m.desk_calendar_said_soon();
    case 'appointmentUnconfirmed':
      return when
        ? m.desk_calendar_said_unconfirmed_at({ when })
        : m.desk_calendar_said_unconfirmed();
    case 'appointmentMissed':
      return when ? m.desk_calendar_said_missed_at({ when }) : m.desk_calendar_said_missed();
  }
}

/** What is told of an order that was done. */
export function calendarNewsWord(what: CalendarNews, zone: string): string {
  switch (what.type) {
    case 'appointmentMoved':
      return m.desk_calendar_news_moved();
    case 'appointmentCancelled':
      return m.desk_calendar_news_cancelled();
    case 'appointmentBooked':
      return m.desk_calendar_news_booked({
        patron: what.patron === '' ? m.desk_the_patron() : what.patron,
        when: whenWord(what.starts, zone),
      });
    case 'appointmentNotUndone':
      return m.desk_calendar_news_not_undone({ why: bookingRefusalWord(what.why) });
  }
}

function format(shape: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language.current, { ...shape, timeZone });
}

function noonOf(date: string): number {
  return Date.parse(`${date}T12:00:00Z`);
}
