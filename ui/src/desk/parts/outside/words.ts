// The words of calendars outside of the desk.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type { BusyTrouble, CalendarFault, FeedView, OutsideRefusal } from '$lib/wire';

export function refusalWord(why: OutsideRefusal): string {
  switch (why.type) {
    case 'notAllowed':
      return m.desk_outside_refused_not_allowed();
    case 'gone':
      return m.desk_outside_refused_gone();
    case 'tooManyFeeds':
      return m.desk_outside_refused_too_many_feeds();
    case 'fault':
      return calendarFaultWord(why.fault);
    case 'tooManyTries':
      return m.desk_outside_refused_too_many_tries();
    case 'notSaved':
      return m.desk_outside_refused_not_saved();
  }
}

/** Who made a feed and when, and whether it names anybody. */
export function feedWord(feed: FeedView): string {
  const when = dayWord(feed.madeAt);
  const made = feed.madeBy
    ? m.desk_outside_feed_made_by({ name: feed.madeBy, when })
    : m.desk_outside_feed_made({ when });
  return `${made} ${feed.names ? m.desk_outside_feed_with_names() : m.desk_outside_feed_without_names()}`;
}

export function dayWord(at: number): string {
  return new Intl.DateTimeFormat(language.current, { dateStyle: 'long' }).format(at);
}

export function momentWord(at: number): string {
  return new Intl.DateTimeFormat(language.current, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(at);
}

export function busyTroubleWord(why: BusyTrouble): string {
  switch (why) {
    case 'notACalendar':
      return m.desk_outside_busy_not_a_calendar();
    case 'tooLarge':
      return m.desk_outside_busy_too_large();
    case 'unreadable':
      return m.desk_outside_busy_unreadable();
    case 'tooMany':
      return m.desk_outside_refused_too_many_tries();
    case 'failed':
      return m.desk_outside_busy_failed();
  }
}

export function calendarFaultWord(fault: CalendarFault): string {
  switch (fault) {
    case 'address':
      return m.desk_outside_fault_address();
    case 'line':
      return m.desk_outside_fault_line();
    case 'collection':
      return m.desk_outside_fault_collection();
    case 'authority':
      return m.desk_outside_fault_authority();
    case 'passwordAgain':
      return m.desk_outside_fault_password_again();
  }
}
